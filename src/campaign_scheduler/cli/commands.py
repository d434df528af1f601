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

    name: str
    module: str
    """The module of this folder that registers it."""
    does: str


COMMANDS = (
    Listed(
        "init",
        "init",
        "Make a workspace that can be filled in without a manual: a calendar workbook, a caption, settings.",
    ),
    Listed("demo", "demo", "Publish a real two-week campaign to stand-in networks on this machine, on a fast clock."),
    Listed(
        "import",
        "import_",
        "Turn a toolkit, or a calendar from another tool, into drafts for you to confirm. Nothing is scheduled.",
    ),
    Listed(
        "export",
        "export",
        "Write the calendar for a spreadsheet, for another tool or as a diary, and say what is lost; or one article.",
    ),
    Listed(
        "sheet",
        "sheet",
        "Make a page to print or send: the contact sheet for approval, or with --for partners a pack to share.",
    ),
    Listed("check", "check", "Find every problem in the calendar, captions and pictures at once."),
    Listed("preview", "preview", "Show exactly what each account would receive."),
    Listed(
        "rehearse",
        "rehearse",
        "Run the whole campaign against stand-in networks on this machine, and leave a page to look at or send.",
    ),
    Listed("plan", "plan", "Show how the files differ from what is scheduled. Changes nothing."),
    Listed(
        "apply",
        "apply",
        "Schedule what the files say: from then on exactly that is sent, whatever happens to the files.",
    ),
    Listed(
        "run", "run", "Publish what is scheduled, each post when it is due, until stopped. The machine must stay on."
    ),
    Listed("status", "status", "What goes out next, what needs a person, and whether the daemon is alive."),
    Listed("log", "log", "The post log: what went out when, where it is, and what did not go out and why."),
    Listed(
        "digest",
        "digest",
        "What went out, what goes out next and what needs you, as the daily message says it; to forward as it is.",
    ),
    Listed(
        "verify",
        "verify",
        "Read published posts back from their networks: are words, pictures and alt text as scheduled?",
    ),
    Listed(
        "unpublish",
        "unpublish",
        "Take a published post down from its network. The log keeps the post, who took it down and why.",
    ),
    Listed("pause", "stopping", "Stop posting at once, until resumed. Holds after a restart too."),
    Listed(
        "resume",
        "stopping",
        "End a stop. What fell due meanwhile is listed and stays on hold until you send or cancel it.",
    ),
    Listed(
        "release",
        "release",
        "Deal with what did not go out in time: on hold, missed, or overdue. Shows what would happen, then asks.",
    ),
    Listed("backup", "backup", "Copy the store, verified, while the daemon goes on."),
    Listed(
        "restore",
        "backup",
        "Put a backup in the store's place. Every post that is not out is then on hold until you release it.",
    ),
    Listed(
        "doctor",
        "doctor",
        "Check the store, the clock, the disk, the networks and the files, and say what to do. Publishes nothing.",
    ),
    Listed("sandbox", "sandbox", "Run the stand-in networks on this machine, with a page that shows what was posted."),
    Listed("retry", "decide", "Send, now, a post that was refused, missed, put on hold or cancelled."),
    Listed("cancel", "decide", "Keep a post that is not out from ever going out."),
    Listed(
        "resolve",
        "decide",
        "Say what became of a post we are not sure of. Not there puts it on hold; sending it is then campaign retry.",
    ),
    Listed(
        "approve",
        "approve",
        "Approve exactly the words, pictures and alt text that are scheduled. Shows them, then asks.",
    ),
    Listed(
        "reject",
        "approve",
        "Send posts back: on hold at once on every account, and a draft in the calendar, with the comment.",
    ),
    Listed("approve-link", "approve_link", "Links by which somebody without an account approves posts."),
    Listed("accounts", "accounts", "The accounts we may post as: connect them, see how they stand."),
    Listed("notify", "notify", "Messages to people: mail, Teams, Slack and others."),
    Listed("users", "users", "Who can use the web page."),
)


class OnDemand(TyperGroup):
    """Knows its commands by name alone; the one that is run is loaded then."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, listed, rest = super().resolve_command(ctx, args)
        return name, listed if name is None else load(name), rest


def load(name: str) -> Any:
    """The command itself. Raises KeyError for a name that is not in COMMANDS."""
    module = {one.name: one.module for one in COMMANDS}[name]
    app = typer.Typer()
    import_module(f".{module}", __package__).register(app)
    return get_group(app).commands[name]


def list_commands(app: typer.Typer) -> None:
    """Give `app`, whose group is OnDemand, every command's name and what it does."""
    for one in COMMANDS:
        app.command(one.name, help=one.does)(_listed)


def _listed() -> None:
    """Stands in the list for a command, and is never run."""
    raise NotImplementedError
