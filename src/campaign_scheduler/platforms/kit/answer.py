"""What a server answered, never trusted to be what was asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from requests.structures import CaseInsensitiveDict


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
        """The decoded body, or None when it is no JSON. Never raises."""
        try:
            return json.loads(self.body)  # type: ignore[no-any-return]
        except (ValueError, RecursionError):
            return None

    def mapping(self) -> Mapping[str, object]:
        """The body as a JSON object; empty when it is anything else."""
        decoded = self.json()
        return decoded if isinstance(decoded, dict) else {}


def headers(values: Mapping[str, str]) -> Mapping[str, str]:
    """Headers whose names are matched in any case."""
    return CaseInsensitiveDict(values)
