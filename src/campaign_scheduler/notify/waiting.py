"""How many posts wait for approval: told when they come to wait, and again the day before they fall due."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from ..store import Connection, outbox, subjects
from ..store.outbox import Message
from ..store.subjects import Subject
from . import words

KIND = "waiting"
REMINDER = "approval-day"
PATIENCE = timedelta(minutes=10)
"""What is approved meanwhile, or scheduled again with another edit, is not told of."""
MOST_LISTED = 20


def tell(connection: Connection, campaign: str, now: datetime) -> None:
    """Say what of a campaign waits for approval, in place of what was not said yet; nothing when nothing waits."""
    waiting = subjects.awaiting_approval(connection, now, campaign=campaign)
    message = _message(waiting) if waiting else None
    outbox.withdraw_kind(connection, KIND, campaign, now, but=message.key if message else "")
    if message is not None:
        outbox.put(connection, message, now)


def refresh(connection: Connection, campaign: str, now: datetime) -> None:
    """Something was approved or sent back: what was not said yet is put right, what was said stays said."""
    if outbox.withdraw_kind(connection, KIND, campaign, now):
        tell(connection, campaign, now)


def day_before(waiting: Sequence[Subject], zone: tzinfo) -> list[Message]:
    """A reminder for each day on which posts of one campaign fall due. The same day is told once."""
    days: dict[str, list[Subject]] = {}
    for one in waiting:
        days.setdefault(f"{one.due_at.astimezone(zone):%Y-%m-%d}", []).append(one)
    return [_reminder(day, about) for day, about in days.items()]


def _message(waiting: Sequence[Subject]) -> Message:
    very = hashlib.sha256("|".join(f"{one.delivery_id}:{one.content_hash}" for one in waiting).encode())
    return _about(waiting, f"{KIND}:{waiting[0].campaign}:{very.hexdigest()[:16]}", KIND, PATIENCE)


def _reminder(day: str, about: Sequence[Subject]) -> Message:
    return _about(about, f"{REMINDER}:{about[0].campaign}:{day}", REMINDER, timedelta(0))


def _about(waiting: Sequence[Subject], key: str, kind: str, wait: timedelta) -> Message:
    posts: dict[tuple[str, str], list[str]] = {}
    for one in waiting:
        posts.setdefault((one.post_id, one.slot), []).append(one.name or one.account)
    lines = [f"- {post}, {slot}: {', '.join(accounts)}" for (post, slot), accounts in posts.items()]
    left = len(lines) - MOST_LISTED
    listed = [*lines[:MOST_LISTED], *([f"- and {left} more"] if left > 0 else [])]
    what = _what(len(posts), kind)
    body = "\n".join([f"{waiting[0].title}: {what}.", *listed])
    steps = "To see them: campaign sheet\nTo approve them: campaign approve --all"
    return Message(key, kind, words.shortened(what), body, steps, waiting[0].campaign, wait=wait)


def _what(count: int, kind: str) -> str:
    """`1 post waits for approval`, `3 posts wait for approval and fall due within a day`."""
    s = "s" if count == 1 else ""
    due = f" and fall{s} due within a day" if kind == REMINDER else ""
    return f"{words.count(count, 'post')} wait{s} for approval{due}"
