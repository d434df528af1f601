"""What people are told of a delivery, in the words of the screen: which post, where, when, why, and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ..model.delivery import HANDED_OVER, ReadBack, State
from ..store.outbox import Message
from ..store.post_log import Entry
from ..store.subjects import Subject

PATIENCE = timedelta(minutes=2)
"""How long an unconfirmed post may still be found before anyone is told."""

LONGEST_TITLE = 70
"""Characters a phone shows of a title."""

TITLES = {
    State.FAILED: "Refused",
    State.UNCONFIRMED: "Not sure it went out",
    State.HELD: "On hold",
    State.MISSED: "Missed",
    State.AWAITING_SIGNOFF: "Not approved yet",
}
READ_BACK = {
    ReadBack.SAME: "read back",
    ReadBack.DIFFERS: "READS OTHERWISE",
    ReadBack.GONE: "gone from the network",
    ReadBack.REMOVED: "taken down",
    ReadBack.UNREAD: "could not be read back",
    ReadBack.ON_REQUEST: "not read back",
    ReadBack.NOT_CHECKABLE: "not checkable here",
}
KINDS = {
    State.FAILED: "refused",
    State.UNCONFIRMED: "unconfirmed",
    State.HELD: "held",
    State.MISSED: "missed",
    State.AWAITING_SIGNOFF: "approval",
}


def of(subject: Subject) -> Message | None:
    """The message for the state a delivery has come to, or None where that state is nothing to tell of."""
    if subject.state not in TITLES or subject.reason_code == HANDED_OVER:
        return None
    wait = PATIENCE if subject.state is State.UNCONFIRMED else timedelta(0)
    return about(subject, KINDS[subject.state], TITLES[subject.state], next_step=_next_step(subject), wait=wait)


def please_decide(subject: Subject) -> Message:
    """The program has looked as often as it may, and only a person can tell what became of the post."""
    body = f"{subject.reason}\nThe program has stopped looking. It will not send this post again unless you say so."
    if subject.reason_code == HANDED_OVER:
        body = f"{subject.reason}\nNobody has said what became of it. Nobody is reminded any more."
    return about(subject, "decide", "Please look", body=body, next_step=_next_step(subject))


def reminder(subject: Subject, number: int) -> Message:
    """To the person who has the post."""
    key = f"remind:{subject.delivery_id}:{subject.attempts}:{number}"
    made = about(subject, "remind", "Still to be posted", next_step=_next_step(subject), key=key)
    return replace(made, recipient=subject.account)


def settled(subject: Subject) -> Message:
    """People were told that we were not sure, and it had gone out."""
    body = f"{subject.reason}\n{subject.permalink}".strip()
    return about(subject, "settled", "It had gone out", body=body)


def read_back(subject: Subject, code: ReadBack, found: str) -> Message:
    """It is published; what readers see there now is something else."""
    again = f"To look again: campaign verify {subject.delivery_id}"
    if code is ReadBack.GONE:
        body = (
            f"It had gone out, and it is not there any more: somebody or the network took it down.\n{subject.permalink}"
        )
        return about(subject, "gone-since", "Gone from the network", body=body.strip(), next_step=again)
    body = f"It went out, but reads otherwise than it was scheduled. {found}\n{subject.permalink}".strip()
    down = f"To take it down: campaign unpublish {subject.delivery_id} --reason WHY"
    return about(subject, "differs", "Reads otherwise", body=body, next_step=f"{again}\n{down}")


def not_removed(subject: Subject, removal: int, there: bool) -> Message:
    """Somebody asked for it to be taken down, and it may still be seen."""
    number = subject.delivery_id
    again = f"To try again: campaign unpublish {number} --reason WHY"
    by_hand = f"Or take it down yourself, then: campaign unpublish {number} --by-hand --reason WHY"
    fact = "It is still on the network." if there else "Only you can see whether it is still on the network."
    body = f"It was to be taken down, and no certain answer came. {fact}\n{subject.permalink}".strip()
    key = f"not-removed:{removal}"
    return about(subject, "not-removed", "Not taken down", body=body, next_step=f"{again}\n{by_hand}", key=key)


def known_since(entry: Entry) -> str:
    """What is known of a published post since it went out, after its state: `read back`, `taken down by Jo: …`."""
    removal = entry.removal
    if entry.removed_at is not None and removal is not None and removal.ended_at is not None:
        return f"taken down by {removal.asked_by}: {removal.reason}"
    if entry.removed_at is not None:
        return "gone from the network"
    if removal is not None and removal.is_open:
        return f"being taken down, no certain answer yet; {removal.asked_by} asked: {removal.reason}"
    if entry.verify_code is ReadBack.PENDING:
        return entry.verify_note or "not read back yet"
    said = READ_BACK[entry.verify_code]
    return f"{said}: {entry.verify_note}" if entry.verify_note else said


def approval_wanted(subject: Subject) -> Message:
    """Nobody approved these very words and pictures, and the post is due soon."""
    body = "Nobody has approved it as it is now, and without that it does not go out."
    key = f"approval:{subject.delivery_id}:{subject.content_hash[:16]}:{subject.due_at:%Y%m%d%H%M}"
    return about(subject, "approval", "Not approved yet", body=body, next_step=_next_step(subject), key=key)


def about(
    subject: Subject,
    kind: str,
    title: str,
    *,
    body: str | None = None,
    next_step: str = "",
    wait: timedelta = timedelta(0),
    key: str = "",
) -> Message:
    """A message about one delivery; its first line says which. The same state of the same try is told once."""
    return Message(
        key or _key(subject, kind),
        kind,
        shortened(f"{title}: {subject.post_id} on {subject.account}"),
        f"{which(subject)}\n{subject.reason if body is None else body}".strip(),
        next_step,
        subject.campaign,
        subject.delivery_id,
        wait=wait,
    )


def which(subject: Subject) -> str:
    """`launch (Spring), to Our Trust (trust_x, @ourtrust), due Mon 4 March 09:00 (London).`"""
    account = account_name(subject.account, subject.name, subject.handle)
    return f"{subject.post_id} ({subject.title}), to {account}, due {subject.slot}."


def account_name(account_id: str, name: str, handle: str) -> str:
    """An account as people call it, with its id and handle: `Our Trust (trust_x, @ourtrust)`."""
    known = ", ".join(dict.fromkeys(part for part in (account_id, handle) if part))
    return f"{name} ({known})" if name and name != account_id else known


def shortened(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def count(number: int, noun: str) -> str:
    """`1 post`, `2 posts`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _key(subject: Subject, kind: str) -> str:
    tried = kind in ("unconfirmed", "decide", "settled")
    return f"{kind}:{subject.delivery_id}:{subject.attempts if tried else subject.revision}"


def next_step(state: State, number: int, post_id: str, reason_code: str = "") -> str:
    """What a person can do about a delivery in this state: a line for each choice."""
    if state is State.UNCONFIRMED:
        return _posted_or_not(number) if reason_code == HANDED_OVER else _choices(number)
    if state is State.AWAITING_SIGNOFF:
        return f"To approve it: campaign approve {post_id}"
    send = f"To send it now: campaign retry {number}\nTo leave it out: campaign cancel {number}"
    if state is State.FAILED:
        return f"To change it: mend the caption or picture, then campaign apply\n{send}"
    return send


def _next_step(subject: Subject) -> str:
    return next_step(subject.state, subject.delivery_id, subject.post_id, subject.reason_code)


def _posted_or_not(number: int) -> str:
    return (
        f"Once it is posted: campaign resolve {number} --published URL\n"
        f"If it will not be posted: campaign resolve {number} --not-sent"
    )


def _choices(number: int) -> str:
    return (
        f"Look at the account. If it is there: campaign resolve {number} --published URL\n"
        f"If it is not there: campaign resolve {number} --not-sent"
    )
