"""X's limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from ...model.capabilities import Allowance, Capabilities, Figure, ImageLimits, Prices, Reading, TextLimit
from ..kit.counting import utf16_units
from .counting import LIMIT, weighted_length
from .links import links, without_scheme

READ = date(2026, 11, 22)
TEXT = "twitter-text configuration v3"
MEDIA = "docs.x.com, media best practices"
SPECIFICATION = "X OpenAPI document 2.167"
RATE_LIMITS = "docs.x.com, rate-limits"
OTHER_LIMITS = "docs.x.com, another page than rate-limits; the stricter of the two holds"
PRICING = "docs.x.com, pricing"

READ_PRICE = Figure(Decimal("0.005"), PRICING, READ)
"""An owned read is $0.001, for the owner of the app alone; the dearer one is said."""
WHY_NOT_READ = f"X charges ${READ_PRICE.value} for reading a post back, so it is not done by itself"

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
    reading=Reading(by_itself=False, why_not=WHY_NOT_READ, price=READ_PRICE, shown=without_scheme),
)
"""No settle time: how far X's own list lags is not known, so nothing is ever proved absent there."""

READS_BACK = replace(CAPABILITIES, reading=Reading(price=READ_PRICE, shown=without_scheme))


def capabilities(options: Mapping[str, str]) -> Capabilities:
    """Reading back is paid for, so it is done by itself only where the account says `read_back: yes`."""
    asked = options.get("read_back", "").strip().lower() in ("yes", "true", "on", "1")
    return READS_BACK if asked else CAPABILITIES
