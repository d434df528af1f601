"""X's answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from ...model.delivery import Published
from ..kit.answer import Answer
from ..kit.matching import Listed

PERMALINK = "https://x.com/i/status/{}"


def data(answer: Answer) -> Mapping[str, object]:
    """The `data` object of an answer, empty when there is none."""
    found = answer.mapping().get("data")
    return found if isinstance(found, dict) else {}


def identity(part: Mapping[str, object]) -> str:
    """An id, as a string of digits; blank when there is none."""
    found = part.get("id")
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) and str(found).isdigit() else ""


def kept_alt(answer: Answer, sent: str) -> str:
    """The alt text that X says it keeps; `sent` where it says nothing of it."""
    kept = data(answer).get("associated_metadata")
    alt = kept.get("alt_text") if isinstance(kept, dict) else None
    return str(alt.get("text")) if isinstance(alt, dict) else sent


def said(answer: Answer) -> str:
    """The network's own words for a refusal: `detail`, `title`, or the first error's message."""
    whole = answer.mapping()
    errors = whole.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    for part, name in ((whole, "detail"), (first, "message"), (first, "detail"), (whole, "title")):
        value = part.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def kind(answer: Answer) -> str:
    """The address that names the kind of a problem, in small letters; blank when there is none."""
    found = answer.mapping().get("type")
    return found.lower() if isinstance(found, str) else ""


def listed(tweet: Mapping[str, object], permalink: str) -> Listed | None:
    """A post of a list with its links written out again, or None when it cannot be read."""
    try:
        moment = datetime.fromisoformat(str(tweet.get("created_at"))).astimezone(UTC)
    except ValueError:
        return None
    name = identity(tweet)
    if not name:
        return None
    attachments = tweet.get("attachments")
    keys = attachments.get("media_keys") if isinstance(attachments, dict) else None
    return Listed(
        Published(name, permalink.format(name)), words(tweet), len(keys) if isinstance(keys, list) else 0, moment
    )


def words(tweet: Mapping[str, object]) -> str:
    """The text with each t.co link as it was written, and without the link that X adds for pictures."""
    note = tweet.get("note_tweet")
    whole = note if isinstance(note, dict) and note.get("text") else tweet
    text = str(whole.get("text") or "")
    entities = whole.get("entities")
    urls = entities.get("urls") if isinstance(entities, dict) else None
    for url in urls if isinstance(urls, list) else []:
        if isinstance(url, dict) and url.get("url"):
            shown = "" if url.get("media_key") else str(url.get("expanded_url") or "")
            text = text.replace(str(url["url"]), shown)
    return text.strip()


def without_scheme(text: str) -> str:
    """A bare domain comes back as http://…, so links are compared without their scheme."""
    return text.replace("https://", "").replace("http://", "")
