"""campaign init"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ..bootstrap import build
from ..model.capabilities import Capabilities
from ..settings import load_settings
from ..workspace.starter import Answers, StarterAccount, create
from ..workspace.times import zone_names
from .output import console


def register(app: typer.Typer) -> None:
    app.command()(init)


def init(
    folder: Annotated[Path, typer.Argument(help="Where to make the workspace.")] = Path(),
    name: Annotated[str | None, typer.Option(help="The campaign's name.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Its time zone, such as Europe/London.")] = None,
    account: Annotated[list[str] | None, typer.Option(help="platform:id, such as x:trust_x (may be repeated).")] = None,
    grace: Annotated[str | None, typer.Option(help="How late a post may still go out.")] = None,
    signoff: Annotated[int | None, typer.Option(help="How many people must approve.", min=0)] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask: take what is given and the defaults.")] = False,
) -> None:
    """Make a workspace that can be filled in without a manual: a calendar workbook, a caption, settings."""
    title = name or _ask("What is the campaign called?", "Our campaign", yes)
    zone = timezone or _zone(yes)
    platforms = _platforms(folder)
    accounts = _given(account, platforms) if account else _accounts(platforms, yes)
    late = grace or _ask("How late may a post still go out (after that it waits for you)?", "2h", yes)
    required = signoff if signoff is not None else int(_ask("How many people must approve each post?", "0", yes))
    answers = Answers(title, _slug(title), zone, tuple(accounts), grace=late, signoff=required)
    for path in create(folder, answers):
        console.print(f"wrote {path}")
    console.print("\nNow fill in config/calendar.xlsx, put captions into captions/ and pictures into media/,")
    console.print("describe each picture in media/alt.csv, and run campaign check.")


def _ask(question: str, default: str, yes: bool) -> str:
    return default if yes else str(typer.prompt(question, default=default))


def _zone(yes: bool) -> str:
    local = str(datetime.now().astimezone().tzinfo)
    default = local if local in zone_names() and "/" in local else "Europe/London"
    while (found := _ask("In which time zone?", default, yes)) not in zone_names():
        console.print(f"There is no time zone called {found}; a place such as Europe/London is.")
    return found


def _platforms(folder: Path) -> dict[str, Capabilities]:
    return build(load_settings(workspace=folder)).capabilities()


def _given(given: list[str], platforms: dict[str, Capabilities]) -> list[StarterAccount]:
    return [_account(*_split(one, platforms), platforms, True) for one in given]


def _split(one: str, platforms: dict[str, Capabilities]) -> tuple[str, str]:
    platform, _, identity = one.partition(":")
    if platform not in platforms:
        raise typer.BadParameter(f"{platform} is not one of {', '.join(sorted(platforms))}")
    return platform, identity or f"our_{platform}"


def _accounts(platforms: dict[str, Capabilities], yes: bool) -> list[StarterAccount]:
    default = ",".join(sorted(name for name, able in platforms.items() if able.handover is None))
    chosen = _ask(f"Which networks ({default})?", default, yes)
    names = [name.strip().lower() for name in chosen.split(",") if name.strip().lower() in platforms]
    return [_account(name, f"our_{name}", platforms, yes) for name in names]


def _account(platform: str, identity: str, platforms: dict[str, Capabilities], yes: bool) -> StarterAccount:
    """What cannot be known yet gets a placeholder that is plainly one."""
    able = platforms[platform]
    base_url, options = "", {}
    if able.needs_base_url:
        base_url = _ask(f"Your {able.title} server?", "https://mastodon.example", yes)
    for option in able.required_options:
        options[option] = _ask(f"{able.title} {option}?", able.option_examples.get(option, ""), yes)
    return StarterAccount(identity, platform, "", base_url, options)


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "campaign"
