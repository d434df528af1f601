"""No page tells anybody to type a command."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import campaign_scheduler
from campaign_scheduler.model.person import Role
from campaign_scheduler.web.next_steps import COMMAND, OTHERS, STEPS, on_page
from support.visitor import words
from web.conftest import Site, ask_for_approval

SOURCE = Path(campaign_scheduler.__file__).parent


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Change the post, then campaign retry.", "Change the post, then “Publish now”."),
        ("See campaign log.", "See “Log”."),
        ("Send it with campaign release or retry, or cancel it.", "Send it under “Needs you”, or cancel it."),
        ("Connect it. Then: campaign resume --account trust_x.", "Connect it. Then: “Let it go on”."),
        ("Begin again: campaign accounts connect trust_x.", "Begin again: “Connect” on “Accounts”."),
        ("see campaign plan, then campaign apply.", "see “Schedule”."),
        ("Run campaign backup, every day.", "Ask whoever looks after the machine, every day."),
        ('Too late. Give it with --reason "…".', "Too late."),
        ("nothing is set: see campaign notify list.", "nothing is set: ask whoever looks after the machine."),
        ("The campaign is over -- or is it?", "The campaign is over -- or is it?"),
        ("Ann: the campaign plan changed --urgent", "Ann: the campaign plan changed --urgent"),
    ],
)
def test_the_next_step_is_the_pages_own(text: str, page: str) -> None:
    assert on_page(text) == page


def _texts() -> Iterator[tuple[str, str]]:
    """Every text of the program that names a command, the command line's own apart."""
    for file in SOURCE.rglob("*.py"):
        if {"cli", "sandbox", "testing"} & set(file.relative_to(SOURCE).parts):
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        notes = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
                yield file.name, node.value


def test_every_text_of_the_program_can_be_said_on_a_page() -> None:
    naming = [(file, text) for file, text in _texts() if COMMAND.search(text)]
    assert len(naming) > 60
    for file, text in naming:
        assert not COMMAND.search(on_page(text)), (file, text)


def test_every_command_has_its_page_or_its_person() -> None:
    from campaign_scheduler.cli.main import app

    known = {name.split()[0] for name in (*STEPS, *OTHERS)}
    groups = {one.name for one in app.registered_groups if one.name}
    commands = {
        (one.name or one.callback.__name__.strip("_").replace("_", "-"))
        for one in app.registered_commands
        if one.callback
    }
    assert (commands | groups) - known == set()


def test_no_page_shows_a_command(site: Site) -> None:
    from campaign_scheduler.model.delivery import State
    from web.test_pages import put_in

    ask_for_approval(site)
    site.clock.moment = site.clock.moment.replace(day=7)
    with site.store.write() as connection:
        from sqlalchemy import text

        reason = "It fell due while posting was stopped. Send it with campaign release or retry, or cancel it."
        connection.execute(
            text("UPDATE deliveries SET state = 'held', reason = :reason WHERE id = 1"), {"reason": reason}
        )
    put_in(site, 2, State.AWAITING_SIGNOFF, State.MISSED)
    visitor = site.as_role(Role.ADMIN)
    pages = ["/", "/approvals", "/approvals/links", "/accounts", "/bring-in", "/people", "/me", "/stop", "/backlog"]
    pages += ["/log", "/log/events", "/log/1", "/log/2", "/posts/launch", "/posts/new", "/schedule", "/nowhere"]
    pages += ["/sheet?post=nobody", "/log/999"]
    for page in pages:
        found = COMMAND.search(words(visitor.get(page).text))
        assert found is None, (page, found)
    assert "under “Needs you”, or cancel it" in words(visitor.get("/log/1").text)
    assert COMMAND.search(words(site.visitor().get("/sign-in").text)) is None


def test_the_log_names_the_account_and_the_network(site: Site) -> None:
    site.clock.moment = site.clock.moment.replace(day=7)
    accounts = site.root / "config/accounts.yaml"
    accounts.write_text(
        accounts.read_text(encoding="utf-8").replace("id: trust_x", 'id: trust_x, name: "Our Trust"'), encoding="utf-8"
    )
    visitor = site.admin()
    for page in ("/log", "/log?part=rows"):
        assert "launch, Our Trust on X" in words(visitor.get(page).text), page
    (number,) = re.findall(r'id="no-(\d+)"', visitor.get("/log?account=trust_x&post=launch&part=rows").text)
    assert "launch, Our Trust on X" in words(visitor.get(f"/log/{number}").text)
