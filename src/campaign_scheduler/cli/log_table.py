"""The post log as a table, and what became of a post in colour."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.markup import escape
from rich.table import Table

from ..model.delivery import ReadBack, State
from ..notify import words
from ..store.post_log import Entry
from .output import local

STATE_COLOURS = {
    State.PUBLISHED: "green",
    State.SCHEDULED: "cyan",
    State.PUBLISHING: "cyan",
    State.CANCELLED: "dim",
}

AFTERWARDS = {
    ReadBack.SAME: "checked",
    ReadBack.DIFFERS: "reads otherwise",
    ReadBack.UNREAD: "could not be read",
    ReadBack.NOT_CHECKABLE: "not checkable",
}
"""What is said after Published, in the room that a table has."""


def what_happened(entry: Entry) -> str:
    """The on-screen word for a delivery's state, with what reading it back showed, coloured."""
    said = entry.state_words
    if entry.state is State.PUBLISHED and entry.removed_at is None and entry.verify_code in AFTERWARDS:
        said += f", {AFTERWARDS[entry.verify_code]}"
    fine = entry.removed_at is None and entry.verify_code not in (ReadBack.DIFFERS, ReadBack.UNREAD)
    colour = STATE_COLOURS.get(entry.state, "bold yellow") if fine else "bold yellow"
    return f"[{colour}]{said}[/]"


def where_or_why(entry: Entry) -> str:
    """Its address, or why it has none; and why it is not there any more."""
    if entry.removed_at is not None:
        return f"{words.known_since(entry)} ({entry.permalink})"
    return entry.permalink or entry.reason


def log_table(entries: Sequence[Entry], zone: ZoneInfo | None) -> Table:
    """The post log as people read it."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("No", "Due", "Sent", "Late", "Post", "Account", "What happened", "Where"):
        narrow = heading != "Where"
        table.add_column(
            heading, justify="right" if heading in ("No", "Late") else "left", overflow="fold", no_wrap=narrow
        )
    for entry in entries:
        late = "" if entry.lateness_s is None else f"{entry.lateness_s:.2f} s"
        where = where_or_why(entry)
        sent = local(entry.sent_at, zone).split(" ")[-1]
        row = (str(entry.delivery_id), local(entry.due_at, zone), sent, late, entry.post_id, entry.account)
        table.add_row(*(escape(cell) for cell in row), what_happened(entry), escape(where))
    return table
