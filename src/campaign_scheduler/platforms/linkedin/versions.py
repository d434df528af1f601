"""The versions of LinkedIn's API, and when each ends: after that every request is refused (HTTP 426)."""

from __future__ import annotations

from datetime import date

from ...model.capabilities import Figure

VERSION = "202609"
"""The version sent; an account's `linkedin_version` overrides it."""
READ = date(2026, 11, 22)
TABLE = "learn.microsoft.com, LinkedIn API migrations, as transcribed in api-evangelist/linkedin-ads of 2026-08-13"
AT_LEAST = "learn.microsoft.com, LinkedIn versioning: a version lives at least twelve months"
ENDS = {
    "202508": date(2026, 8, 17),
    "202509": date(2026, 9, 15),
    "202510": date(2026, 10, 15),
    "202511": date(2026, 11, 16),
    "202601": date(2027, 1, 15),
    "202602": date(2027, 2, 15),
    "202603": date(2027, 3, 16),
    "202604": date(2027, 4, 15),
    "202605": date(2027, 5, 15),
    "202606": date(2027, 6, 15),
    "202607": date(2027, 7, 15),
}


def end_of(version: str) -> Figure[date] | None:
    """The day a version ends; for those without a published day the first on which it may. None for no version."""
    if version in ENDS:
        return Figure(ENDS[version], TABLE, READ)
    if len(version) != 6 or not version.isdigit() or not 1 <= int(version[4:]) <= 12:
        return None
    return Figure(date(int(version[:4]) + 1, int(version[4:]), 1), AT_LEAST, READ)
