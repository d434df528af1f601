"""Toolkits and calendars that somebody puts on the page: kept for a while, read, looked at and corrected, then taken in
as drafts.
"""

from .choosing import Kept, keep_choices, reviewed
from .places import LARGEST, Waiting, drop, is_toolkit, keep, kept, waiting
from .reading import Reading, Stage, begin, begin_again, state, stop_all
from .reviewing import Choice, Review, Reviewed, Tile
from .showing import picture
from .taking import look, page, take_in, tidy

__all__ = [
    "LARGEST",
    "Choice",
    "Kept",
    "Reading",
    "Review",
    "Reviewed",
    "Stage",
    "Tile",
    "Waiting",
    "begin",
    "begin_again",
    "drop",
    "is_toolkit",
    "keep",
    "keep_choices",
    "kept",
    "look",
    "page",
    "picture",
    "reviewed",
    "state",
    "stop_all",
    "take_in",
    "tidy",
    "waiting",
]
