"""Nothing is posted as somebody else: credentials that are new to this process are asked whose they are."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading

from ..model.account import Account
from ..model.errors import CredentialError
from ..platforms.kit.interface import Platform


class Identities:
    """Remembers, while the process lives, which credentials were found to be the right profile's.

    Only a digest with a random salt is kept of them. Used from many threads.
    """

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._proved: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def check(self, platform: Platform, account: Account, remote_profile: str) -> None:
        """One request the first time, none after. Raises PlatformError, CredentialError for another profile.

        A delivery without a profile (none was pinned when it was scheduled) goes by the credentials alone.
        """
        seen = self._digest(account, remote_profile)
        if not remote_profile or self._proved.get(account.id) == seen:
            return
        found = platform.verify(account)
        if found.key != remote_profile:
            raise another_profile(account.id, found.handle)
        with self._lock:
            self._proved[account.id] = seen

    def _digest(self, account: Account, remote_profile: str) -> bytes:
        told = [account.base_url, remote_profile, dict(account.options), dict(account.credentials)]
        return hashlib.sha256(self._salt + json.dumps(told, sort_keys=True).encode()).digest()


def another_profile(account_id: str, handle: str, expected: str = "") -> CredentialError:
    """The credentials work, and are somebody else's."""
    meant = (
        f"{expected}, which {account_id} was until now" if expected else f"the profile that {account_id} was until now"
    )
    return CredentialError(
        f"These credentials are of {handle}, not of {meant}, so nothing was posted with them.",
        remedy=f"Connect {account_id} as the right profile: campaign accounts connect {account_id}. "
        f"To post as {handle} too, give it an account of its own in config/accounts.yaml.",
    )
