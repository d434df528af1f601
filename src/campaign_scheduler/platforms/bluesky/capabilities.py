"""Bluesky's limits."""

from __future__ import annotations

from datetime import date, timedelta

from ...model.capabilities import Allowance, Capabilities, Figure, ImageLimits, LinkCards, TextLimit
from ..kit.counting import graphemes, utf8_bytes

LEXICON = "lexicons app.bsky.feed.post and app.bsky.embed.images"
APP = "the official app's own field for alt text; the lexicon names no limit"
SERVER = "getRecord reads the repository that putRecord commits to; seen on PDS 0.5.35"
CARD = "lexicon app.bsky.embed.external: the card's picture"
RATE_LIMITS = "docs.bsky.app, rate-limits"
POINTS = 3
"""A new post's, by the documentation; a server may count the put that we make as an update, which is 2."""
READ = date(2026, 11, 22)
MOST_PICTURES = 4
FORMATS: Figure[tuple[str, ...]] = Figure(("PNG", "JPEG", "WEBP"), LEXICON, READ)
SETTLE = Figure(10.0, SERVER, READ)


def capabilities() -> Capabilities:
    """The same for every server: what reads the posts sets the limits."""
    return Capabilities(
        platform="bluesky",
        title="Bluesky",
        texts=(
            TextLimit(Figure(300, LEXICON, READ), "characters", graphemes),
            TextLimit(Figure(3000, LEXICON, READ), "bytes", utf8_bytes),
        ),
        alt=TextLimit(Figure(2000, APP, READ), "characters", graphemes),
        images=ImageLimits(
            max_count=Figure(MOST_PICTURES, LEXICON, READ),
            max_bytes=Figure(2_000_000, LEXICON, READ),
            formats=FORMATS,
        ),
        settle=SETTLE,
        link_cards=LinkCards(
            ImageLimits(max_count=Figure(1, CARD, READ), max_bytes=Figure(1_000_000, CARD, READ), formats=FORMATS)
        ),
        aliases=("bsky", "blue sky"),
        credential_fields=(("identifier", "app_password"),),
        allowances=(
            Allowance(Figure(5000, RATE_LIMITS, READ), timedelta(hours=1), "points", per_post=POINTS),
            Allowance(Figure(35_000, RATE_LIMITS, READ), timedelta(days=1), "points", per_post=POINTS),
            Allowance(Figure(1000, RATE_LIMITS, READ), timedelta(days=1), "pictures", per_picture=1, per_post=0),
        ),
    )
