"""Send a post back: it is a draft again, with the comment, and nothing of it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ... import workspace as files
from ...model.delivery import MAY_BE_LIVE, State
from ...model.errors import DeliveryError, InputError
from ...model.problem import Problem
from ...model.signoff import Signatory
from ...notify import telling, waiting, words
from ...store import Connection, approvals, outbox, outcomes, pauses, recovery
from ...store.approvals import SENT_BACK
from ...store.outbox import Message
from ...store.post_log import Entry, Filter, entries
from ..app import App
from .approving import locked, record
from .offering import MAY_BE_APPROVED, chosen
from .outcomes import SentBack

WAITING = (State.AWAITING_SIGNOFF, State.SCHEDULED)


def send_back(app: App, posts: Sequence[str], *, by: Signatory, comment: str, campaign: str = "") -> SentBack:
    """Put every account's post on hold with the comment, take its approvals back, and mark its row a draft.

    First the store, so that nothing goes out whatever becomes of the file. Raises DeliveryError.
    """
    if not comment.strip() or not posts:
        raise DeliveryError("say which post, and what should be changed", remedy='Give it with --comment "…".')
    with app.store() as store, store.write() as connection:
        wanted = Filter(campaign=campaign, posts=tuple(posts))
        held = send_back_in(connection, wanted, by=by, comment=comment, now=app.clock.now())
    return told(app, held)


def told(app: App, about: Sequence[Entry]) -> SentBack:
    """Mark the rows of what was kept back as drafts, and say what became of everything."""
    held = tuple(one for one in about if one.state not in MAY_BE_LIVE)
    drafts, problems = _mark_drafts(app, tuple(dict.fromkeys(one.post_id for one in held)))
    return SentBack(held, tuple(one for one in about if one.state in MAY_BE_LIVE), drafts, problems)


def send_back_in(connection: Connection, wanted: Filter, *, by: Signatory, comment: str, now: datetime) -> list[Entry]:
    """The store's part, in the caller's transaction. Gives the posts on all their accounts as they are then."""
    pauses.let_intents_end(connection)
    claimed = [one.delivery_id for one in entries(connection, wanted)]
    recovery.take_back(connection, approvals.in_preparation(claimed), now)
    numbers = [one.delivery_id for one in chosen(connection, wanted, each=False)]
    about = [one for one in locked(connection, numbers) if one.state in MAY_BE_APPROVED]
    approvals.withdraw(connection, numbers, now)
    for one in about:
        _hold(connection, one, by, comment.strip(), now)
    for name, post in dict.fromkeys((one.campaign, one.post_id) for one in about):
        outbox.put(connection, _message(name, post, by, comment.strip(), now), now)
        waiting.refresh(connection, name, now)
    return entries(connection, wanted)


def _hold(connection: Connection, one: Entry, by: Signatory, comment: str, now: datetime) -> None:
    """What was on hold, missed or refused for another reason stays that; it too lost its approvals."""
    reason = f"Sent back ({by.words}): {comment}"
    if one.state in WAITING:
        outcomes.move(
            *(connection, one.delivery_id),
            from_states=WAITING,
            to=State.HELD,
            now=now,
            reason_code=SENT_BACK,
            reason=reason,
        )
        telling.settled_by_hand(connection, one.delivery_id, now)
    record(connection, one, by, comment, now, kind=SENT_BACK, message=reason)


def _message(campaign: str, post: str, by: Signatory, comment: str, now: datetime) -> Message:
    return Message(
        f"{SENT_BACK}:{campaign}:{post}:{now:%Y%m%d%H%M%S%f}",
        SENT_BACK,
        words.shortened(f"Sent back: {post}"),
        f"{post} was not approved ({by.words}): {comment}\nIt is a draft again, and nothing of it goes out.",
        "To send it after all: mend it, empty its status in the calendar, then campaign apply",
        campaign,
    )


def _mark_drafts(app: App, posts: Sequence[str]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Which rows say draft now, and why others do not: the calendar is open elsewhere, or has no such row."""
    drafts, problems = [], list[Problem]()
    for post in posts:
        try:
            if files.mark_draft(app.root, post):
                drafts.append(post)
        except InputError as error:
            problems += error.problems
    return tuple(drafts), tuple(dict.fromkeys(problems))
