"""X's answers."""

from __future__ import annotations

from collections.abc import Mapping

from ...model.delivery import Published
from ..kit import parts
from ..kit.answer import Answer
from ..kit.matching import Listed
from ..kit.parts import instant, items, part, text

PERMALINK = "https://x.com/i/status/{}"


def data(answer: Answer) -> Mapping[str, object]:
    """The `data` object of an answer, empty when there is none."""
    return part(answer.mapping(), "data")


def identity(named: Mapping[str, object]) -> str:
    """An id, as a string of digits; blank when there is none."""
    found = parts.identity(named.get("id"))
    return found if found.isdigit() else ""


def posted(answer: Answer) -> str:
    """The id of the post that was made. A post's answer repeats its words: any other's has none, and is no proof."""
    made = data(answer)
    return identity(made) if isinstance(made.get("text"), str) else ""


def kept_alt(answer: Answer, sent: str) -> str:
    """The alt text that X says it keeps; `sent` where it says nothing of it."""
    kept = part(data(answer), "associated_metadata").get("alt_text")
    return str(kept.get("text")) if isinstance(kept, dict) else sent


def said(answer: Answer) -> str:
    """The network's own words for a refusal: `detail`, `title`, or the first error's message."""
    whole = answer.mapping()
    errors = items(whole, "errors")
    first = errors[0] if errors and isinstance(errors[0], dict) else {}
    return text(whole, "detail") or text(first, "message", "detail") or text(whole, "title")


def kind(answer: Answer) -> str:
    """The address that names the kind of a problem, in small letters; blank when there is none."""
    found = answer.mapping().get("type")
    return found.lower() if isinstance(found, str) else ""


def listed(tweet: Mapping[str, object], permalink: str) -> Listed | None:
    """A post of a list with its links written out again, or None when it cannot be read."""
    moment, name = instant(tweet.get("created_at")), identity(tweet)
    if moment is None or not name:
        return None
    keys = items(part(tweet, "attachments"), "media_keys")
    return Listed(Published(name, permalink.format(name)), words(tweet), len(keys), moment)


def words(tweet: Mapping[str, object]) -> str:
    """The text with each t.co link as it was written, and without the link that X adds for pictures.

    A long text stands apart, under its old name or the one that X's document has since.
    """
    note = part(tweet, "note_tweet") or part(tweet, "note_post")
    whole = note if text(note, "text") else tweet
    read = text(whole, "text")
    for url in items(part(whole, "entities"), "urls"):
        if isinstance(url, dict) and text(url, "url"):
            read = read.replace(text(url, "url"), "" if url.get("media_key") else text(url, "expanded_url"))
    return read.strip()


def without_scheme(said: str) -> str:
    """A bare domain comes back as http://…, so links are compared without their scheme."""
    return said.replace("https://", "").replace("http://", "")
