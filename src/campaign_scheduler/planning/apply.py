"""Makes a plan so: one transaction, each change a compare-and-set from the delivery it was planned from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..model.campaign import Campaign, WhenLate
from ..model.card import AskedCard
from ..model.delivery import State
from ..model.errors import PlanError
from ..model.signoff import person_key
from ..notify import waiting
from ..store import Connection, approvals, campaigns, content, deliveries, events, freezes, pauses, recovery
from ..store.approvals import SENT_BACK
from ..store.deliveries import Stored
from ..store.recovery import RESTORED
from .brakes import repeats
from .desired import Desired, policy, signoff_rule
from .plan import Change, Kind, Plan

LAPSED = "It changed, or the rule did, and nobody has approved it as it is now."


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written, and which deliveries moved meanwhile (the daemon was publishing them) and were left alone."""

    written: tuple[Change, ...]
    left_alone: tuple[Change, ...]
    freezes: int = 0
    """How many freezes were added, edited or removed."""
    cards: tuple[AskedCard, ...] = ()
    """What came of asking for link cards."""


@dataclass(frozen=True, slots=True)
class Authors:
    """`actor` schedules. `known` says by post id who changed its content, else it was `author`, or `actor` itself."""

    actor: str
    author: str = ""
    known: Mapping[str, str] = field(default_factory=dict)

    def of(self, post_id: str) -> Mapping[str, object]:
        name = self.known.get(post_id) or self.author or self.actor
        return {"author": name, "author_key": person_key(name)}


def apply(
    connection: Connection,
    plan: Plan,
    campaign: Campaign,
    profiles: Mapping[str, str],
    *,
    by: Authors,
    now: datetime,
    said_already: Collection[str] = (),
) -> Applied:
    """Write every change of `plan`. Published and unconfirmed deliveries are never touched, nor those in flight; but
    nothing that has not left yet goes out under a sign-off rule that is no longer the campaign's.

    Raises PlanError when something was scheduled that the plan does not know, or what it adds was said just now.
    """
    changes = plan.to_write
    if plan.freezes.added or _rule_changes(plan, campaign):
        pauses.let_intents_end(connection)
    campaigns.save(connection, campaign, now)
    _nothing_new(connection, plan)
    content.save_rendered(connection, (change.desired.rendered for change in changes if change.desired))
    freezes.change(connection, campaign.id, plan.freezes.added, plan.freezes.removed)
    new = [change for change in changes if change.stored is None]
    deliveries.add(connection, [_new_row(change.desired, profiles, by, now) for change in new if change.desired])
    old = [change for change in changes if change.stored is not None]
    moved = [change for change in old if not _write(connection, change, profiles, by, now)]
    _nothing_said_meanwhile(connection, plan, profiles, said_already)
    written = tuple(change for change in changes if change not in moved) if moved else changes
    _sign_off(connection, campaign, written, by.actor, now)
    _record(connection, plan, written, by.actor, now)
    return Applied(written, tuple(moved), plan.freezes.count)


def _rule_changes(plan: Plan, campaign: Campaign) -> bool:
    rule = signoff_rule(campaign.signoff)
    kept = (change.stored.policy for change in plan.changes if change.stored is not None)
    return any(policy[name] != value for policy in kept for name, value in rule.items())


def _sign_off(
    connection: Connection, campaign: Campaign, written: tuple[Change, ...], actor: str, now: datetime
) -> None:
    """What is approved as it is now is scheduled, what is not waits; and people are told of what came to wait."""
    rule = signoff_rule(campaign.signoff)
    claimed = approvals.under_another_rule(connection, campaign.id, rule)
    if claimed:
        recovery.take_back(connection, approvals.in_preparation(claimed), now)
        approvals.set_rule(connection, claimed, rule)
    lapsed = approvals.settle_campaign(connection, campaign.id, now, reason=LAPSED)
    for delivery_id in lapsed:
        events.record(
            *(connection, "approval-lapsed"),
            at=now,
            actor=actor,
            campaign=campaign.id,
            delivery_id=delivery_id,
            message=LAPSED,
        )
    if any(_could_wait(change) for change in written) or lapsed:
        waiting.tell(connection, campaign.id, now)


def _could_wait(change: Change) -> bool:
    return change.desired is not None and change.desired.signoff.required > 0


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


def _write(connection: Connection, change: Change, profiles: Mapping[str, str], by: Authors, now: datetime) -> bool:
    assert change.stored is not None
    if change.desired is None:
        values = {"state": State.CANCELLED.value, "changed_at": now, **_why_removed(change.stored)}
        return deliveries.change(connection, change.stored, values)
    values = _content(change.desired, profiles) | {"state": _state(change, now).value, "changed_at": now}
    values |= _kept_time(change.desired, change.stored)
    if change.desired.rendered.content_hash != change.stored.content_hash:
        values |= by.of(change.key.post_id)
    if values["state"] != change.stored.state.value:
        values |= {"reason_code": "", "reason": ""}
    return deliveries.change(connection, change.stored, values)


def _why_removed(stored: Stored) -> Mapping[str, object]:
    """What was sent back by a person keeps saying by whom and why."""
    if stored.reason_code == SENT_BACK:
        return {}
    return {"reason_code": "removed", "reason": "Its row was taken out of the calendar, or is a draft."}


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
    if change.stored.state in (State.SCHEDULED, State.AWAITING_SIGNOFF):
        return change.stored.state
    wanted = State.AWAITING_SIGNOFF if change.desired.signoff.required else State.SCHEDULED
    if change.stored.reason_code == RESTORED:
        return change.stored.state
    return wanted if change.desired.due_at > now else change.stored.state


def _new_row(wanted: Desired, profiles: Mapping[str, str], by: Authors, now: datetime) -> dict[str, object]:
    state = State.AWAITING_SIGNOFF if wanted.signoff.required else State.SCHEDULED
    return _content(wanted, profiles) | {
        **by.of(wanted.key.post_id),
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
