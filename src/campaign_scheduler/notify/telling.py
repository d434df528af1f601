"""Writes messages into the outbox, each in the transaction of what it tells of: both are kept, or neither.

Every place of the program that moves a delivery by itself calls one of these with its own connection.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ..model.delivery import ReadBack
from ..store import Connection, outbox, subjects
from ..store.outbox import Message
from . import words


def tell_of(connection: Connection, delivery_id: int, now: datetime) -> None:
    """Tell of the state a delivery has just come to, in place of what was not sent yet about it."""
    message = words.of(subjects.subject(connection, delivery_id))
    if message is None:
        outbox.withdraw(connection, delivery_id, now)
    else:
        _put_instead(connection, delivery_id, message, now)


def tell_found(connection: Connection, delivery_id: int, now: datetime) -> None:
    """An unconfirmed delivery is live: what was not sent yet is taken back, what was sent is put right."""
    outbox.withdraw(connection, delivery_id, now)
    if outbox.was_told(connection, delivery_id, ("unconfirmed", "decide")):
        outbox.put(connection, words.settled(subjects.subject(connection, delivery_id)), now)


def ask(connection: Connection, delivery_id: int, now: datetime) -> None:
    """Only a person can tell what became of this delivery: say so now."""
    _put_instead(connection, delivery_id, words.please_decide(subjects.subject(connection, delivery_id)), now)


def remind(connection: Connection, delivery_id: int, number: int, now: datetime) -> None:
    """A person was given the post and has not said what became of it: reminder `number` of this try, to them."""
    _put_instead(connection, delivery_id, words.reminder(subjects.subject(connection, delivery_id), number), now)


def _put_instead(connection: Connection, delivery_id: int, message: Message, now: datetime) -> None:
    """Two daemons may come to the same end of a delivery: the second leaves the first's message as it is."""
    outbox.withdraw(connection, delivery_id, now, but=message.key)
    outbox.put(connection, message, now)


def tell_read_back(connection: Connection, delivery_id: int, code: ReadBack, found: str, now: datetime) -> None:
    """A published post was read back, and it is not what was scheduled, or it is gone."""
    outbox.put(connection, words.read_back(subjects.subject(connection, delivery_id), code, found), now)


def tell_not_removed(connection: Connection, delivery_id: int, removal: int, *, there: bool, now: datetime) -> None:
    """A post that was to be taken down is still there, or nobody can tell whether it is."""
    outbox.put(connection, words.not_removed(subjects.subject(connection, delivery_id), removal, there), now)


def settled_by_hand(connection: Connection, delivery_id: int, now: datetime) -> None:
    """A person has just dealt with it, so nobody need be told any more."""
    outbox.withdraw(connection, delivery_id, now)


def tell_recovered(connection: Connection, unsent: Collection[int], unsure: Collection[int], now: datetime) -> None:
    """The program died: each delivery that may have gone out, and in one message those that certainly did not."""
    for delivery_id in unsure:
        tell_of(connection, delivery_id, now)
    about = [subjects.subject(connection, delivery_id) for delivery_id in unsent]
    if about:
        outbox.put(connection, _recovered(about), now)


def _recovered(about: list[subjects.Subject]) -> Message:
    what = words.count(len(about), "post")
    return Message(
        f"recovered:{about[0].delivery_id}:{about[0].revision}",
        "recovered",
        f"Stopped and taken up again: {what}",
        f"The program stopped before anything of {what} was sent. Nothing was lost; it is tried again:\n"
        + "\n".join(f"- {words.which(one)}" for one in about),
        "To see how they end: campaign log",
        about[0].campaign,
    )


def tell_account_stopped(connection: Connection, account: str, pause_id: int, reason: str, now: datetime) -> None:
    """The network no longer accepts an account's credentials, so nothing more goes out on it."""
    message = Message(
        f"account-stopped:{pause_id}",
        "account-stopped",
        words.shortened(f"Stopped: nothing goes out on {account}"),
        f"{account}: {reason}\nEverything planned for this account waits; the other accounts go on.",
        f"Renew the token, see that it works: campaign accounts verify\nThen: campaign resume --account {account}",
    )
    outbox.put(connection, message, now)


def tell_clock_jumped(connection: Connection, pause_id: int, reason: str, now: datetime) -> None:
    """The machine's clock was set, so everything is stopped."""
    message = Message(
        f"clock-jumped:{pause_id}",
        "clock-jumped",
        "Stopped: this computer's clock jumped",
        f"{reason} Everything is stopped until a person has looked.",
        "Set the clock right, then: campaign resume",
    )
    outbox.put(connection, message, now)


def warn(connection: Connection, key: str, title: str, body: str, next_step: str, now: datetime) -> bool:
    """Tell of something about the program or its store. The same `key` is told once; False when it was already."""
    return outbox.put(connection, Message(key, "warning", words.shortened(title), body, next_step), now)
