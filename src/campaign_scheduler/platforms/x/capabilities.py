"""X's limits."""

from __future__ import annotations

from datetime import date

from ...model.capabilities import Capabilities, Figure, ImageLimits, TextLimit
from ..kit.counting import utf16_units
from .counting import LIMIT, weighted_length

READ = date(2026, 11, 22)
TEXT = "twitter-text configuration v3"
MEDIA = "docs.x.com, media best practices"
SPECIFICATION = "X OpenAPI document 2.167"

CAPABILITIES = Capabilities(
    platform="x",
    title="X",
    texts=(TextLimit(Figure(LIMIT, TEXT, READ), "characters as X counts them", weighted_length),),
    alt=TextLimit(Figure(1000, SPECIFICATION, READ), "characters", utf16_units),
    images=ImageLimits(
        max_count=Figure(4, SPECIFICATION, READ),
        max_bytes=Figure(5 * 1024 * 1024, MEDIA, READ),
        formats=Figure(("PNG", "JPEG", "WEBP"), MEDIA, READ),
    ),
    refuses_repeats=True,
    aliases=("twitter", "x/twitter", "x (twitter)"),
    credential_fields=(
        ("access_token",),
        ("consumer_key", "consumer_secret", "access_token", "access_token_secret"),
    ),
)
"""No settle time: how far X's own list lags is not known, so nothing is ever proved absent there."""
