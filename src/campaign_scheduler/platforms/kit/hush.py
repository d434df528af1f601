"""Keeps libraries from writing tokens into the log."""

from __future__ import annotations

import logging


def hush(*libraries: str) -> None:
    """Only errors of these libraries reach the log: below that they write whole addresses and headers into it."""
    for name in libraries:
        logging.getLogger(name).setLevel(logging.ERROR)
