"""The list of commands. A command's module, with all that it brings, is loaded when that command is run, not before."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group


@dataclass(frozen=True, slots=True)
class Listed:
    """A command as `campaign --help` lists it. A test holds `does` to what the command says of itself."""

    module: str
    """The module of this folder that registers it."""
    does: str


COMMANDS = {
    "init": Listed(
        "init", "Make a workspace that can be filled in without a manual: a calendar workbook, a caption, settings."
    ),
    "demo": Listed("demo", "Publish a real two-week campaign to stand-in networks on this machine, on a fast clock."),
    "import": Listed(
        "import_",
        "Turn a toolkit, or a calendar from another tool, into drafts for you to confirm. Nothing is scheduled.",
    ),
    "export": Listed(
        "export",
        "Write the calendar for a spreadsheet, for another tool or as a diary, and say what is lost; or one article.",
    ),
    "sheet": Listed(
        "sheet", "Make a page to print or send: the contact sheet for approval, or with --for partners a pack to share."
    ),
    "check": Listed("check", "Find every problem in the calendar, captions and pictures at once."),
    "preview": Listed("preview", "Show exactly what each account would receive."),
    "rehearse": Listed(
        "rehearse",
        "Run the whole campaign against stand-in networks on this machine, and leave a page to look at or send.",
    ),
    "plan": Listed("plan", "Show how the files differ from what is scheduled. Changes nothing."),
    "apply": Listed(
        "apply", "Schedule what the files say: from then on exactly that is sent, whatever happens to the files."
    ),
    "run": Listed(
        "run", "Publish what is scheduled, each post when it is due, until stopped. The machine must stay on."
    ),
    "status": Listed("status", "What goes out next, what needs a person, and whether the daemon is alive."),
    "log": Listed("log", "The post log: what went out when, where it is, and what did not go out and why."),
    "digest": Listed(
        "digest",
        "What went out, what goes out next and what needs you, as the daily message says it; to forward as it is.",
    ),
    "verify": Listed(
        "verify", "Read published posts back from their networks: are words, pictures and alt text as scheduled?"
    ),
    "unpublish": Listed(
        "unpublish", "Take a published post down from its network. The log keeps the post, who took it down and why."
    ),
    "pause": Listed("stopping", "Stop posting at once, until resumed. Holds after a restart too."),
    "resume": Listed(
        "stopping", "End a stop. What fell due meanwhile is listed and stays on hold until you send or cancel it."
    ),
    "release": Listed(
        "release",
        "Deal with what did not go out in time: on hold, missed, or overdue. Shows what would happen, then asks.",
    ),
    "backup": Listed("backup", "Copy the store, verified, while the daemon goes on."),
    "restore": Listed(
        "backup", "Put a backup in the store's place. Every post that is not out is then on hold until you release it."
    ),
    "doctor": Listed(
        "doctor",
        "Check the store, the clock, the disk, the networks and the files, and say what to do. Publishes nothing.",
    ),
    "sandbox": Listed("sandbox", "Run the stand-in networks on this machine, with a page that shows what was posted."),
    "retry": Listed("decide", "Send, now, a post that was refused, missed, put on hold or cancelled."),
    "cancel": Listed("decide", "Keep a post that is not out from ever going out."),
    "resolve": Listed(
        "decide",
        "Say what became of a post we are not sure of. Not there puts it on hold; sending it is then campaign retry.",
    ),
    "approve": Listed(
        "approve", "Approve exactly the words, pictures and alt text that are scheduled. Shows them, then asks."
    ),
    "reject": Listed(
        "approve", "Send posts back: on hold at once on every account, and a draft in the calendar, with the comment."
    ),
    "approve-link": Listed("approve_link", "Links by which somebody without an account approves posts."),
    "accounts": Listed("accounts", "The accounts we may post as: connect them, see how they stand."),
    "notify": Listed("notify", "Messages to people: mail, Teams, Slack and others."),
    "users": Listed("users", "Who can use the web page."),
}


class OnDemand(TyperGroup):
    """Knows its commands by name alone; the one that is run is loaded then."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, listed, rest = super().resolve_command(ctx, args)
        return name, listed if name is None else load(name), rest


def load(name: str) -> Any:
    """The command itself. Raises KeyError for a name that is not in COMMANDS."""
    app = typer.Typer()
    import_module(f".{COMMANDS[name].module}", __package__).register(app)
    return get_group(app).commands[name]


def list_commands(app: typer.Typer) -> None:
    """Give `app`, whose group is OnDemand, every command's name and what it does."""
    for name, listed in COMMANDS.items():
        app.command(name, help=listed.does)(_listed)


def _listed() -> None:
    """Stands in the list for a command, and is never run."""
    raise NotImplementedError
