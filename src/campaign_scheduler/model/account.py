"""Accounts: the profiles we may post as."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

ACCOUNT_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")


class Credentials(Mapping[str, str]):
    """The secrets of one account, by field name. Never shows a value when printed.

    `server` is the base_url they were connected at, and the only one they may be sent to; None where nobody said.
    """

    def __init__(self, fields: Mapping[str, str] | None = None, server: str | None = None) -> None:
        self._fields = dict(fields or {})
        self.server = server

    def __getitem__(self, name: str) -> str:
        return self._fields[name]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Credentials({', '.join(sorted(self._fields))})"


@dataclass(frozen=True, slots=True)
class Account:
    """One profile on one platform.

    `base_url` is empty for the platform's own address. `options` are the account's other keys in
    config/accounts.yaml (LinkedIn's `author`). `limits` is what the server last said of its own limits, as the
    platform's adapter stored it (empty until the account was verified).
    """

    id: str
    platform: str
    name: str = ""
    base_url: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, object] = field(default_factory=dict, compare=False)
    credentials: Credentials = field(default_factory=Credentials, compare=False, repr=False)

    @property
    def label(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Profile:
    """Who a network says an account is. `remote_id` is the network's own lasting id, unique with `home`.

    `home` is the server the id belongs to (`https://mastodon.example`, `https://api.x.com`); `limits` is what the
    server says of its own limits, JSON-able, handed back to `capabilities` inside the account.
    """

    remote_id: str
    handle: str
    home: str
    name: str = ""
    url: str = ""
    expires_at: datetime | None = None
    limits: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """One string for "this very profile on this very server", used to notice two accounts that are one."""
        return f"{self.home}|{self.remote_id}"
