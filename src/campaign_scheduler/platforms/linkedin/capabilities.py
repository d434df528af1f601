"""LinkedIn's limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ...model.account import Account
from ...model.capabilities import Allowance, Capabilities, Figure, ImageLimits, TextLimit
from ..kit.counting import utf16_units
from .little_text import encode
from .versions import VERSION, end_of

READ = date(2026, 11, 22)
POSTS = "learn.microsoft.com, posts-api; whether escapes count is not said, so they are counted"
IMAGES = "learn.microsoft.com, images-api"

CAPABILITIES = Capabilities(
    platform="linkedin",
    title="LinkedIn",
    texts=(TextLimit(Figure(3000, POSTS, READ), "characters", utf16_units),),
    alt=TextLimit(Figure(4086, IMAGES, READ), "characters", utf16_units),
    images=ImageLimits(
        max_count=Figure(20, "learn.microsoft.com, multiimage-post-api", READ),
        max_bytes=Figure(20 * 1024 * 1024, "none is published; a cautious figure of our own", READ),
        formats=Figure(("PNG", "JPEG", "GIF"), IMAGES, READ),
        max_pixels=Figure(36_152_319, IMAGES, READ),
    ),
    encode=encode,
    refuses_repeats=True,
    required_options=("author",),
    credential_fields=(("access_token",),),
    allowances=(
        Allowance(Figure(150, "learn.microsoft.com, share-on-linkedin", READ), timedelta(days=1), "requests", 1),
    ),
)
"""No settle time: a member's posts cannot be listed at all, and how far an organisation's list lags is not known."""


def capabilities(account: Account) -> Capabilities:
    """With the end of the API version that this account sends; a server of another address has versions of its own."""
    if account.base_url:
        return CAPABILITIES
    return replace(CAPABILITIES, api_ends=end_of(account.options.get("linkedin_version", VERSION)))
