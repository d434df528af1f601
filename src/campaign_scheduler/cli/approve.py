"""campaign approve, reject: who approves what, shown before it is done."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from ..model.errors import PlanError
from ..model.signoff import Signatory
from ..services.app import App
from ..services.at_keyboard import current_user
from ..services.signoff import approving, as_json, returning
from ..services.signoff.offering import Offer, offer
from ..services.signoff.outcomes import Approved
from ..services.signoff.people import at_terminal, recorded
from ..signoff.words import Piece
from ..store.post_log import Entry
from .log_table import what_happened
from .options import Json, Workspace, Yes, app_for
from .output import console, print_json, print_problems

Posts = Annotated[list[str] | None, typer.Argument(help="Post ids.")]
As = Annotated[str | None, typer.Option("--as", help="Who decides, where you write it down on their behalf.")]
By = Annotated[str | None, typer.Option(help="Who you are; default: the user of this machine.")]
SHORT = 12


def register(app: typer.Typer) -> None:
    for command in (approve, reject):
        app.command()(command)


def approve(
    posts: Posts = None,
    workspace: Workspace = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything that waits for approval.")] = False,
    account: Annotated[list[str] | None, typer.Option(help="Only on this account (may be repeated).")] = None,
    name: As = None,
    by: By = None,
    comment: Annotated[str, typer.Option(help="What they said about it.")] = "",
    token: Annotated[str | None, typer.Option("--hash", help="Only if it still is what was shown.")] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the approval back.")] = False,
    out_of_hours: Annotated[
        bool, typer.Option("--out-of-hours", help="Let it go without the others, where the campaign allows it.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why it cannot wait for the others.")] = "",
    json: Json = False,
    yes: Yes = False,
) -> None:
    """Approve exactly the words, pictures and alt text that are scheduled. Shows them, then asks.

    A change afterwards needs a new approval, on the accounts where it changes something.
    """
    if name is not None and out_of_hours:
        raise typer.BadParameter("whoever releases a post out of hours does it in their own name: leave out --as")
    parts, who = app_for(workspace), _who(name, by)
    found = offer(parts, posts=posts or (), accounts=account or ())
    if withdraw:
        _withdraw(parts, _named(found, posts, everything), who, comment, json)
        return
    if not json:
        _show(found)
    if not _wanted(found, posts, everything, token, yes, json):
        return
    done = (
        approving.release_out_of_hours(parts, found.seen, by=who, reason=reason)
        if out_of_hours
        else approving.approve(parts, found.seen, by=who, comment=comment)
    )
    print_json(as_json.approved(done)) if json else _say(done)
    if done.refused:
        raise typer.Exit(1)


def _who(name: str | None, by: str | None) -> Signatory:
    here = by or current_user()
    return at_terminal(here) if name is None else recorded(name, by=here)


def _named(found: Offer, posts: list[str] | None, everything: bool) -> Offer:
    if not posts and not everything:
        raise typer.BadParameter("name the posts, or give --all")
    return found


def _wanted(found: Offer, posts: list[str] | None, everything: bool, token: str | None, yes: bool, json: bool) -> bool:
    """Whether to go on: the posts are named, they are what was shown, and somebody said yes."""
    if token is not None and token != found.token:
        raise PlanError(
            f"what is scheduled is no longer what was shown as {token}: nothing was approved",
            remedy=f"Look at it again with campaign approve; it is now {found.token}.",
        )
    if not found.entries or not (posts or everything):
        if json:
            print_json(as_json.offer(found))
        elif found.entries:
            console.print("Approve some with campaign approve POST, or all with campaign approve --all.")
        return False
    if yes or token is not None:
        return True
    if json:
        print_json(as_json.offer(found))
        return False
    return typer.confirm("Approve exactly this?", abort=True)


def _show(found: Offer) -> None:
    if not found.entries:
        console.print("Nothing waits for approval.")
        return
    for post in dict.fromkeys(one.post_id for one in found.entries):
        same = [one for one in found.entries if one.post_id == post]
        console.rule(f"{post} · {same[0].slot}", align="left")
        for one in same:
            _show_one(found, one)
    console.print(f"Together this is {found.token} (for --hash).", style="dim")


def _show_one(found: Offer, one: Entry) -> None:
    console.print(f"[bold]{escape(one.account)}[/]  {what_happened(one)}  [dim]{one.content_hash[:SHORT]}[/]")
    console.print(escape(one.words))
    for media in one.media:
        console.print(f"{escape(str(media['source_name']))}: {escape(str(media['alt']))}", style="dim")
    for given in one.approvals:
        console.print(f"approved: {escape(given.words)}", style="green")
    for change in found.since.get(one.delivery_id, ()):
        console.print(escape(change.sentence), style="yellow")
        console.print(_marked(change.difference.words))
    if one.delivery_id in found.edited:
        console.print("Its file was edited since and that is not scheduled; this is what is scheduled.", style="yellow")
    console.print()


def _marked(pieces: tuple[Piece, ...]) -> str:
    colours = {"out": "[red strike]{}[/]", "in": "[green underline]{}[/]", "same": "{}"}
    return "".join(colours[piece.kind].format(escape(piece.text)) for piece in pieces)


def _say(done: Approved) -> None:
    for no in done.refused:
        console.print(f"[red]not approved[/] {_place(no.entry)}: {escape(no.why)}")
        if no.difference:
            console.print(_marked(no.difference.words))
    console.print(f"{len(done.entries)} approved; {len(done.ready)} will go out.")
    for one in done.lacking:
        more = one.missing_approvals
        console.print(f"{_place(one)} needs {more} more approval{'' if more == 1 else 's'}.", style="yellow")
    for one in done.entries:
        if one not in done.ready and one not in done.lacking:
            console.print(f"{_place(one)} is {what_happened(one)}: see campaign release.")


def _place(one: Entry) -> str:
    return f"{escape(one.post_id)} on {escape(one.account)}"


def _withdraw(parts: App, found: Offer, who: Signatory, comment: str, json: bool) -> None:
    numbers = [one.delivery_id for one in found.entries]
    changed = approving.withdraw(parts, numbers, by=who, comment=comment)
    if json:
        print_json([as_json.entry(one) for one in changed])
        return
    for one in changed:
        console.print(f"{_place(one)}: taken back; it is {what_happened(one)}.")


def reject(
    posts: Annotated[list[str], typer.Argument(help="Post ids.")],
    comment: Annotated[str, typer.Option(help="What should be changed.")],
    workspace: Workspace = None,
    name: As = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Send posts back: on hold at once on every account, and a draft in the calendar, with the comment."""
    done = returning.send_back(app_for(workspace), posts, by=_who(name, by), comment=comment)
    if json:
        print_json(as_json.sent_back(done))
    else:
        for post in done.posts:
            mark = " and a draft in the calendar" if post in done.drafts else ""
            console.print(f"{escape(post)} is on hold{mark}.")
        for one in done.left:
            console.print(f"[bold red]had left already[/] {_place(one)}: {escape(one.permalink or one.reason)}")
        if done.problems:
            console.print("The calendar could not be written; type draft into the status column yourself:")
            print_problems(done.problems)
    if done.problems:
        raise typer.Exit(1)
