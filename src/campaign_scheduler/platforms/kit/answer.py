"""What a server answered, never trusted to be what was asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from requests.structures import CaseInsensitiveDict

ESCAPED = re.compile(rb"\\u(?:d[89a-f]|0000)", re.IGNORECASE)
"""What can stand for half a character, or for NUL, in the source of JSON."""
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is capped; `truncated` says that there was more. Header names are matched in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    truncated: bool = False

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> object | None:
        """The decoded body, or None when it is no JSON. Never raises.

        Half characters and NULs in its strings become U+FFFD: no database keeps them.
        """
        try:
            found = json.loads(self.body)
            return _storable(found) if ESCAPED.search(self.body) else found
        except (ValueError, RecursionError):
            return None

    def mapping(self) -> Mapping[str, object]:
        """The body as a JSON object; empty when it is anything else."""
        decoded = self.json()
        return decoded if isinstance(decoded, dict) else {}


def _storable(value: object) -> object:
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(one) for name, one in value.items()}
    return value


def headers(values: Mapping[str, str]) -> Mapping[str, str]:
    """Headers whose names are matched in any case."""
    return CaseInsensitiveDict(values)
