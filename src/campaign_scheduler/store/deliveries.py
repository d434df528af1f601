"""Stored deliveries as planning sees them, and the writes of `apply`. Each write is a compare-and-set."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, text, update

from ..model.delivery import DeliveryKey, State, check_move
from . import tables as t

D = t.deliveries


@dataclass(frozen=True, slots=True)
class Stored:
    """What planning needs of a delivery. `policy` has the same shape as planning.desired.policy."""

    id: int
    key: DeliveryKey
    state: State
    revision: int
    due_at: datetime
    next_attempt_at: datetime
    late_at: datetime | None
    content_hash: str
    fingerprint: str
    remote_profile: str
    policy: Mapping[str, object]
    permalink: str
    reason_code: str = ""
    removed_at: datetime | None = None

    @property
    def meant_at(self) -> datetime:
        """When it is meant to go out: as released by a person, else as the calendar says. Tries do not move it."""
        if self.late_at is None:
            return max(self.due_at, self.next_attempt_at)
        return self.late_at - timedelta(seconds=int(str(self.policy["grace_s"])))


COLUMNS = (
    D.c.id,
    D.c.campaign,
    D.c.post_id,
    D.c.account_id,
    D.c.state,
    D.c.revision,
    D.c.due_at,
    D.c.next_attempt_at,
    D.c.late_at,
    D.c.content_hash,
    D.c.fingerprint,
    D.c.remote_profile,
    D.c.grace_s,
    D.c.when_late,
    D.c.base_url,
    D.c.options,
    D.c.signoff_required,
    D.c.signoff_not_author,
    D.c.signoff_out_of_hours,
    D.c.tags,
    D.c.permalink,
    D.c.removed_at,
    D.c.reason_code,
)
SIGNOFF = ("signoff_required", "signoff_not_author", "signoff_out_of_hours")
POLICY = ("grace_s", "when_late", "base_url", "options", *SIGNOFF, "tags")


def of_campaign(connection: Connection, campaign: str) -> Iterable[Stored]:
    """Every delivery of a campaign."""
    rows = connection.execute(select(*COLUMNS).where(D.c.campaign == campaign))
    return [_stored(row) for row in rows.mappings()]


def of_campaign_open(connection: Connection, campaign: str, posts: Iterable[str]) -> Iterable[Stored]:
    """A campaign's deliveries that are not at their end, and all those of `posts`: what a plan can write about."""
    found: dict[int, Stored] = {}
    wanted = list(dict.fromkeys(posts))
    parts = [is_open()] + [D.c.post_id.in_(wanted[start : start + 500]) for start in range(0, len(wanted), 500)]
    for part in parts:
        rows = connection.execute(select(*COLUMNS).where(D.c.campaign == campaign, part))
        found |= {row["id"]: _stored(row) for row in rows.mappings()}
    return found.values()


def is_open() -> ColumnElement[bool]:
    """Neither out nor cancelled; written as the index on it is."""
    return text("deliveries.state NOT IN ('published', 'cancelled')")  # type: ignore[return-value]


def _stored(row: Any) -> Stored:
    return Stored(
        id=row["id"],
        key=DeliveryKey(row["campaign"], row["post_id"], row["account_id"]),
        state=State(row["state"]),
        revision=row["revision"],
        due_at=row["due_at"],
        next_attempt_at=row["next_attempt_at"],
        late_at=row["late_at"],
        content_hash=row["content_hash"],
        fingerprint=row["fingerprint"],
        remote_profile=row["remote_profile"],
        policy={name: row[name] for name in POLICY},
        permalink=row["permalink"],
        removed_at=row["removed_at"],
        reason_code=row["reason_code"],
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A delivery that said the same before, and whether it is not on the network any more."""

    key: DeliveryKey
    removed: bool

    def __str__(self) -> str:
        return f"{self.key}, taken down since" if self.removed else str(self.key)


def newest(connection: Connection, campaign: str) -> int:
    """The highest number of a campaign's deliveries; 0 when it has none."""
    return connection.scalar(select(func.max(D.c.id)).where(D.c.campaign == campaign)) or 0


def same_words(
    connection: Connection, pairs: Collection[tuple[str, str]], states: Collection[State]
) -> dict[tuple[str, str], list[Said]]:
    """Which (remote profile, fingerprint) pairs already belong to a delivery in one of `states`, and to which.

    What was taken down counts too: a copied workspace must not bring back what somebody took down.
    """
    profiles = {profile for profile, _ in pairs}
    prints = sorted({fingerprint for _, fingerprint in pairs})
    columns = (D.c.remote_profile, D.c.fingerprint, D.c.campaign, D.c.post_id, D.c.account_id, D.c.removed_at)
    query = select(*columns).where(D.c.remote_profile.in_(profiles), D.c.state.in_([state.value for state in states]))
    found: dict[tuple[str, str], list[Said]] = {}
    for start in range(0, len(prints), 500):
        for row in connection.execute(query.where(D.c.fingerprint.in_(prints[start : start + 500])).order_by(D.c.id)):
            pair = (row.remote_profile, row.fingerprint)
            if pair in pairs:
                key = DeliveryKey(row.campaign, row.post_id, row.account_id)
                found.setdefault(pair, []).append(Said(key, row.removed_at is not None))
    return found


def add(connection: Connection, rows: list[dict[str, object]]) -> None:
    """Insert new deliveries."""
    if rows:
        connection.execute(insert(D), rows)


def change(connection: Connection, stored: Stored, values: Mapping[str, object]) -> bool:
    """Write `values` if the delivery is still as it was planned from. False, and nothing written, if it moved."""
    new_state = State(str(values.get("state", stored.state.value)))
    if new_state is not stored.state:
        check_move(stored.state, new_state)
    still = and_(D.c.id == stored.id, D.c.state == stored.state.value, D.c.revision == stored.revision)
    written = update(D).where(still).values(revision=D.c.revision + 1, **values)
    return connection.execute(written).rowcount == 1
