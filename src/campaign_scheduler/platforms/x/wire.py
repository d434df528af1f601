"""X's answers."""

from __future__ import annotations

from collections.abc import Mapping

from ...model.delivery import Published, Seen
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
    read = _unescaped(text(whole, "text"))
    for url in items(part(whole, "entities"), "urls"):
        if isinstance(url, dict) and text(url, "url"):
            read = read.replace(text(url, "url"), "" if url.get("media_key") else text(url, "expanded_url"))
    return read.strip()


def _unescaped(said: str) -> str:
    """X escapes three letters, and nothing else."""
    return said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def seen(answer: Answer, wanted: str) -> Seen | None:
    """What a reader sees of a post, or None when the answer is not that post."""
    tweet = data(answer)
    if identity(tweet) != wanted or not isinstance(tweet.get("text"), str):
        return None
    keys = items(part(tweet, "attachments"), "media_keys")
    media = [one for one in items(part(answer.mapping(), "includes"), "media") if isinstance(one, dict)]
    known = {text(one, "media_key"): one for one in media}
    return Seen(words(tweet), tuple(_alt(known, key) for key in keys))


def _alt(known: Mapping[str, Mapping[str, object]], key: object) -> str | None:
    """Nothing is told of a picture that the answer does not describe."""
    return text(known[key], "alt_text") if isinstance(key, str) and key in known else None


def says_missing(answer: Answer) -> bool:
    """X says with 200 that there is no such post; one that may not be seen is another thing."""
    errors = [one for one in items(answer.mapping(), "errors") if isinstance(one, dict)]
    return not data(answer) and any(text(one, "type").endswith("/resource-not-found") for one in errors)
