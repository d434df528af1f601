"""X's limits."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from ...model.capabilities import Allowance, Capabilities, Figure, ImageLimits, Prices, TextLimit
from ..kit.counting import utf16_units
from .counting import LIMIT, weighted_length
from .links import links

READ = date(2026, 11, 22)
TEXT = "twitter-text configuration v3"
MEDIA = "docs.x.com, media best practices"
SPECIFICATION = "X OpenAPI document 2.167"
RATE_LIMITS = "docs.x.com, rate-limits"
OTHER_LIMITS = "docs.x.com, another page than rate-limits; the stricter of the two holds"
PRICING = "docs.x.com, pricing"

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
    allowances=(
        Allowance(Figure(100, RATE_LIMITS, READ), timedelta(minutes=15)),
        Allowance(Figure(300, OTHER_LIMITS, READ), timedelta(hours=3)),
    ),
    prices=Prices(
        post=Figure(Decimal("0.015"), PRICING, READ),
        post_with_link=Figure(Decimal("0.20"), PRICING, READ),
        alt_text=Figure(Decimal("0.005"), PRICING, READ),
        has_link=lambda text: any(links(text)),
    ),
)
"""No settle time: how far X's own list lags is not known, so nothing is ever proved absent there."""
