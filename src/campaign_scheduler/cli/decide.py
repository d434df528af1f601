"""campaign pause, resume, retry, cancel, resolve, approve: what a person decides."""

from __future__ import annotations

from typing import Annotated

import typer

from ..services import deciding
from ..services.scheduling import current_user
from .options import Workspace, app_for
from .output import console, log_table

Number = Annotated[int, typer.Argument(help="The post's number in the log.")]
By = Annotated[str | None, typer.Option(help="Who decides; default: the user of this machine.")]
AccountOption = Annotated[str | None, typer.Option("--account", help="Only this account.")]
CampaignOption = Annotated[str | None, typer.Option("--campaign", help="Only this campaign.")]


def register(app: typer.Typer) -> None:
    for command in (pause, resume, retry, cancel, resolve, approve):
        app.command()(command)


def _scope(account: str | None, campaign: str | None) -> tuple[str, str]:
    if account and campaign:
        raise typer.BadParameter("give --account or --campaign, not both")
    return ("account", account) if account else ("campaign", campaign) if campaign else ("all", "")


def pause(
    reason: Annotated[str, typer.Option(help="Why; it stands in the log.")],
    account: AccountOption = None,
    campaign: CampaignOption = None,
    workspace: Workspace = None,
    by: By = None,
) -> None:
    """Stop posting at once, until resumed. Holds after a restart too."""
    scope, target = _scope(account, campaign)
    found = deciding.pause(app_for(workspace), scope=scope, target=target, reason=reason, by=by or current_user())
    leaving = f"; {len(found.on_the_way)} had already left" if found.on_the_way else ""
    console.print(f"Stopped. 0 will go out, {found.held} are held back{leaving}.")
    console.print(
        "This does not reach posts that were scheduled in other tools or on the networks themselves.", style="dim"
    )
    if found.on_the_way:
        console.print(log_table(found.on_the_way, None))


def resume(
    account: AccountOption = None, campaign: CampaignOption = None, workspace: Workspace = None, by: By = None
) -> None:
    """End a stop. What fell due meanwhile is listed and stays on hold until you send or cancel it."""
    scope, target = _scope(account, campaign)
    overdue = deciding.resume(app_for(workspace), scope=scope, target=target, by=by or current_user())
    console.print(f"Posting goes on. {len(overdue)} fell due meanwhile and are on hold.")
    if overdue:
        console.print(log_table(overdue, None))


def retry(number: Number, workspace: Workspace = None, by: By = None) -> None:
    """Send, now, a post that was refused, missed, put on hold or cancelled."""
    deciding.retry(app_for(workspace), number, by=by or current_user())
    console.print(f"Post {number} goes out as soon as the daemon looks.")


def cancel(
    number: Number, workspace: Workspace = None, by: By = None, reason: Annotated[str, typer.Option(help="Why.")] = ""
) -> None:
    """Keep a post that is not out from ever going out."""
    deciding.cancel(app_for(workspace), number, by=by or current_user(), reason=reason)
    console.print(f"Post {number} is cancelled.")


def resolve(
    number: Number,
    workspace: Workspace = None,
    by: By = None,
    published: Annotated[str | None, typer.Option(help="It is there, at this address.")] = None,
    not_sent: Annotated[bool, typer.Option("--not-sent", help="You looked: it is not there.")] = False,
) -> None:
    """Say what became of a post we are not sure of. Not there puts it on hold; sending it is then campaign retry."""
    if (published is None) == (not not_sent):
        raise typer.BadParameter("give either --published URL or --not-sent")
    deciding.resolve(app_for(workspace), number, by=by or current_user(), published=published)
    console.print("Noted: it is on hold." if not_sent else "Noted: it is published.")


def approve(
    posts: Annotated[list[str] | None, typer.Argument(help="Post ids; none means all that wait.")] = None,
    workspace: Workspace = None,
    by: By = None,
) -> None:
    """Approve exactly the words and pictures that are scheduled. A change afterwards needs a new approval."""
    count = deciding.approve(app_for(workspace), tuple(posts or ()), by=by or current_user())
    console.print(f"{count} post{' is' if count == 1 else 's are'} approved and will go out.")
