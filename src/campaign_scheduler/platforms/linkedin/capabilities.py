"""LinkedIn's limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from ...model.account import Account
from ...model.capabilities import Allowance, Capabilities, Figure, ImageLimits, Reading, TextLimit
from ..kit.counting import utf16_units
from .little_text import encode
from .versions import VERSION, end_of

READ = date(2026, 11, 22)
POSTS = "learn.microsoft.com, posts-api; whether escapes count is not said, so they are counted"
IMAGES = "learn.microsoft.com, images-api"

NOT_READABLE = "LinkedIn does not let a member's own posts be read"
"""The scope r_member_social is closed to new programs (learn.microsoft.com, share-on-linkedin, read 2026-11-22)."""

ORGANISATION = Capabilities(
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
    option_examples={"author": "urn:li:organization:0"},
    credential_fields=(("access_token",),),
    allowances=(
        Allowance(Figure(150, "learn.microsoft.com, share-on-linkedin", READ), timedelta(days=1), "requests", 1),
    ),
)
"""No settle time: a member's posts cannot be listed at all, and how far an organisation's list lags is not known."""

MEMBER = replace(ORGANISATION, reading=Reading(possible=False, by_itself=False, why_not=NOT_READABLE))


def is_organisation(options: Mapping[str, str]) -> bool:
    """Whether the account speaks for an organisation; else it is a member's own."""
    return ":organization:" in options.get("author", "")


def capabilities(account: Account) -> Capabilities:
    """A member's posts cannot be read, an organisation's can; until an author is known, nothing is ruled out. With
    the end of the API version that this account sends; a server of another address has versions of its own."""
    able = ORGANISATION if is_organisation(account.options) or not account.options.get("author") else MEMBER
    if account.base_url:
        return able
    return replace(able, api_ends=end_of(account.options.get("linkedin_version", VERSION)))
