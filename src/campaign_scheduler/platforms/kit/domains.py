"""The names that a domain may end in."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def top_level_domains() -> frozenset[str]:
    """Small letters, without the dot."""
    lines = files(__package__).joinpath("tlds.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
