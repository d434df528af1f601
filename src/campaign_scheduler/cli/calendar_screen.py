"""How an import of a calendar looks on a terminal."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from rich.markup import escape
from rich.table import Table

from ..calendars.counting import counted
from ..calendars.difference import Change, Difference, Edit, Kind
from ..calendars.proposal import Draft, Proposal
from .output import console

SHOWN = 40
"""Rows of a list that are shown; the rest are counted."""
COLOURS = {Kind.NEW: "green", Kind.MOVED: "cyan", Kind.CONFLICT: "bold red", Kind.MISSING: "dim"}
AROUND = 4
"""Words shown on each side of a change."""


def show_proposal(proposal: Proposal) -> None:
    """The file in a few lines, the drafts, and everything that is not taken over."""
    source = proposal.source
    console.print(f"[bold]{escape(source.file)}[/]: {escape(source.tool)}, known {escape(source.recognised)}")
    console.print(f"Read as {escape(source.read_as)}; {source.rows} rows.")
    console.print(f"Dates: {escape(source.dates)}. Times without a zone: {escape(source.zone)}.")
    _show_accounts(proposal)
    _show_drafts(proposal.drafts)
    _listed("Skipped", (f"{one.place}: {one.reason}" for one in proposal.skipped))
    _listed("Save into media/", (f"{one.file}  from {one.url}" for one in proposal.pictures if one.url))
    differing = (
        f"{draft.id}: {when or 'no time'} here, {draft.when or 'no time'} in the file; left as it is here"
        for draft, when in proposal.differing
    )
    _listed("Moved since it was imported", differing)
    _listed("Lost, or for you to do", proposal.losses)
    there = f", {len(proposal.there)} there already and left alone" if proposal.there else ""
    drafts, captions = counted(len(proposal.drafts), "new draft"), counted(len(proposal.captions), "caption")
    console.print(f"{drafts} with {captions}{there}.")


def _show_accounts(proposal: Proposal) -> None:
    for one in proposal.destinations:
        taken = ", ".join(one.accounts) if one.accounts else one.why
        console.print(f"  {escape(one.name)} → {escape(taken)}", style=None if one.accounts else "yellow")
    if any(not one.accounts for one in proposal.destinations):
        console.print('  Say what a name means with --map "Name=account".', style="dim")


def _show_drafts(drafts: Sequence[Draft]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("When", "Row", "Accounts", "From"):
        table.add_column(heading, overflow="fold")
    for draft in drafts[:SHOWN]:
        row = (draft.when or "no date", draft.id, ", ".join(draft.accounts) or "all", draft.place)
        table.add_row(*map(escape, row))
    if drafts:
        console.print(table)
    if len(drafts) > SHOWN:
        console.print(f"… and {len(drafts) - SHOWN} more.")


def _listed(title: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        console.print(f"[bold]{title}[/]")
    for line in found[:SHOWN]:
        console.print(f"  {escape(line)}")
    if len(found) > SHOWN:
        console.print(f"  … and {len(found) - SHOWN} more.")


def show_difference(difference: Difference, remove: bool) -> None:
    """Each row that differs, field by field, and the sum of it."""
    for change in difference.changes:
        _show_change(change, remove)
    if not difference.certain and difference.changes:
        console.print(
            "The file has lost its marks of the export, so changes made here meanwhile cannot be told from its own.",
            style="yellow",
        )
    console.print(difference.sentence)


def _show_change(change: Change, remove: bool) -> None:
    for kind in change.kinds:
        name = change.id or (change.there.caption if change.there else "") or "a new row"
        line = f"[{COLOURS.get(kind, 'yellow')}]{kind.value}[/] {escape(name)}"
        if kind is Kind.NEW and change.there is not None:
            line += f"  {escape(change.there.when)}  {escape(_short(change.there.get('text')))}"
        if kind is Kind.MISSING:
            line += "  becomes a draft" if remove else "  kept; with --remove it becomes a draft"
        if kind is Kind.MOVED and change.here and change.there:
            line += f"  {escape(_when(change))}"
        console.print(line)
        for edit in change.edits:
            if _belongs(edit, kind):
                console.print(f"    {escape(_edit_words(edit))}")
                if edit.is_conflict:
                    console.print("    changed here and in the file; left as it is here", style="dim")


def _when(change: Change) -> str:
    taken = {edit.name: edit.after for edit in change.edits if not edit.is_conflict}
    assert change.here is not None
    date, time = (taken.get(name, change.here.get(name)) for name in ("date", "time"))
    return f"{change.here.when or 'no time'} → {f'{date} {time}'.strip() or 'no time'}"


def _belongs(edit: Edit, kind: Kind) -> bool:
    if edit.is_conflict or kind is Kind.CONFLICT:
        return edit.is_conflict and kind is Kind.CONFLICT
    if kind is Kind.CAPTION:
        return edit.is_words
    return kind is Kind.CHANGED and not edit.is_words and edit.name not in ("date", "time")


def _edit_words(edit: Edit) -> str:
    before, after = (edit.before, edit.after) if not edit.is_words else _around(edit.before, edit.after)
    return f"{edit.name}: {before or 'nothing'} → {after or 'nothing'}"


def _around(before: str, after: str) -> tuple[str, str]:
    """The words that changed, with a few on each side."""
    old, new = before.split(), after.split()
    blocks = [one for one in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if one[0] != "equal"]
    if not blocks:
        return "spaces and line breaks", "other spaces and line breaks"
    return _cut(old, blocks[0][1], blocks[-1][2]), _cut(new, blocks[0][3], blocks[-1][4])


def _cut(words: list[str], start: int, end: int) -> str:
    first, last = max(0, start - AROUND), min(len(words), end + AROUND)
    inside = " ".join(words[first:last])
    return f"{'…' if first else ''}“{inside}”{'…' if last < len(words) else ''}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
