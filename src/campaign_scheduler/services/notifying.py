"""Messages to people: what waits, whether sending works, and a message to try it with."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..model.account import Account
from ..model.errors import CredentialError, SettingsError
from ..notify.courier import Courier
from ..notify.sender import ANSWER_WITHIN, Sender
from ..notify.targets import Target, targets
from ..store import Store, accounts, posting
from ..store.posting import Trouble, Waiting
from .app import App
from .log import utc

TEST_TITLE = "A test message from Campaign Scheduler"
TEST_BODY = (
    "This place will be told when a post is refused, missed, on hold or not certain to have gone out, and gets the "
    "daily digest. Nothing is wrong; there is nothing to do."
)


@dataclass(frozen=True, slots=True)
class Tested:
    """One target, by its place and kind, and why it did not take the message (empty: it did)."""

    target: str
    error: str


@dataclass(frozen=True, slots=True)
class Messages:
    """What was not sent yet, and to how many places messages go."""

    targets: int
    trouble: Trouble

    @property
    def sentence(self) -> str:
        """One line for a screen, or an empty string when there is nothing to say."""
        found = self.trouble
        if not self.targets:
            return self._nobody(found.waiting)
        if found.since is None:
            return ""
        since = f"{found.since:%a} {found.since.day} {found.since:%b %H:%M} UTC"
        return f"{_messages(found.failing)} could not be sent since {since}: {found.error}. It is tried again."

    def _nobody(self, waiting: int) -> str:
        if not waiting:
            return ""
        return f"{_messages(waiting)} told to nobody, because CAMPAIGN_NOTIFY is not set: see campaign notify list."


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def sender(app: App, store: Store) -> Sender:
    """The daemon's sender. Raises SettingsError for an address that cannot be used."""
    courier = Courier(app.settings.notify_urls)
    return Sender(
        store, targets(app.settings.notify_urls), app.clock, person=lambda name: _person(app, store, courier, name)
    )


def _person(app: App, store: Store, courier: Courier, account: str) -> Sequence[Target]:
    """Where the person of an account is reached, as it was last verified; nobody where that is not known."""
    with store.read() as connection:
        known = accounts.pinned(connection).get(account)
    if known is None:
        return ()
    secrets = app.settings.credentials(account)
    try:
        return courier.targets(
            Account(account, known.platform, known.name, known.base_url, known.options, credentials=secrets)
        )
    except CredentialError:
        return ()


def heartbeat_address(app: App) -> str:
    """The watchdog's address, or an empty string. Raises SettingsError, without showing it."""
    address = app.settings.heartbeat_address
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise SettingsError(
            "CAMPAIGN_HEARTBEAT_URL is not a web address",
            remedy="Copy the whole address from the watchdog, https:// too.",
        )
    return address


def send_test(app: App) -> list[Tested]:
    """Send a message to each target at once, past the outbox. Raises SettingsError when there is none."""
    found = targets(app.settings.notify_urls)
    if not found:
        raise SettingsError(
            "CAMPAIGN_NOTIFY is not set, so nobody is told of anything",
            remedy="Set it as docs/operations/notifications.md shows.",
        )
    until = time.monotonic() + ANSWER_WITHIN
    return [_tested(*one, until) for one in [(target, target.begin(TEST_TITLE, TEST_BODY)) for target in found]]


def _tested(target: Target, sending: object, until: float) -> Tested:
    result = getattr(sending, "result", lambda _: "it still hangs")
    return Tested(target.label, result(until - time.monotonic()))


def messages(app: App, store: Store | None) -> Messages:
    """What status says of messages."""
    count = len(app.settings.notify_urls)
    if store is None:
        return Messages(count, Trouble())
    with store.read() as connection:
        return Messages(count, posting.trouble(connection))


def waiting(app: App) -> list[Waiting]:
    """Every message that was not sent yet, oldest first."""
    with app.store_if_any() as store:
        if store is None:
            return []
        with store.read() as connection:
            return posting.unsent(connection)


def as_json(one: Waiting) -> dict[str, object]:
    """One message with the names of `campaign notify list --json`."""
    message = one.message
    return {
        "kind": message.kind,
        "title": message.title,
        "body": message.body,
        "next_step": message.next_step,
        "campaign": message.campaign,
        "delivery_id": message.delivery_id,
        "created_at": utc(one.created_at),
        "send_after": utc(one.send_after),
        "tries": one.tries - 1,
        "error": one.error,
    }
