"""Approve exactly what was seen, release it out of hours, and take an approval back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from ...model.delivery import State
from ...model.errors import DeliveryError
from ...model.signoff import Approval, Signatory, person_key
from ...notify import telling, waiting, words
from ...signoff.difference import Difference, difference
from ...store import Connection, approvals, events, outbox, pauses, recovery, subjects
from ...store.outbox import Message
from ...store.post_log import Entry, Filter, entries
from ..app import App
from .offering import MAY_BE_APPROVED, Seen
from .outcomes import Approved, Refused
from .since import contents


def approve(app: App, seen: Sequence[Seen], *, by: Signatory, comment: str = "") -> Approved:
    """Approve each post on each account if it still is what was seen. What changed meanwhile is refused, the rest not.

    Raises DeliveryError for a number that is not there.
    """
    with app.store() as store, store.write() as connection:
        return approve_in(connection, seen, by=by, comment=comment, now=app.clock.now())


def approve_in(connection: Connection, seen: Sequence[Seen], *, by: Signatory, comment: str, now: datetime) -> Approved:
    """`approve` in the caller's transaction."""

    def why_not(entry: Entry) -> str:
        if entry.signoff_not_author and by.key == person_key(entry.author):
            return f"{entry.author} changed it last, so somebody else has to approve it"
        return ""

    return _decide(connection, seen, why_not, lambda one: _approval(one, by, comment, now, False), "approved", now)


def release_out_of_hours(app: App, seen: Sequence[Seen], *, by: Signatory, reason: str) -> Approved:
    """One person lets posts go without the others, where the campaign allows it: recorded as that, and told to all.

    Raises DeliveryError without a reason.
    """
    if not reason.strip():
        raise DeliveryError("an out-of-hours release needs a reason", remedy='Give it with --reason "…".')

    def why_not(entry: Entry) -> str:
        allowed = entry.signoff_out_of_hours
        return "" if allowed else f"{entry.campaign} does not allow it (signoff: {{out_of_hours: true}})"

    with app.store() as store, store.write() as connection:
        now = app.clock.now()
        how = "released-out-of-hours"
        done = _decide(connection, seen, why_not, lambda one: _approval(one, by, reason.strip(), now, True), how, now)
        if done.entries:
            outbox.put(connection, _released(connection, done.entries, by, reason.strip(), now), now)
        return done


def _decide(
    connection: Connection,
    seen: Sequence[Seen],
    why_not: Callable[[Entry], str],
    approval: Callable[[Entry], Approval],
    kind: str,
    now: datetime,
) -> Approved:
    numbers = {one.delivery_id: one.content_hash for one in seen}
    found = locked(connection, numbers)
    shown = [(entry, refusal(connection, entry, numbers[entry.delivery_id]), why_not(entry)) for entry in found]
    refused = [no or Refused(entry, why) for entry, no, why in shown if no or why]
    fit = [entry for entry in found if entry.delivery_id not in {one.entry.delivery_id for one in refused}]
    for entry in fit:
        given = approval(entry)
        approvals.give(connection, given)
        record(connection, entry, given.signatory, given.comment, now, kind=kind)
    return Approved(tuple(settled(connection, fit, now)), tuple(refused))


def locked(connection: Connection, numbers: Collection[int]) -> list[Entry]:
    """These posts, held until the transaction ends. Raises DeliveryError for a number that is not there."""
    approvals.lock(connection, numbers)
    found = entries(connection, Filter(deliveries=tuple(numbers))) if numbers else []
    missing = sorted(set(numbers) - {one.delivery_id for one in found})
    if missing:
        raise DeliveryError(f"there is no post number {missing[0]} in the log", remedy="See campaign log.")
    return found


def refusal(connection: Connection, entry: Entry, shown: str) -> Refused | None:
    """Why nobody can decide about it any more, or not having seen only `shown` (a content hash); None when they can."""
    if entry.state not in MAY_BE_APPROVED:
        return Refused(entry, f"it is {entry.state_words.lower()}")
    if shown == entry.content_hash:
        return None
    posts = contents(connection, [shown, entry.content_hash])
    changed = difference(posts[shown], posts[entry.content_hash]) if shown in posts else Difference()
    what = f": {changed.sentence}" if changed.sentence else ""
    return Refused(entry, f"it changed since it was shown{what}", changed)


def _approval(entry: Entry, by: Signatory, comment: str, now: datetime, out_of_hours: bool) -> Approval:
    return Approval(entry.delivery_id, entry.content_hash, by, now, comment.strip(), out_of_hours)


def settled(connection: Connection, about: Sequence[Entry], now: datetime, *, reason: str = "") -> list[Entry]:
    """These posts after their states follow their approvals; messages that are no longer true are taken back."""
    numbers = tuple(one.delivery_id for one in about)
    if not numbers:
        return []
    approvals.settle_these(connection, numbers, now, reason=reason)
    after = entries(connection, Filter(deliveries=numbers))
    was_waiting = {one.delivery_id for one in about if one.state is State.AWAITING_SIGNOFF}
    for one in after:
        if one.delivery_id in was_waiting and one.state is State.SCHEDULED:
            telling.settled_by_hand(connection, one.delivery_id, now)
    for campaign in dict.fromkeys(one.campaign for one in after):
        waiting.refresh(connection, campaign, now)
    return after


def record(
    connection: Connection, entry: Entry, by: Signatory, comment: str, now: datetime, *, kind: str, message: str = ""
) -> None:
    """An event of one post on one account: who, how that is known, for which content, and what they said."""
    data = {"content_hash": entry.content_hash, "person": by.name, "known": by.known.value, "recorded_by": by.by}
    said = f"{by.words}{f': {comment.strip()}' if comment.strip() else ''}"
    events.record(
        *(connection, kind),
        at=now,
        actor=by.by or by.name,
        campaign=entry.campaign,
        delivery_id=entry.delivery_id,
        message=message or said,
        data=data,
    )


def _released(connection: Connection, about: Sequence[Entry], by: Signatory, reason: str, now: datetime) -> Message:
    first = subjects.subject(connection, about[0].delivery_id)
    posts = dict.fromkeys(one.post_id for one in about)
    lines = [f"- {words.which(subjects.subject(connection, one.delivery_id))}" for one in about]
    return Message(
        key=f"out-of-hours:{about[0].delivery_id}:{about[0].content_hash[:12]}:{now:%Y%m%d%H%M%S%f}",
        kind="out-of-hours",
        title=words.shortened(f"Released out of hours by {by.name}: {', '.join(posts)}"),
        body="\n".join([f"{by.words}, without the approvals that {first.title} asks for. Reason: {reason}", *lines]),
        next_step=f"To stop it: campaign approve {' '.join(posts)} --withdraw --as {by.name!r}",
        campaign=first.campaign,
    )


def withdraw(app: App, deliveries: Collection[int], *, by: Signatory, comment: str = "") -> tuple[Entry, ...]:
    """Take back what a person approved of these posts, in any version. Gives those of which they had approved any.

    What had not left yet does not leave any more without enough others. Raises DeliveryError when there was nothing.
    """
    with app.store() as store, store.write() as connection:
        now = app.clock.now()
        pauses.let_intents_end(connection)
        before = {one.delivery_id: one for one in locked(connection, deliveries)}
        taken = approvals.withdraw(connection, before, now, person_key=by.key)
        if not taken:
            raise DeliveryError(f"{by.name} has approved none of these", remedy="See campaign approve, campaign log.")
        recovery.take_back(connection, approvals.in_preparation(taken), now)
        about = [before[number] for number in taken]
        for one in about:
            record(connection, one, by, comment, now, kind="approval-withdrawn")
        return tuple(settled(connection, about, now, reason=f"{by.name} took the approval back."))
