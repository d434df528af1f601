"""Where an account's secrets come from: the environment, a folder of secret files, or the vault in the store."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from ..model.account import Credentials
from ..model.errors import SettingsError
from ..settings import Settings
from ..store import Connection, keys, location, vault
from ..store.sealing import Sealed, Sealer

OF_THE_APP = "client_"
"""Fields that begin so belong to the app, not to the account: they may stand in the environment beside the vault."""


class Source(StrEnum):
    """Where secrets were found."""

    ENVIRONMENT = "environment"
    FILES = "secret files"
    VAULT = "vault"
    NOWHERE = "nowhere"
    NOT_NEEDED = "none needed"


class Keyring:
    """Finds secrets and seals them. Holds no store: each call is given the connection to read with."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def key_file(self) -> Path:
        """Where the key is kept unless it is in the environment."""
        if self._settings.secret_key_file is not None:
            return self._settings.secret_key_file
        store = location.sqlite_file(self._settings.store_url)
        return (store.parent if store else self._settings.workspace / ".campaign") / "secret.key"

    def given(self, account_id: str) -> Credentials | None:
        """What the environment or files say, which wins over the vault whole; None where they say nothing.

        A pair of tokens is never put together from two places.
        """
        fields = self._settings.credentials(account_id)
        return fields if any(not name.startswith(OF_THE_APP) for name in fields) else None

    def source(self, account_id: str, row: vault.Row | None) -> Source:
        if self.given(account_id) is not None:
            return Source.ENVIRONMENT if self._settings.is_in_environment(account_id) else Source.FILES
        return Source.VAULT if row is not None else Source.NOWHERE

    def open(self, row: vault.Row) -> Credentials:
        """The secrets of a row. Raises SettingsError without the right key."""
        kept = self.sealer().open(row.account_id, row.box)
        return Credentials(kept | dict(self._settings.credentials(row.account_id)), row.base_url)

    def reseal(self, row: vault.Row) -> Sealed | None:
        """A box of the present key for what is sealed with an older one that is still at hand; else None."""
        sealer = self.sealer()
        if row.key_id == sealer.key_id or row.key_id not in sealer.key_ids:
            return None
        return sealer.seal(row.account_id, sealer.open(row.account_id, row.box))

    def unseal(self, owner: str, text: str) -> dict[str, str]:
        return self.sealer().open(owner, Sealed(text, ""))

    def seal(self, connection: Connection, owner: str, fields: Mapping[str, str]) -> Sealed:
        """Seal with the key, which is made where nothing was ever sealed. Raises SettingsError."""
        return self._sealer_or_new(connection).seal(owner, fields)

    def sealer(self) -> Sealer:
        """Raises SettingsError where there is no key, or not a fit one."""
        if self._settings.vault_key:
            return keys.from_environment(self._settings.vault_key)
        return keys.from_file(self.key_file)

    def _sealer_or_new(self, connection: Connection) -> Sealer:
        """A key that was lost is never silently followed by another: what it sealed would be lost with it."""
        if self._settings.vault_key or self.key_file.exists():
            found = self.sealer()
            self._refuse_another(connection, found)
            return found
        if vault.rows(connection):
            return keys.from_file(self.key_file)
        return keys.make_file(self.key_file)

    def _refuse_another(self, connection: Connection, sealer: Sealer) -> None:
        """All boxes of a store are to open with one key at hand, else the next daemon finds half of them shut."""
        for row in vault.rows(connection).values():
            if row.key_id not in sealer.key_ids:
                raise SettingsError(
                    f"the secrets of {row.account_id} were sealed with another key ({row.key_id}) than that of "
                    f"{sealer.source} ({sealer.key_id})",
                    remedy=f"Put the right key in its place, or: campaign accounts disconnect {row.account_id}.",
                )
