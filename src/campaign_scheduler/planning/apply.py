"""Makes a plan so: one transaction, each change a compare-and-set from the delivery it was planned from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from ..model.campaign import Campaign, WhenLate
from ..model.card import AskedCard
from ..model.delivery import State
from ..model.errors import PlanError
from ..store import Connection, campaigns, content, deliveries, events, freezes, pauses
from ..store.deliveries import Stored
from ..store.recovery import RESTORED
from .brakes import repeats
from .desired import Desired, policy
from .plan import Change, Kind, Plan


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written, and which deliveries moved meanwhile (the daemon was publishing them) and were left alone."""

    written: tuple[Change, ...]
    left_alone: tuple[Change, ...]
    freezes: int = 0
    """How many freezes were added, edited or removed."""
    cards: tuple[AskedCard, ...] = ()
    """What came of asking for link cards."""


def apply(
    connection: Connection,
    plan: Plan,
    campaign: Campaign,
    profiles: Mapping[str, str],
    *,
    actor: str,
    now: datetime,
    said_already: Collection[str] = (),
) -> Applied:
    """Write every change of `plan`. Published, unconfirmed and in-flight deliveries are never touched.

    Raises PlanError when something was scheduled that the plan does not know, or what it adds was said just now.
    """
    changes = plan.to_write
    if plan.freezes.added:
        pauses.let_intents_end(connection)
    campaigns.save(connection, campaign, now)
    _nothing_new(connection, plan)
    content.save_rendered(connection, (change.desired.rendered for change in changes if change.desired))
    freezes.change(connection, campaign.id, plan.freezes.added, plan.freezes.removed)
    new = [change for change in changes if change.stored is None]
    deliveries.add(connection, [_new_row(change.desired, profiles, now) for change in new if change.desired])
    old = [change for change in changes if change.stored is not None]
    moved = [change for change in old if not _write(connection, change, profiles, now)]
    _nothing_said_meanwhile(connection, plan, profiles, said_already)
    written = tuple(change for change in changes if change not in moved) if moved else changes
    _record(connection, plan, written, actor, now)
    return Applied(written, tuple(moved), plan.freezes.count)


def stale(what: str) -> PlanError:
    """The plan is not what would happen any more; nothing of it was written."""
    return PlanError(
        f"{what} meanwhile, so nothing was written", remedy="Look at the new plan with campaign plan, then apply it."
    )


def _nothing_new(connection: Connection, plan: Plan) -> None:
    """Saving the campaign's row first lets one `apply` write at a time, so the second sees what the first wrote."""
    if deliveries.newest(connection, plan.campaign) > plan.newest:
        raise stale("somebody else scheduled posts of this campaign")


def _nothing_said_meanwhile(
    connection: Connection, plan: Plan, profiles: Mapping[str, str], said_already: Collection[str]
) -> None:
    """A post that was to be cancelled may have gone out since it was looked at, and its words under another id are
    among what is added. `said_already` are the repeats that a person was shown and wants.
    """
    brake = repeats(plan, profiles, connection)
    if brake is not None and not set(brake.about) <= set(said_already):
        raise stale("a post with the same words went out")


def _write(connection: Connection, change: Change, profiles: Mapping[str, str], now: datetime) -> bool:
    assert change.stored is not None
    if change.desired is None:
        reason = {"reason_code": "removed", "reason": "Its row was taken out of the calendar."}
        values = {"state": State.CANCELLED.value, "changed_at": now, **reason}
        return deliveries.change(connection, change.stored, values)
    values = _content(change.desired, profiles) | {"state": _state(change, now).value, "changed_at": now}
    values |= _kept_time(change.desired, change.stored)
    if values["state"] != change.stored.state.value:
        values |= {"reason_code": "", "reason": ""}
    return deliveries.change(connection, change.stored, values)


def _kept_time(wanted: Desired, stored: Stored) -> dict[str, object]:
    """An edit that leaves the time alone leaves alone, too, when a person said that it goes out instead."""
    waiting = stored.state in (State.SCHEDULED, State.AWAITING_SIGNOFF)
    if not waiting or wanted.due_at != stored.due_at:
        return {}
    grace = wanted.lateness.grace
    late_at = None if wanted.lateness.then is WhenLate.SEND else stored.meant_at + grace
    return {"next_attempt_at": stored.next_attempt_at, "late_at": late_at}


def _state(change: Change, now: datetime) -> State:
    """Where an edited delivery goes. One that waits for a person goes back only when its new time is still ahead, and
    never after a restore: it may have gone out in the time that the backup does not know.
    """
    assert change.desired is not None
    assert change.stored is not None
    wanted = State.AWAITING_SIGNOFF if change.desired.signoff_required else State.SCHEDULED
    if change.stored.state in (State.SCHEDULED, State.AWAITING_SIGNOFF):
        return wanted
    if change.stored.reason_code == RESTORED:
        return change.stored.state
    return wanted if change.desired.due_at > now else change.stored.state


def _new_row(wanted: Desired, profiles: Mapping[str, str], now: datetime) -> dict[str, object]:
    state = State.AWAITING_SIGNOFF if wanted.signoff_required else State.SCHEDULED
    return _content(wanted, profiles) | {
        "campaign": wanted.key.campaign,
        "post_id": wanted.key.post_id,
        "account_id": wanted.key.account_id,
        "platform": wanted.account.platform,
        "state": state.value,
        "created_at": now,
        "changed_at": now,
    }


def _content(wanted: Desired, profiles: Mapping[str, str]) -> dict[str, object]:
    return {
        **policy(wanted),
        "slot": wanted.slot,
        "due_at": wanted.due_at,
        "next_attempt_at": wanted.due_at,
        "late_at": wanted.late_at,
        "content_hash": wanted.rendered.content_hash,
        "fingerprint": wanted.rendered.fingerprint,
        "repeat": wanted.repeat,
        "remote_profile": profiles[wanted.key.account_id],
        "source": wanted.source,
    }


def _record(connection: Connection, plan: Plan, written: tuple[Change, ...], actor: str, now: datetime) -> None:
    if not written and not plan.freezes.count:
        return
    counts = {kind.value: sum(change.kind is kind for change in written) for kind in Kind}
    data = {"plan": plan.id, **{name: count for name, count in counts.items() if count}}
    if plan.freezes.count:
        data["freezes"] = plan.freezes.count
    events.record(connection, "plan-applied", at=now, actor=actor, campaign=plan.campaign, data=data)
