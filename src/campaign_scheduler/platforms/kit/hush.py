"""Keeps secrets out of the log and out of what people read."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

HIDDEN = "[hidden]"
SHORTEST = 4
"""A shorter value is no secret worth hiding, and hiding it would spoil every sentence it is part of."""


def hush(*libraries: str) -> None:
    """Only errors of these libraries reach the log: below that they write whole addresses and headers into it."""
    for name in libraries:
        logging.getLogger(name).setLevel(logging.ERROR)


def scrub(text: str, secrets: Iterable[str]) -> str:
    """`text` without the secrets in it: a network may say in a refusal what it was sent."""
    found = {secret for secret in secrets if len(secret) >= SHORTEST}
    shapes = {shape for secret in found for shape in (secret, quote(secret, safe=""), quote_plus(secret))}
    for shape in sorted(shapes, key=len, reverse=True):
        text = text.replace(shape, HIDDEN)
    return text
