"""Parts of an answer, taken only where they are what they should be: networks send anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

PRINTED = re.compile(r"[\x21-\x7e]+")
LONGEST = 200


def text(whole: Mapping[str, object], *names: str) -> str:
    """The first of these that is a string with something in it; else blank."""
    found = (whole.get(name) for name in names)
    return next((value for value in found if isinstance(value, str) and value), "")


def address(whole: Mapping[str, object], name: str) -> str:
    """A web address, to be shown and followed; blank for anything else."""
    found = text(whole, name)
    return found if found.startswith(("https://", "http://")) and found.isprintable() else ""


def part(whole: Mapping[str, object], name: str) -> Mapping[str, object]:
    """A nested object; empty where there is none."""
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def items(whole: Mapping[str, object], name: str) -> list[object]:
    """A nested list; empty where there is none."""
    found = whole.get(name)
    return found if isinstance(found, list) else []


def identity(value: object, longest: int = LONGEST) -> str:
    """An id as networks write them, a string or a number; blank for anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**30:
        return str(value)
    return value if isinstance(value, str) and len(value) <= longest and PRINTED.fullmatch(value) else ""


def instant(value: object) -> datetime | None:
    """An instant in ISO 8601, in UTC; without a zone it is taken for UTC."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment if moment is None else (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
