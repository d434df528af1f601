"""A plan: the changes that would make the store agree with the files, as a value with an id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from ..model.card import LinkCard
from ..model.delivery import MAY_BE_LIVE, DeliveryKey, State
from ..store.deliveries import Stored
from .desired import Desired, digest, policy, signoff_rule
from .freezes import NO_FREEZE_CHANGE, FreezeChange


class Kind(StrEnum):
    """What a plan would do about one delivery."""

    ADD = "added"
    CHANGE = "changed"
    MOVE = "moved"
    REMOVE = "removed"
    KEEP = "unchanged"
    IN_FLIGHT = "in flight"
    ALREADY_OUT = "already out"


SIGNOFF = "approval rule"
WRITES = frozenset({Kind.ADD, Kind.CHANGE, Kind.MOVE, Kind.REMOVE})


@dataclass(frozen=True, slots=True)
class Change:
    """One delivery's line of a plan. `stored` is None for an addition, `desired` for a removal.

    `edited` is true where the files differ from a post that is in flight or already out, and so is not altered.
    """

    kind: Kind
    key: DeliveryKey
    desired: Desired | None = None
    stored: Stored | None = None
    edited: bool = False
    what: tuple[str, ...] = ()
    """For a change, which parts differ: `words`, `pictures`, `alt text`, `time`, `lateness`, …"""

    @property
    def due_at(self) -> datetime:
        side = self.desired or self.stored
        assert side is not None
        return side.due_at

    @property
    def identity(self) -> tuple[object, ...]:
        """What must not have moved between showing a plan and applying it."""
        wanted = self.desired
        want = None
        if wanted is not None:
            want = (wanted.rendered.content_hash, wanted.due_at, policy(wanted), wanted.repeat)
        have = None if self.stored is None else (self.stored.id, self.stored.state.value, self.stored.revision)
        return (self.kind.value, str(self.key), want, have)


@dataclass(frozen=True)
class Plan:
    """Every change, in order of time. The id names exactly these changes from exactly these stored deliveries."""

    campaign: str
    changes: tuple[Change, ...]
    freezes: FreezeChange = NO_FREEZE_CHANGE
    newest: int = 0
    """The highest number of a stored delivery that it was made from."""

    @cached_property
    def id(self) -> str:
        """Eight characters; the same files and deliveries give the same id."""
        return digest([*self.freezes.identity, *(change.identity for change in self.to_write)])[:8]

    @property
    def is_empty(self) -> bool:
        """Applying it would write nothing."""
        return not self.to_write and not self.freezes.count

    @cached_property
    def to_write(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind in WRITES)

    @cached_property
    def counts(self) -> Mapping[Kind, int]:
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in Kind}

    @property
    def posts_to_write(self) -> int:
        """How many posts (calendar rows) have saved edits that are not scheduled."""
        return len({change.key.post_id for change in self.to_write})


def compare(
    campaign: str,
    wanted: Sequence[Desired],
    stored: Iterable[Stored],
    not_whole: frozenset[str],
    now: datetime,
    freezes: FreezeChange = NO_FREEZE_CHANGE,
) -> Plan:
    """Hold what the files want against what is stored. A row that could not be read whole is left as it is."""
    known = {delivery.key: delivery for delivery in stored}
    newest = max((delivery.id for delivery in known.values()), default=0)
    changes = [_change(desired, known.pop(desired.key, None), now) for desired in wanted]
    changes += [_left_over(delivery) for delivery in known.values() if delivery.key.post_id not in not_whole]
    ordered = sorted(changes, key=lambda change: (change.due_at, change.key.post_id, change.key.account_id))
    return Plan(campaign, tuple(ordered), freezes, newest)


def with_cards(plan: Plan, cards: Mapping[DeliveryKey, LinkCard], now: datetime) -> Plan:
    """The same plan with these link cards in the posts."""
    changes = tuple(_with_card(change, cards.get(change.key), now) for change in plan.changes)
    return replace(plan, changes=changes)


def _with_card(change: Change, card: LinkCard | None, now: datetime) -> Change:
    if change.desired is None or card is None:
        return change
    return _change(replace(change.desired, rendered=replace(change.desired.rendered, card=card)), change.stored, now)


def _change(wanted: Desired, stored: Stored | None, now: datetime) -> Change:
    if stored is None:
        return Change(Kind.ADD, wanted.key, wanted)
    what = _differences(wanted, stored)
    if stored.state in MAY_BE_LIVE:
        what = tuple(part for part in what if part != SIGNOFF)
        kind = Kind.ALREADY_OUT if stored.state is State.PUBLISHED else Kind.IN_FLIGHT
        return Change(kind, wanted.key, wanted, stored, edited=bool(what), what=what)
    if stored.state is State.CANCELLED and wanted.due_at > now:
        return Change(Kind.ADD, wanted.key, wanted, stored, what=("back in the plan",))
    if not what:
        return Change(Kind.KEEP, wanted.key, wanted, stored)
    return Change(Kind.MOVE if what == ("time",) else Kind.CHANGE, wanted.key, wanted, stored, what=what)


def _left_over(stored: Stored) -> Change:
    if stored.state is State.PUBLISHED:
        return Change(Kind.ALREADY_OUT, stored.key, None, stored)
    if stored.state in MAY_BE_LIVE:
        return Change(Kind.IN_FLIGHT, stored.key, None, stored, edited=True, what=("removed",))
    if stored.state is State.CANCELLED:
        return Change(Kind.KEEP, stored.key, None, stored)
    return Change(Kind.REMOVE, stored.key, None, stored)


def _differences(wanted: Desired, stored: Stored) -> tuple[str, ...]:
    found = []
    if wanted.rendered.content_hash != stored.content_hash:
        found.append("content")
    if wanted.due_at != stored.due_at:
        found.append("time")
    differing = {name for name, value in policy(wanted).items() if stored.policy[name] != value}
    if differing - set(signoff_rule(wanted.signoff)):
        found.append("settings")
    if differing & set(signoff_rule(wanted.signoff)):
        found.append(SIGNOFF)
    return tuple(found)
