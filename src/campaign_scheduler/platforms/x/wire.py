"""X's answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from ...model.delivery import Published, Seen
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
    text = _unescaped(str(whole.get("text") or ""))
    entities = whole.get("entities")
    urls = entities.get("urls") if isinstance(entities, dict) else None
    for url in urls if isinstance(urls, list) else []:
        if isinstance(url, dict) and url.get("url"):
            shown = "" if url.get("media_key") else str(url.get("expanded_url") or "")
            text = text.replace(str(url["url"]), shown)
    return text.strip()


def _unescaped(text: str) -> str:
    """X escapes three letters, and nothing else."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def seen(answer: Answer, identity_wanted: str) -> Seen | None:
    """What a reader sees of a post, or None when the answer is not that post."""
    tweet = data(answer)
    if identity(tweet) != identity_wanted or not isinstance(tweet.get("text"), str):
        return None
    attachments, included = tweet.get("attachments"), answer.mapping().get("includes")
    keys = attachments.get("media_keys") if isinstance(attachments, dict) else None
    media = included.get("media") if isinstance(included, dict) else None
    known = {one.get("media_key"): one for one in media if isinstance(one, dict)} if isinstance(media, list) else {}
    return Seen(words(tweet), tuple(_alt(known, key) for key in keys) if isinstance(keys, list) else ())


def _alt(known: Mapping[object, Mapping[str, object]], key: object) -> str | None:
    """Nothing is told of a picture that the answer does not describe."""
    return str(known[key].get("alt_text") or "") if key in known else None


def says_missing(answer: Answer) -> bool:
    """X says with 200 that there is no such post; one that may not be seen is another thing."""
    errors = answer.mapping().get("errors")
    kinds = [str(one.get("type")) for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    return not data(answer) and any(kind.endswith("/resource-not-found") for kind in kinds)
