"""campaign release"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ..model.delivery import SCREEN_WORDS, State
from ..services import releasing
from ..services.at_keyboard import current_user
from ..services.releasing import Move, Release, Wanted, Way
from ..services.stopping import how_to_end, in_words
from ..workspace.durations import duration
from .log_table import what_happened
from .options import Json, Workspace, Yes, app_for
from .output import console, local, print_json

CHOICES = (
    "campaign release --send        send them now, one after the other with a pause between",
    "campaign release --slots       give each the next free slot of the campaign",
    "campaign release --shift 3d    all so many days (or hours) later, at the same time of day",
    "campaign release --cancel      none of them goes out",
)
NARROWER = "--account, --campaign, --post, --state, --reason-code and numbers choose some of them."


def register(app: typer.Typer) -> None:
    app.command()(release)


def release(
    numbers: Annotated[list[int] | None, typer.Argument(help="Numbers in the log; none means the backlog.")] = None,
    workspace: Workspace = None,
    send: Annotated[bool, typer.Option("--send", help="Send now, with a pause between two of an account.")] = False,
    shift: Annotated[str | None, typer.Option(help="Later by 3d or 12h, by the campaign's clock.")] = None,
    slots: Annotated[bool, typer.Option("--slots", help="Into the next free slots of campaign.yaml.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="Never send them.")] = False,
    account: Annotated[list[str] | None, typer.Option(help="Only this account (may be repeated).")] = None,
    campaign: Annotated[str | None, typer.Option(help="Only this campaign.")] = None,
    post: Annotated[list[str] | None, typer.Option(help="Only this post (may be repeated).")] = None,
    state: Annotated[list[State] | None, typer.Option(help="Only this state (may be repeated).")] = None,
    reason_code: Annotated[list[str] | None, typer.Option(help="Only this reason (may be repeated).")] = None,
    by: Annotated[str | None, typer.Option(help="Who decides; default: the user of this machine.")] = None,
    json: Json = False,
    yes: Yes = False,
) -> None:
    """Deal with what did not go out in time: on hold, missed, or overdue. Shows what would happen, then asks."""
    wanted = Wanted(
        way=_way(send, shift, slots, cancel),
        shift=_shift(shift),
        campaign=campaign or "",
        accounts=tuple(account or ()),
        posts=tuple(post or ()),
        states=tuple(state or ()),
        reason_codes=tuple(reason_code or ()),
        numbers=tuple(numbers or ()),
    )
    app = app_for(workspace)
    found = releasing.propose(app, wanted)
    if not json:
        _show(found)
    if not found.moving or not (yes or (not json and typer.confirm("Do this?", abort=True))):
        if json:
            print_json(releasing.as_json(found, done=False))
        return
    done = releasing.carry_out(app, found, by=by or current_user())
    if json:
        print_json(releasing.as_json(done, done=True))
    else:
        _say_done(done)
        if done.stops != found.stops:
            _say_stopped(done)


def _way(send: bool, shift: str | None, slots: bool, cancel: bool) -> Way | None:
    given = {Way.SEND: send, Way.SHIFT: shift is not None, Way.SLOTS: slots, Way.CANCEL: cancel}
    ways = [way for way, chosen in given.items() if chosen]
    if len(ways) > 1:
        raise typer.BadParameter("give one of --send, --shift, --slots and --cancel")
    return ways[0] if ways else None


def _shift(text: str | None) -> timedelta:
    found = duration(text) if text is not None else timedelta(0)
    if found is None or (text is not None and found <= timedelta(0)):
        raise typer.BadParameter(f"{text} is not a length of time such as 3d or 12h")
    return found


def _show(found: Release) -> None:
    if not found.moves:
        console.print("There is no backlog: nothing is on hold, missed or overdue.")
        return
    console.print(_table(found))
    if found.way is None:
        console.print("\nWhat should become of them?")
        console.print("\n".join(f"  {choice}" for choice in CHOICES))
        console.print(NARROWER, style="dim")
    _say_stopped(found)


def _table(found: Release) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("No", "Post", "Account", "Was due", "Is", "What happens"):
        table.add_column(heading, no_wrap=heading != "What happens", overflow="fold")
    for move in found.moves:
        entry, zone = move.entry, found.zones.get(move.entry.campaign)
        due = _minute(local(entry.due_at, zone))
        cells = (str(entry.delivery_id), entry.post_id, entry.account, due)
        table.add_row(*(escape(cell) for cell in cells), what_happened(entry), _what(found, move))
    return table


def _minute(text: str) -> str:
    return text.removesuffix(":00")


def _what(found: Release, move: Move) -> str:
    if move.to is None:
        return f"[dim]{escape(move.note or move.entry.reason)}[/]"
    if move.at is None:
        return SCREEN_WORDS[move.to].lower()
    note = f" ({move.note})" if move.note else ""
    approval = ", once it is approved" if move.to is State.AWAITING_SIGNOFF else ""
    return f"goes out {escape(found.when(move) + approval + note)}"


def _say_stopped(found: Release) -> None:
    """Nothing goes out behind a stop, whatever its time, and what falls due behind one is kept again."""
    if found.way not in (Way.SEND, Way.SLOTS, Way.SHIFT):
        return
    for stop in found.stops:
        if any(stop.covers(move.entry.campaign, move.entry.account) for move in found.moving):
            ends = f"End it first with {how_to_end(stop)}: what falls due behind it goes on hold again."
            console.print(f"[bold red]Stopped[/]: {escape(in_words(stop))}. Nothing of it goes out. {escape(ends)}")


def _say_done(done: Release) -> None:
    count = len(done.moving)
    console.print(f"Done: {count} post{'' if count == 1 else 's'}.")
    for move in done.moves:
        if move.to is None and move.note:
            console.print(escape(f"{move.entry.delivery_id} {move.entry.post_id} {move.note}."), style="yellow")
