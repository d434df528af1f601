"""campaign users …"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ..model.errors import DeliveryError
from ..model.person import ROLE_WORDS, Person, Role
from ..services import people
from ..services.app import App
from ..services.at_keyboard import current_user
from .options import Json, Workspace, app_for
from .output import console, print_json

app = typer.Typer(help="Who can use the web page.", no_args_is_help=True)


def register(program: typer.Typer) -> None:
    program.add_typer(app, name="users")


Email = Annotated[str, typer.Argument(help="What they sign in with.")]
Address = Annotated[str, typer.Option(help="Where the page is, as people type it.")]
HERE = "http://127.0.0.1:8080"


@app.command("list")
def show(workspace: Workspace = None, json: Json = False) -> None:
    """Everybody, with their roles."""
    found = people.everyone(app_for(workspace))
    if json:
        print_json([_as_json(one) for one in found])
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("Name", "Email", "Role", "May"):
        table.add_column(heading)
    for one in found:
        state = "no access" if one.disabled_at else ROLE_WORDS[one.role] if one.has_password else "invited"
        table.add_row(*(escape(cell) for cell in (one.name, one.email, one.role.value, state)))
    console.print(table if found else "Nobody yet: campaign run prints a link for the first person.")


@app.command()
def invite(
    name: Annotated[str, typer.Argument(help="Their name, as it stands in the log.")],
    email: Email,
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.AUTHOR,
    at: Address = HERE,
    workspace: Workspace = None,
) -> None:
    """Print a link that lets someone new choose a password, once, within a week."""
    parts = app_for(workspace)
    token = people.invite(parts, name=name, email=email, role=role, by=current_user())
    _print_link(parts, at, token)


@app.command()
def link(email: Email, at: Address = HERE, workspace: Workspace = None) -> None:
    """Print a new link for someone who forgot their password, or lost the first."""
    parts = app_for(workspace)
    _print_link(parts, at, people.new_link(parts, _person(parts, email).id, by=current_user()))


@app.command()
def role(email: Email, role: Annotated[Role, typer.Argument()], workspace: Workspace = None) -> None:
    """Change what someone may do."""
    parts = app_for(workspace)
    people.change_role(parts, _person(parts, email).id, role, by=current_user())
    console.print(f"{escape(email)} is {role.value} now: {ROLE_WORDS[role]}.")


@app.command()
def disable(email: Email, workspace: Workspace = None) -> None:
    """End someone's access at once."""
    parts = app_for(workspace)
    people.disable(parts, _person(parts, email).id, by=current_user())
    console.print(f"{escape(email)} cannot sign in any more.")


@app.command()
def enable(email: Email, workspace: Workspace = None) -> None:
    """Give someone their access back."""
    parts = app_for(workspace)
    people.enable(parts, _person(parts, email).id, by=current_user())
    console.print(f"{escape(email)} can sign in again.")


def _person(parts: App, email: str) -> Person:
    found = next((one for one in people.everyone(parts) if one.email == email.strip().lower()), None)
    if found is None:
        raise DeliveryError(f"there is nobody with the email {email}", remedy="See campaign users list.")
    return found


def _print_link(parts: App, at: str, token: str) -> None:
    base = (parts.settings.web_url or at).rstrip("/")
    console.print(f"{base}/enter/{token}", soft_wrap=True)


def _as_json(one: Person) -> dict[str, object]:
    return {
        "name": one.name,
        "email": one.email,
        "role": one.role.value,
        "can_sign_in": one.has_password and one.disabled_at is None,
    }
