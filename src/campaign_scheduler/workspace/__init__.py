"""What people write: read whole with every problem at once, and written back without disturbing the rest.

`starter`, which makes a new one, is not named here: it brings openpyxl.
"""

from .caption_writer import WordsChangedError, remove_words, replace_words, write_caption
from .ids import write_ids
from .origin import Origin, read_origin, write_origin
from .reader import fingerprint, read
from .row_status import mark_draft
from .row_writer import ensure_calendar, write_rows
from .variants import start_variant

__all__ = [
    "Origin",
    "WordsChangedError",
    "ensure_calendar",
    "fingerprint",
    "mark_draft",
    "read",
    "read_origin",
    "remove_words",
    "replace_words",
    "start_variant",
    "write_caption",
    "write_ids",
    "write_origin",
    "write_rows",
]
