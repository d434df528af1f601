"""Import a calendar: show what would be written, then write drafts; or take back what was changed in an export."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .. import workspace as files
from ..calendars.difference import Difference, compare
from ..calendars.intake import Options, is_own, open_file, order_of, propose
from ..calendars.own import OwnReader
from ..calendars.proposal import Caption, Draft, Proposal
from ..model.errors import InputError
from ..model.problem import Problem
from ..spreadsheets import Cell
from ..workspace.reader import Parts, read_parts
from .app import App
from .import_json import difference_as_json, proposal_as_json
from .taking_back import Written, take_back


@dataclass(frozen=True)
class Import:
    """What an import would do: a proposal of drafts, or the difference of an exported calendar. One is None."""

    file: str
    parts: Parts
    proposal: Proposal | None = None
    difference: Difference | None = None
    reader: OwnReader | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        if self.difference is not None:
            return self.difference.is_empty
        return not (self.proposal and self.proposal.drafts)


def look(app: App, path: Path, options: Options) -> Import:
    """Read the file and compare it with the workspace; writes nothing. Raises InputError."""
    grid, found = open_file(path)
    parts = read_parts(app.root, platforms=app.capabilities())
    missing = any(problem.code == "calendar-missing" for problem in parts.findings.all)
    if parts.campaign is None or (parts.calendar is None and not missing):
        raise InputError([problem for problem in parts.findings.all if problem.is_error])
    today = app.clock.now().date()
    if not is_own(found):
        proposal = propose(path.name, grid, found, parts, options, today)
        return Import(path.name, parts, proposal=proposal)
    reader = OwnReader(parts, today)
    order = order_of(path.name, found, options)
    there = [reader.exported(line, one.headings, cells, order) for one in found for line, cells in one.rows]
    return Import(path.name, parts, difference=compare(reader.rows(), there), reader=reader)


def write(app: App, looked: Import, *, remove: bool = False) -> Written:
    """Make it so. New rows are drafts; with `remove`, rows that are not in the file become drafts too.

    Captions go first and the calendar last, so that an interruption leaves no row without its words. Raises InputError.
    """
    files.ensure_calendar(app.root)
    if looked.proposal is not None:
        return _write_drafts(app.root, looked.proposal)
    assert looked.difference is not None
    assert looked.reader is not None
    return take_back(app.root, looked.parts, looked.difference, looked.reader, remove=remove)


def _write_drafts(root: Path, proposal: Proposal) -> Written:
    captions = sum(_write_caption(root, caption) for caption in proposal.captions)
    rows = [_row(draft) for draft in proposal.drafts]
    if rows:
        files.write_rows(root, rows)
    return Written(len(rows), captions)


def _write_caption(root: Path, caption: Caption) -> int:
    pictures = [{"file": one.file} | ({"alt": one.alt} if one.alt else {}) for one in caption.pictures]
    given = {"link": caption.link, "tags": list(caption.tags), "media": pictures}
    settings = {name: value for name, value in given.items() if value}
    texts = {"": caption.text, **caption.texts} if caption.text else dict(caption.texts)
    try:
        written = [files.write_caption(root, caption.name, words, settings, name) for name, words in texts.items()]
    except OSError as error:
        raise _unwritable(f"captions/{caption.name}.md", error) from None
    return sum(1 for one in written if one)


def _unwritable(file: str, error: OSError) -> InputError:
    message = f"The caption cannot be written: {error.strerror}."
    return InputError([Problem("caption-not-writable", message, "Check the folder's permissions.", file=file)])


def _row(draft: Draft) -> dict[str, Cell]:
    return {
        "id": draft.id,
        "date": draft.day,
        "time": f"{draft.at:%H:%M} {draft.mark}" if draft.at and draft.mark else draft.at,
        "caption": draft.caption,
        "accounts": ", ".join(draft.accounts),
        "status": "draft",
        "note": draft.note,
    }


def as_json(looked: Import, written: Written | None = None) -> dict[str, object]:
    """The names of `campaign import --json`: drafts as for documents, or the differences of an exported calendar."""
    done = None
    if written is not None:
        done = {"rows": written.rows, "captions": written.captions, "left_alone": list(written.left_alone)}
    if looked.difference is not None:
        return difference_as_json(looked.difference) | {"written": done}
    assert looked.proposal is not None
    return proposal_as_json(looked.file, looked.proposal) | {"written": done}
