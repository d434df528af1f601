"""One post for one account: the rendered post, and what keeps it from being sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..model.account import Account
from ..model.asset import Asset, Rendition
from ..model.capabilities import Capabilities, TextLimit
from ..model.card import LinkCard
from ..model.post import Length, Post, Wording
from ..model.problem import Problem, Severity
from ..model.rendered import RenderedPost
from .cards import CardNeed, need, with_card
from .fitting import ImageFitter
from .formats import PictureError

SHOWN_WORDS = 6
TINY_SIDE = 16


@dataclass(frozen=True, slots=True)
class Rendering:
    """`rendered` is None only when something keeps it from being built; `problems` then says what.

    `card` is set where the post is to have a link card; while the page has not been asked, `rendered` has none yet.
    """

    post: Post
    account: Account
    capabilities: Capabilities
    rendered: RenderedPost | None
    problems: tuple[Problem, ...] = ()
    card: CardNeed | None = None

    @property
    def lacks_card(self) -> bool:
        """Whether it is to have a card and there is none yet."""
        return self.card is not None and self.rendered is not None and self.rendered.card is None


Shared = tuple[Wording, RenderedPost | None, tuple[Problem, ...], CardNeed | None]
Kept = Mapping[tuple[str, str], LinkCard]
"""Link cards by post id and account id."""


class Renderer:
    """Renders posts, sharing the work among posts that say the same to the same account.

    `kept` are the link cards that were frozen before.
    """

    def __init__(self, fitter: ImageFitter, kept: Kept | None = None) -> None:
        self._fitter = fitter
        self._kept = kept or {}
        self._shared: dict[tuple[str, int], Shared] = {}

    def render(self, post: Post, account: Account, capabilities: Capabilities) -> Rendering:
        """Exactly what `account` would receive, and every problem with it."""
        wording = post.wordings[account.id]
        key = (account.id, id(wording))
        if key not in self._shared:
            self._shared[key] = self._render(post, wording, account, capabilities)
        _, rendered, problems, card = self._shared[key]
        if rendered is not None and card is not None:
            rendered = with_card(rendered, card.known(self._kept.get((post.id, account.id))))
        return Rendering(post, account, capabilities, rendered, problems, card)

    def _render(self, post: Post, wording: Wording, account: Account, able: Capabilities) -> Shared:
        rendered, problems = _render(post, wording, account, able, self._fitter)
        card = need(wording, able, self._fitter)
        if isinstance(card, Problem):
            return wording, None, (*problems, replace(card, post_id=post.id)), None
        return wording, rendered, problems, card


def render(post: Post, account: Account, capabilities: Capabilities, fitter: ImageFitter) -> Rendering:
    """One post for one account. For many, use a Renderer."""
    return Renderer(fitter).render(post, account, capabilities)


def _render(
    post: Post, wording: Wording, account: Account, able: Capabilities, fitter: ImageFitter
) -> tuple[RenderedPost | None, tuple[Problem, ...]]:
    problems: list[Problem] = []
    media = [_fit(post, asset, account, able, fitter, problems) for asset in wording.assets]
    text = able.encode(wording.text)
    lengths = tuple(Length(limit.count(text), limit.limit.value, limit.unit) for limit in able.texts)
    problems += _text_problems(post, wording, account, able, lengths)
    problems += _media_problems(post, wording, account, able)
    problems += _article_problems(post, wording, account, able)
    if None in media:
        return None, tuple(problems)
    options = {"language": wording.language} if wording.language else {}
    options |= wording.article.as_options() if wording.article is not None else {}
    fitted = tuple(rendition for rendition in media if rendition is not None)
    rendered = RenderedPost(account.id, able.platform, text, wording.text, lengths, fitted, options)
    return rendered, tuple(problems)


def _fit(
    post: Post, asset: Asset, account: Account, able: Capabilities, fitter: ImageFitter, problems: list[Problem]
) -> Rendition | None:
    try:
        made = fitter.fit(asset, able.images)
    except PictureError as error:
        message = f"{asset.name} cannot go to {account.id} ({able.title}). {error.message}"
        problems.append(Problem(error.code, message, error.remedy, file=asset.name, post_id=post.id))
        return None
    if min(made.width, made.height) < TINY_SIDE:
        message = f"{asset.name} is only {made.width} x {made.height} pixels."
        remedy = "Put the full-size picture there."
        problems.append(Problem("picture-tiny", message, remedy, Severity.WARNING, asset.name, post_id=post.id))
    return made


def _text_problems(
    post: Post, wording: Wording, account: Account, able: Capabilities, lengths: tuple[Length, ...]
) -> Iterator[Problem]:
    if not wording.text.strip():
        message = f"There are no words for {account.id}."
        yield Problem("text-empty", message, "Write them.", file=wording.file, line=wording.line, post_id=post.id)
    for limit, length in zip(able.texts, lengths, strict=True):
        if not length.fits:
            yield _too_long(post, wording, account, able, limit, length)


def _article_problems(post: Post, wording: Wording, account: Account, able: Capabilities) -> Iterator[Problem]:
    if wording.article is not None and not able.articles:
        message = f"{able.title} takes no articles ({account.id}), and the row carries {wording.article.name}."
        remedy = "Leave this account out of the row, and give it a caption in a row of its own."
        yield Problem("article-not-taken", message, remedy, file=post.file, line=post.line, post_id=post.id)


def _too_long(
    post: Post, wording: Wording, account: Account, able: Capabilities, limit: TextLimit, length: Length
) -> Problem:
    over = length.used - length.limit
    message = (
        f"Too long for {account.id} ({able.title}): {length.used} of {length.limit} {length.unit}, {over} too many. "
        f"It would be cut after “…{_last_words_that_fit(wording.text, able, limit)}”."
    )
    return Problem(
        "text-too-long", message, _shorten(post, wording, able), Severity.ERROR, wording.file, wording.line, post.id
    )


def _last_words_that_fit(words: str, able: Capabilities, limit: TextLimit) -> str:
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if limit.count(able.encode(words[:middle])) <= limit.limit.value:
            low = middle
        else:
            high = middle - 1
    return " ".join(words[:low].split()[-SHOWN_WORDS:])


def _shorten(post: Post, wording: Wording, able: Capabilities) -> str:
    if wording.variant or not post.caption:
        return "Shorten it here."
    file = f"captions/{post.caption}.{able.platform}.md"
    return f"Write shorter words for {able.title} in {file}; campaign check --fix-variants starts that file for you."


def _media_problems(post: Post, wording: Wording, account: Account, able: Capabilities) -> Iterator[Problem]:
    most, least = able.images.max_count.value, able.images.min_count
    if least is not None and len(wording.assets) < least.value:
        message = f"{able.title} takes no post without a picture ({account.id})."
        remedy = "Name one in the media column, or leave this account out of the row."
        yield Problem("picture-needed", message, remedy, file=post.file, line=post.line, post_id=post.id)
    if len(wording.assets) > most:
        message = f"{len(wording.assets)} pictures are more than {able.title} takes in one post ({most})."
        yield Problem(
            "too-many-pictures",
            message,
            "Name fewer in the media column.",
            file=post.file,
            line=post.line,
            post_id=post.id,
        )
    for asset in wording.assets:
        used = able.alt.count(asset.alt)
        if used > able.alt.limit.value:
            file, _, line = asset.alt_from.rpartition(":")
            message = (
                f"The alt text of {asset.name} has {used} {able.alt.unit}; {able.title} takes {able.alt.limit.value}."
            )
            yield Problem("alt-too-long", message, "Shorten it.", Severity.ERROR, file, int(line), post.id)
