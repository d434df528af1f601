"""Mastodon's limits, refined by what the instance says of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

from ...model.capabilities import Allowance, Capabilities, Figure, ImageLimits, Reading, TextLimit
from ..kit.counting import graphemes
from .counting import CHARACTERS_PER_URL, length
from .wire import local_mentions

SOURCE = "docs.joinmastodon.org, entities/V2_Instance (defaults)"
INSTANCE = "the instance's own answer"
READ = date(2026, 11, 22)
SETTLE = Figure(30.0, "the account's own list is read from the database that the post is written to", READ)
RATE_LIMITS = "docs.joinmastodon.org, api/rate-limits"
ALLOWANCES = (
    Allowance(Figure(300, RATE_LIMITS, READ), timedelta(hours=3)),
    Allowance(Figure(30, RATE_LIMITS, READ), timedelta(minutes=30), "pictures", per_picture=1, per_post=0),
)
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def capabilities(limits: Mapping[str, object]) -> Capabilities:
    """`limits` is what `verify` stored, or empty."""
    per_url = _figure(limits, "characters_per_url", CHARACTERS_PER_URL).value
    return Capabilities(
        platform="mastodon",
        title="Mastodon",
        texts=(
            TextLimit(
                _figure(limits, "max_characters", 500), "characters", partial(length, characters_per_url=per_url)
            ),
        ),
        alt=TextLimit(_figure(limits, "description_limit", 1500), "characters", graphemes),
        images=ImageLimits(
            max_count=_figure(limits, "max_media_attachments", 4),
            max_bytes=_figure(limits, "image_size_limit", 16_777_216),
            formats=_formats(limits),
            max_pixels=_figure(limits, "image_matrix_limit", 33_177_600),
        ),
        settle=SETTLE,
        needs_base_url=True,
        credential_fields=(("access_token",),),
        allowances=ALLOWANCES,
        reading=Reading(shown=local_mentions),
    )


def _figure(limits: Mapping[str, object], name: str, default: int) -> Figure[int]:
    value = limits.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return Figure(value, INSTANCE, READ)
    return Figure(default, SOURCE, READ)


def _formats(limits: Mapping[str, object]) -> Figure[tuple[str, ...]]:
    value = limits.get("mime_types")
    if not isinstance(value, list):
        return Figure(FORMATS, SOURCE, READ)
    taken = tuple(kind for kind in FORMATS if f"image/{kind.lower()}" in value)
    return Figure(taken or FORMATS, INSTANCE if taken else SOURCE, READ)
