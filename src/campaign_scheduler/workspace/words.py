"""The words themselves: kept as written, and looked over for what nobody means to publish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from ..model.problem import Severity
from .findings import Findings

PLACEHOLDER = re.compile(
    r"\[(?:insert|link|url|date|name|your|add|tbc|xx)[^\]\n]*\]|\{\{[^}\n]*\}\}|\blorem ipsum\b|\bTBC\b|\bXXX+\b",
    re.IGNORECASE,
)
BROKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ufffe\uffff]")
HIDDEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(body: str) -> tuple[str, int]:
    """The words without blank lines at the ends or spaces at line ends, and how many lines were skipped before."""
    lines = [line.rstrip() for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    skipped = next((index for index, line in enumerate(lines) if line), 0)
    return "\n".join(lines).strip("\n"), skipped


def tell_about_words(words: str, file: str, line: int, findings: Findings, post_id: str | None = None) -> None:
    """Warn of placeholders and hidden marks; refuse characters that show the text was damaged on its way."""
    for pattern, code, message, remedy, severity in _LOOKS:
        found = pattern.search(words)
        if found:
            at = line + words.count("\n", 0, found.start())
            shown = message.format(found[0] if found[0].isprintable() else f"U+{ord(found[0]):04X}")
            findings.add(code, shown, remedy, file=file, line=at, post_id=post_id, severity=severity)


_LOOKS = (
    (
        BROKEN,
        "text-damaged",
        "The text holds a character that cannot be published ({}).",
        "Type that place again.",
        Severity.ERROR,
    ),
    (HIDDEN, "text-hidden-mark", "The text holds an invisible mark ({}).", "Type that place again.", Severity.WARNING),
    (PLACEHOLDER, "placeholder", "{!r} looks like something still to be filled in.", "Fill it in.", Severity.WARNING),
)


def web_address(text: str) -> bool:
    """A whole http(s) address without spaces."""
    try:
        address = urlsplit(text)
    except ValueError:
        return False
    return address.scheme in ("http", "https") and bool(address.hostname) and not re.search(r"\s", text)


def with_link(words: str, link: str) -> str:
    """The words, with the link on a line of its own after them unless they hold it already."""
    return words if not link or link in words else f"{words}\n\n{link}"


def with_hashtags(words: str, hashtags: Sequence[str]) -> str:
    """The words, with those hashtags they do not hold on a line of their own after them."""
    held = {one.casefold() for one in re.findall(r"#\w+", words)}
    missing = [one for one in hashtags if one.casefold() not in held]
    return f"{words}\n\n{' '.join(missing)}" if missing else words
