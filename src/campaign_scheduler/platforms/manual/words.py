"""What the person is sent: the copy ready to paste, the pictures in order, and the alt text of each."""

from __future__ import annotations

from collections.abc import Sequence

from ...model.article import ArticleCopy, article_in
from ...model.asset import Rendition
from ...model.rendered import RenderedPost
from ..kit.courier import Parcel

ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
BEGINS, ENDS = "----- copy from here -----", "----- to here -----"


def parcel(post: RenderedPost, *, person: str, network: str, place: str, number: int, post_id: str) -> Parcel:
    """Everything that one post needs. `place` is the account as people call it."""
    named = tuple((_file(at, one), one) for at, one in enumerate(post.media, start=1))
    article = article_in(post.options)
    parts = [
        f"{person}, please post this on {network} now: {place}.",
        f"{BEGINS}\n{post.words}\n{ENDS}",
        *([_word_file(article)] if article else []),
        *([_pictures(named)] if named else []),
        _afterwards(number),
    ]
    return Parcel(
        f"Please post on {network}: {post_id}", "\n\n".join(parts), _without(post.media, article), named, article
    )


def _file(at: int, picture: Rendition) -> str:
    return f"picture-{at}.{ENDINGS.get(picture.mime, 'img')}"


def _pictures(named: Sequence[tuple[str, Rendition]]) -> str:
    one = len(named) == 1
    head = (
        "The picture, and its alt text to paste:"
        if one
        else "The pictures in this order, each with its alt text to paste:"
    )
    return "\n".join([head, *(f"{name} ({picture.source_name}): {picture.alt}" for name, picture in named)])


def _word_file(article: ArticleCopy) -> str:
    return f"The same, with its headings and links, is in {article.name}.docx: copy it from there where they can stay."


def _afterwards(number: int) -> str:
    return (
        f"When it is there, say where: campaign resolve {number} --published URL\n"
        f"If it was not posted, say so: campaign resolve {number} --not-sent\n"
        "Or give the address to whoever runs the calendar. You are reminded until one of the two is known."
    )


def _without(media: Sequence[Rendition], article: ArticleCopy | None) -> str:
    parts = []
    if media:
        names = ", ".join(one.source_name for one in media)
        parts.append(f"The pictures cannot come with this kind of message. They are: {names}.")
    if article:
        parts.append(
            f"{article.name}.docx cannot come with this kind of message; the words above are all of it. "
            f"campaign export article {article.name} --format docx makes one of the article as it is now."
        )
    return "\n".join(parts)
