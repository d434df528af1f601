"""The vault: is its key there, for nobody else, and does it open what was sealed."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.errors import CampaignError
from ...store import Store, vault
from ...store.vault import Row
from ..app import App
from ..keyring import Keyring
from .finding import Finding, fine, of_error, problem

ABOUT = "secrets"


def secrets(app: App, store: Store) -> Iterator[Finding]:
    """Opens each box and shows nothing of it."""
    with store.read() as connection:
        rows = list(vault.rows(connection).values())
    if not rows:
        yield fine(ABOUT, "No account is connected through the vault; secrets come from the environment.")
        return
    keyring = Keyring(app.settings)
    shut = [finding for row in rows for finding in _shut(keyring, row)]
    yield from shut
    yield from (problem(f"account {row.account_id}", row.refused, _again(row)) for row in rows if row.refused)
    if not shut:
        where = "CAMPAIGN_SECRET_KEY" if app.settings.vault_key else str(keyring.key_file)
        yield fine(ABOUT, f"{len(rows)} of the accounts are in the vault, and the key of {where} opens them all.")


def _shut(keyring: Keyring, row: Row) -> Iterator[Finding]:
    try:
        keyring.open(row)
    except CampaignError as error:
        yield of_error(ABOUT, error)


def _again(row: Row) -> str:
    return f"Connect it again: campaign accounts connect {row.account_id}."
