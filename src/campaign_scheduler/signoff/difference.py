"""How what one account receives differs from what somebody approved: words, pictures, alt text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model.asset import Rendition
from ..model.card import LinkCard
from ..model.rendered import RenderedPost
from ..model.speech import ENGLISH, Speech
from .words import Piece, changed_words, differences, number


@dataclass(frozen=True, slots=True)
class AltChange:
    """Another alt text for a picture that stayed. `picture` is its name in the workspace."""

    picture: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """`words` is empty where they are the same. Pictures are told by their names in the workspace."""

    words: tuple[Piece, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    redrawn: tuple[str, ...] = ()
    """The same original, fitted to the network in another way."""
    reordered: bool = False
    alt: tuple[AltChange, ...] = ()
    card: tuple[str, ...] = ()
    """Parts of the link card: `link`, `title`, `description`, `picture`; `link card` where it came or went."""
    settings: tuple[str, ...] = ()
    """What else the network is told, such as the language."""

    @property
    def parts(self) -> tuple[str, ...]:
        """`one word`, `two pictures`, `the alt text of launch.png`."""
        return tuple(_parts(self, ENGLISH))

    @property
    def sentence(self) -> str:
        """All of it in one line, or an empty string when nothing differs."""
        return self.said(ENGLISH)

    def said(self, speech: Speech) -> str:
        """The same in another language."""
        return ", ".join(_parts(self, speech))


def difference(before: RenderedPost, after: RenderedPost) -> Difference:
    """What a person who approved `before` has not seen of `after`."""
    old, new = _by_source(before.media), _by_source(after.media)
    kept = [source for source in new if source in old]
    return Difference(
        words=differences(before.words, after.words) if before.words != after.words else (),
        added=tuple(one.source_name for source, one in new.items() if source not in old),
        removed=tuple(one.source_name for source, one in old.items() if source not in new),
        redrawn=tuple(new[source].source_name for source in kept if new[source].sha256 != old[source].sha256),
        reordered=kept != [source for source in old if source in new],
        alt=tuple(_alt(old[source], new[source]) for source in kept if old[source].alt != new[source].alt),
        card=tuple(_card(before.card, after.card)),
        settings=tuple(_settings(before, after)),
    )


def _by_source(media: Sequence[Rendition]) -> dict[str, Rendition]:
    """A picture that is there twice counts as two."""
    found: dict[str, Rendition] = {}
    for one in media:
        name, again = one.source_sha256, 1
        while name in found:
            name, again = f"{one.source_sha256}#{again}", again + 1
        found[name] = one
    return found


def _alt(before: Rendition, after: Rendition) -> AltChange:
    return AltChange(after.source_name, differences(before.alt, after.alt))


def _card(before: LinkCard | None, after: LinkCard | None) -> Iterator[str]:
    if before is None or after is None:
        yield from () if before is after else ("link card",)
        return
    yield from (name for name in ("link", "title", "description") if getattr(before, name) != getattr(after, name))
    if before.identity["thumbnail"] != after.identity["thumbnail"]:
        yield "picture"


def _settings(before: RenderedPost, after: RenderedPost) -> Iterator[str]:
    names = dict.fromkeys([*before.options, *after.options])
    yield from (name for name in names if before.options.get(name) != after.options.get(name))
    if before.words == after.words and before.text != after.text:
        yield "how it is written for the network"


def _parts(found: Difference, speech: Speech) -> Iterator[str]:
    say = speech.gettext
    if found.words:
        count = changed_words(found.words)
        words = speech.ngettext("%(num)s word", "%(num)s words", count)
        yield words % {"num": number(count, speech)} if count else say("spaces or line breaks")
    if found.added:
        words = speech.ngettext("%(num)s picture added", "%(num)s pictures added", len(found.added))
        yield words % {"num": number(len(found.added), speech)}
    if found.removed:
        words = speech.ngettext("%(num)s picture taken out", "%(num)s pictures taken out", len(found.removed))
        yield words % {"num": number(len(found.removed), speech)}
    if found.redrawn:
        words = speech.ngettext("%(num)s picture fitted anew", "%(num)s pictures fitted anew", len(found.redrawn))
        yield words % {"num": number(len(found.redrawn), speech)}
    if found.reordered:
        yield say("the order of the pictures")
    yield from (say("the alt text of %(name)s") % {"name": one.picture.rpartition("/")[2]} for one in found.alt)
    yield from (say(CARD_PARTS[part]) for part in found.card)
    yield from (say(one) for one in found.settings)


CARD_PARTS = {
    "link card": "the link card",
    "link": "the link card's link",
    "title": "the link card's title",
    "description": "the link card's description",
    "picture": "the link card's picture",
}
