"""Which account a person means, and how it is connected."""

from __future__ import annotations

from .. import workspace as files
from ..model.account import Account
from ..model.errors import InputError, SettingsError
from ..model.problem import Severity
from ..platforms.kit.connecting import Connector, connector_of
from ..workspace.accounts_file import platform_names
from .app import App

FILE = "config/accounts.yaml"


def all_accounts(app: App) -> dict[str, Account]:
    """The workspace's accounts. Raises InputError when accounts.yaml has errors; what else is wrong does not matter."""
    workspace = files.read(app.root, platforms=app.capabilities(), today=app.clock.now().date())
    wrong = [one for one in workspace.problems if one.file == FILE and one.severity is Severity.ERROR]
    if wrong:
        raise InputError(wrong)
    return dict(workspace.accounts)


def the_account(app: App, name: str) -> Account:
    """The account with this id, or the only one on the network of this name. Raises SettingsError, InputError."""
    known = all_accounts(app)
    if name in known:
        return known[name]
    platform = platform_names(app.capabilities()).get(name.strip().lower())
    there = [one for one in known.values() if one.platform == platform]
    if len(there) == 1:
        return there[0]
    if there:
        raise SettingsError(
            f"there are {len(there)} accounts on that network: {', '.join(one.id for one in there)}",
            remedy="Name one of them.",
        )
    raise SettingsError(f"there is no account called {name} in {FILE}", remedy=_line_for(app, platform, known))


def _line_for(app: App, platform: str | None, known: dict[str, Account]) -> str:
    if platform is None:
        return f"There are {', '.join(known) or 'none yet'}; or name a network: {', '.join(app.platforms)}."
    able = app.capabilities()[platform]
    more = ', base_url: "https://your.server"' if able.needs_base_url else ""
    more += "".join(f", {option}: ..." for option in able.required_options)
    line = f"- {{id: our_{platform}, platform: {platform}{more}}}"
    return f"Write a line there first, such as {line}, then connect our_{platform}."


def connector(app: App, account: Account) -> Connector:
    """How the account is connected. Raises SettingsError for a network that has no way here."""
    found = connector_of(app.platforms[account.platform])
    if found is None and not needs_secrets(app, account):
        raise SettingsError(
            f"{account.id} needs no connecting", remedy="It has no secrets; see campaign accounts list."
        )
    if found is None:
        raise SettingsError(
            f"{account.id} cannot be connected here",
            remedy=f"Set its secrets as CAMPAIGN_SECRETS__{account.id}__<field>; see the network's own page.",
        )
    return found


def needs_secrets(app: App, account: Account) -> bool:
    """Whether there is anything to connect: some accounts are only a person who is told."""
    return bool(app.platforms[account.platform].capabilities(account).credential_fields)
