"""What people are told of before it matters: approvals still missing, tokens near their end, posts that are delayed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ..store import Connection, accounts, campaigns, outbox, subjects
from ..store.accounts import Pinned
from ..store.outbox import Message
from . import waiting, words

APPROVAL_DAY = timedelta(days=1)
APPROVAL_AHEAD = timedelta(hours=2)
TOKEN_DAYS = (1, 3, 7)
DELAYED_AFTER = timedelta(minutes=15)
STILL_DELAYED = timedelta(days=1)
NOT_GETTING_OUT = ("not-sent-yet", "rate-limited")


@dataclass(frozen=True, slots=True)
class ApiEnd:
    """When a network may refuse the version of its API that an account sends."""

    account: str
    title: str
    ends_at: datetime
    source: str


def news(connection: Connection, now: datetime, api_ends: Sequence[ApiEnd] = ()) -> list[Message]:
    """What is to be told now and was not told before. Writes nothing."""
    wanted = [*_approvals(connection, now), *_tokens(connection, now), *_delayed(connection, now)]
    wanted += [message for one in api_ends if (message := _version(one, now)) is not None]
    return [message for message in wanted if not outbox.exists(connection, message.key)]


def _approvals(connection: Connection, now: datetime) -> list[Message]:
    """The day before all of a campaign's together, then each of those that still wait."""
    soon = subjects.awaiting_approval(connection, now, now + APPROVAL_DAY)
    zones, campaigns_of = campaigns.zones(connection), dict[str, list[subjects.Subject]]()
    for one in soon:
        campaigns_of.setdefault(one.campaign, []).append(one)
    days = [day for name, about in campaigns_of.items() for day in waiting.day_before(about, zones.get(name, UTC))]
    return [*days, *(words.approval_wanted(one) for one in soon if one.due_at <= now + APPROVAL_AHEAD)]


def _delayed(connection: Connection, now: datetime) -> list[Message]:
    """Tried and not got out: the network or the way to it is away. In the end the lateness rule decides."""
    late = subjects.waiting_since(connection, now - STILL_DELAYED, now - DELAYED_AFTER)
    return [_still_trying(one) for one in late if one.attempts and one.reason_code in NOT_GETTING_OUT]


def _still_trying(subject: subjects.Subject) -> Message:
    body = f"{subject.reason}\nIt is tried again by itself until it is too late for it."
    key = f"delayed:{subject.delivery_id}:{subject.due_at:%Y%m%d%H%M}"
    steps = f"To leave it out: campaign cancel {subject.delivery_id}"
    return words.about(subject, "delayed", "Delayed", body=body, next_step=steps, key=key)


def _tokens(connection: Connection, now: datetime) -> list[Message]:
    ending = [one for one in accounts.pinned(connection).values() if one.expires_at is not None]
    return [message for one in ending if (message := _token(one, now)) is not None]


def _token(account: Pinned, now: datetime) -> Message | None:
    assert account.expires_at is not None
    left = account.expires_at - now
    days = _step(left)
    if days is None:
        return None
    over = left <= timedelta(0)
    when = _moment(account.expires_at)
    return Message(
        f"token:{account.id}:{account.expires_at:%Y%m%d%H%M}:{0 if over else days}",
        "token",
        words.shortened(f"{account.id}: its token {'has ended' if over else f'ends in {_in_words(left)}'}"),
        f"The token of {account.id} ({account.handle}) {'ended' if over else 'ends'} on {when}. "
        "Without a new one, nothing goes out on this account.",
        f"To connect it again: campaign accounts connect {account.id}",
    )


def _version(one: ApiEnd, now: datetime) -> Message | None:
    left = one.ends_at - now
    days = _step(left)
    if days is None:
        return None
    over = left <= timedelta(0)
    ends = "has ended" if over else f"ends in {_in_words(left)}"
    return Message(
        f"version:{one.account}:{one.ends_at:%Y%m%d}:{0 if over else days}",
        "token",
        words.shortened(f"{one.account}: {one.title}'s API version {ends}"),
        f"{one.title} may refuse the version of its API that {one.account} uses from {_moment(one.ends_at)} on "
        f"({one.source}). From then on nothing may go out on this account.",
        "Install a newer version of this program, or name a newer one in config/accounts.yaml, then campaign apply",
    )


def _step(left: timedelta) -> int | None:
    """How many days ahead this is told; None while it is too early."""
    return next((days for days in TOKEN_DAYS if left <= timedelta(days=days)), None)


def _moment(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%B %H:%M} UTC"


def _in_words(left: timedelta) -> str:
    return words.count(left.days, "day") if left.days else words.count(max(left.seconds // 3600, 1), "hour")
