"""Seals secrets before they are stored, so that the store's file and its backups are of no use without the key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from ..model.errors import SettingsError


def new_key() -> str:
    """A fresh key: 32 random bytes in 44 letters, as CAMPAIGN_SECRET_KEY and the key file hold it."""
    return Fernet.generate_key().decode()


@dataclass(frozen=True, slots=True)
class Sealed:
    """A box that only the key with this id opens."""

    text: str
    key_id: str


class Sealer:
    """Seals with the first key and opens with any, so that a key can be changed while the old one is still at hand.

    Fernet: AES-128 in CBC mode and HMAC-SHA256 over it. `source` says in words where the keys came from.
    """

    def __init__(self, keys: Sequence[str], source: str) -> None:
        self.source = source
        self._ids = tuple(_id(key) for key in keys)
        self._box = MultiFernet([_fernet(key, source) for key in keys])

    def __repr__(self) -> str:
        return f"Sealer({self.source})"

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Of all keys at hand."""
        return self._ids

    @property
    def key_id(self) -> str:
        """A short name of the key that seals; nothing of the key can be learnt from it."""
        return self._ids[0]

    def seal(self, owner: str, fields: Mapping[str, str]) -> Sealed:
        """`owner` is sealed in too, so that a box put in another's place does not open."""
        whole = json.dumps({"owner": owner, "fields": dict(fields)}).encode()
        return Sealed(self._box.encrypt(whole).decode(), self.key_id)

    def open(self, owner: str, sealed: Sealed) -> dict[str, str]:
        """The fields. Raises SettingsError for another key, and for a box that was changed or is another's."""
        try:
            told = json.loads(self._box.decrypt(sealed.text.encode()))
            if told["owner"] == owner:
                return {str(name): str(value) for name, value in told["fields"].items()}
        except (InvalidToken, ValueError, KeyError, TypeError, AttributeError):
            pass
        raise self._not_ours(owner, sealed.key_id)

    def _not_ours(self, owner: str, key_id: str) -> SettingsError:
        reconnect = (
            f"or connect it again: campaign accounts disconnect {owner}, then campaign accounts connect {owner}."
        )
        if key_id in self._ids:
            return SettingsError(
                f"the secrets of {owner} were changed in the store, so they cannot be opened",
                remedy=f"Restore a backup, {reconnect}",
            )
        return SettingsError(
            f"the secrets of {owner} were sealed with another key ({key_id or 'unknown'}) than that of {self.source} "
            f"({self.key_id})",
            remedy=f"Put the right key in its place, {reconnect}",
        )


def _id(key: str) -> str:
    return hashlib.sha256(b"campaign key " + key.encode()).hexdigest()[:8]


def _fernet(key: str, source: str) -> Fernet:
    try:
        return Fernet(key.encode())
    except ValueError:
        pass
    raise SettingsError(
        f"{source} holds no key: a key is 44 letters, digits, - and _, with = at the end",
        remedy="Put the right key there. A new one is made with campaign accounts new-key; it opens nothing old.",
    )
