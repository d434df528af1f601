"""Post ids: read, proposed where missing, and written back into the calendar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..model.errors import InputError
from ..model.problem import Problem, Severity
from ..spreadsheets import FileInUseError, TableError, write_cells
from .calendar import Row, read_calendar
from .findings import Findings

POST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
LONGEST_SLUG = 32


def settle_ids(rows: Sequence[Row], file: str, findings: Findings) -> dict[int, tuple[str, bool]]:
    """Each row's id and whether it is only proposed, by line. Rows with a wrong or repeated id are left out."""
    taken = {row.text("id").lower() for row in rows}
    seen: dict[str, int] = {}
    found: dict[int, tuple[str, bool]] = {}
    for row in rows:
        text = row.text("id")
        if not text:
            found[row.line] = (_free(_slug(row), taken), True)
        elif not POST_ID.match(text):
            findings.add(
                "id-wrong",
                f"{text!r} cannot be a post's id.",
                f"Write {slug_of(text)}, or clear the cell.",
                file=file,
                line=row.line,
            )
        elif text.lower() in seen:
            offer = _free(text.lower(), taken)
            message = f"The id {text} is already used in line {seen[text.lower()]}."
            findings.add(
                "id-duplicate",
                message,
                f"Write {offer} here, or clear the cell for a new id.",
                file=file,
                line=row.line,
                post_id=text,
            )
        else:
            seen[text.lower()] = row.line
            found[row.line] = (text, False)
    _tell_missing(found, file, findings)
    return found


def _tell_missing(found: Mapping[int, tuple[str, bool]], file: str, findings: Findings) -> None:
    for line, (identity, proposed) in found.items():
        if proposed:
            remedy = "Nothing to do: apply, or check --fix, writes it into the calendar."
            findings.add(
                "id-missing",
                f"The row has no id yet; it will be {identity}.",
                remedy,
                file=file,
                line=line,
                post_id=identity,
                severity=Severity.INFO,
            )


def _slug(row: Row) -> str:
    return slug_of(row.text("caption") or " ".join(row.text("text").split()[:5]) or "post")


def slug_of(text: str) -> str:
    """Small letters, digits and hyphens: what an id or a file name is made of."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.(md|txt)\Z", "", plain)).strip("-")[:LONGEST_SLUG].strip("-")
    return slug or "post"


def _free(slug: str, taken: set[str]) -> str:
    """`slug`, or `slug-2`, `slug-3` …; the first that no row has. Takes it."""
    number, name = 1, slug
    while name in taken:
        number += 1
        name = f"{slug}-{number}"
    taken.add(name)
    return name


def write_ids(root: Path, ids: Mapping[int, str], *, wait: float = 10.0) -> None:
    """Write ids (line to id) into the calendar and change nothing else in it.

    Waits up to `wait` seconds for a calendar that is open elsewhere. Raises InputError; the file is then as it was.
    """
    calendar = read_calendar(root, Findings())
    if calendar is None or not ids:
        return
    if calendar.id_column is None:
        remedy = "Add a first column with the heading id and leave it empty; the ids are then written."
        raise _cannot("id-column-missing", "The calendar has no id column.", remedy, calendar.file)
    try:
        write_cells(calendar.path, calendar.id_column, ids, wait=wait)
    except TableError as error:
        raise _cannot(error.code, error.message, error.remedy, calendar.file, error.line) from None
    except FileInUseError:
        message = "The calendar is open in another program, so the ids could not be written."
        raise _cannot("calendar-open", message, "Close it there and run this again.", calendar.file) from None
    except OSError as error:
        remedy = "Check the permissions of the file and its folder."
        raise _cannot(
            "calendar-not-writable", f"The calendar cannot be written: {error.strerror}.", remedy, calendar.file
        ) from None


def _cannot(code: str, message: str, remedy: str, file: str, line: int | None = None) -> InputError:
    return InputError([Problem(code, message, remedy, file=file, line=line)])
