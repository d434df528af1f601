"""The vault's rows: each account's secrets as a sealed box, and who may renew them now.

Nothing here can open a box; `sealing` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from . import tables as t
from .sealing import Sealed

S = t.secrets
P = t.pending_connections


@dataclass(frozen=True, slots=True)
class Row:
    """What is kept of an account's connection.

    `base_url` and `options` are those it was connected with: its secrets go to no other server. `renew_at` is when
    they are to be renewed (None: they cannot be), `token_ends_at` when the present token ends, `ends_at` when a person
    must connect again (None: not known, or never). `unanswered_at` is when a renewal was asked for whose answer never
    came; `refused` says in words why the network certainly does not renew it any more.
    """

    account_id: str
    platform: str
    base_url: str
    options: Mapping[str, str]
    sealed: str
    key_id: str
    revision: int
    scopes: tuple[str, ...]
    saved_at: datetime
    saved_by: str
    renew_at: datetime | None
    token_ends_at: datetime | None
    ends_at: datetime | None
    unanswered_at: datetime | None
    refused: str

    @property
    def box(self) -> Sealed:
        return Sealed(self.sealed, self.key_id)


@dataclass(frozen=True, slots=True)
class Times:
    """When a grant is renewed, when its token ends, and when a person must connect again."""

    renew_at: datetime | None = None
    token_ends_at: datetime | None = None
    ends_at: datetime | None = None


READ = (
    *(S.c.account_id, S.c.platform, S.c.base_url, S.c.options, S.c.sealed, S.c.key_id, S.c.revision, S.c.scopes),
    *(S.c.saved_at, S.c.saved_by, S.c.renew_at, S.c.token_ends_at, S.c.ends_at, S.c.unanswered_at, S.c.refused),
)


def rows(connection: Connection) -> dict[str, Row]:
    """Every account that is connected, by id."""
    return {row.account_id: _row(row._asdict()) for row in connection.execute(select(*READ).order_by(S.c.account_id))}


def row(connection: Connection, account_id: str) -> Row | None:
    found = connection.execute(select(*READ).where(S.c.account_id == account_id)).first()
    return None if found is None else _row(found._asdict())


def save(connection: Connection, new: Row) -> None:
    """Write or replace what is kept of an account; whoever was renewing it finds that it is another now."""
    known = row(connection, new.account_id)
    values = {column.name: getattr(new, column.name) for column in READ if column.name != "account_id"}
    values |= {"scopes": list(new.scopes), "options": dict(new.options), "renewing_by": None, "renewing_until": None}
    if known is None:
        connection.execute(insert(S).values(account_id=new.account_id, **values))
    else:
        values["revision"] = known.revision + 1
        connection.execute(update(S).where(S.c.account_id == new.account_id).values(values))


def forget(connection: Connection, account_id: str) -> bool:
    """Whether there was anything."""
    connection.execute(delete(P).where(P.c.account_id == account_id))
    return connection.execute(delete(S).where(S.c.account_id == account_id)).rowcount == 1


def take_turn(connection: Connection, seen: Row, *, by: str, lease_time: float, until: float, now: datetime) -> bool:
    """Become the only one that renews an account; False while another is at it, or when it was renewed meanwhile.

    From here on a request may be on its way: `unanswered_at` stays until an answer is written down.
    """
    free = or_(S.c.renewing_by.is_(None), S.c.renewing_until <= lease_time)
    mine = and_(S.c.account_id == seen.account_id, S.c.revision == seen.revision, S.c.refused == "", free)
    values = {"renewing_by": by, "renewing_until": until, "unanswered_at": seen.unanswered_at or now}
    return connection.execute(update(S).where(mine).values(values)).rowcount == 1


def renewed(connection: Connection, seen: Row, *, by: str, box: Sealed, times: Times, now: datetime) -> bool:
    """Put the new pair in the old one's place; False when it is another's turn or the account is another now."""
    values = {
        "sealed": box.text,
        "key_id": box.key_id,
        "revision": seen.revision + 1,
        "saved_at": now,
        "renew_at": times.renew_at,
        "token_ends_at": times.token_ends_at,
        "ends_at": times.ends_at,
        "unanswered_at": None,
    }
    return _end_turn(connection, seen, by, values)


def give_up_turn(
    connection: Connection, seen: Row, *, by: str, again_at: datetime | None, unanswered_at: datetime | None
) -> bool:
    """It was not renewed this time. `unanswered_at` stays where the request may have arrived."""
    values = {"renew_at": again_at or seen.renew_at, "unanswered_at": unanswered_at}
    return _end_turn(connection, seen, by, values)


def reseal(connection: Connection, seen: Row, box: Sealed) -> bool:
    """The same secrets in a box of another key; False when they are other ones meanwhile, or being renewed."""
    mine = and_(S.c.account_id == seen.account_id, S.c.revision == seen.revision, S.c.renewing_by.is_(None))
    values = {"sealed": box.text, "key_id": box.key_id, "revision": seen.revision + 1}
    return connection.execute(update(S).where(mine).values(values)).rowcount == 1


def refuse(connection: Connection, seen: Row, *, by: str, why: str) -> bool:
    """The network certainly renews it no more; it is not asked again."""
    return _end_turn(connection, seen, by, {"refused": why})


def _end_turn(connection: Connection, seen: Row, by: str, values: Mapping[str, Any]) -> bool:
    mine = and_(S.c.account_id == seen.account_id, S.c.revision == seen.revision, S.c.renewing_by == by)
    ended = {**values, "renewing_by": None, "renewing_until": None}
    return connection.execute(update(S).where(mine).values(ended)).rowcount == 1


def _row(values: Mapping[str, Any]) -> Row:
    return Row(**{**values, "scopes": tuple(values["scopes"])})


@dataclass(frozen=True, slots=True)
class Pending:
    """A connection that a person has begun: what is needed to end it, as a sealed box."""

    id: str
    account_id: str
    sealed: str
    ends_at: datetime


def begin(connection: Connection, new: Pending, now: datetime) -> None:
    """Keep a begun connection; those of the same account and those that are over go."""
    connection.execute(delete(P).where(or_(P.c.account_id == new.account_id, P.c.ends_at <= now)))
    row = {"id": new.id, "account_id": new.account_id, "sealed": new.sealed, "ends_at": new.ends_at}
    connection.execute(insert(P).values(row))


def take(connection: Connection, identity: str, now: datetime) -> Pending | None:
    """A begun connection, which can be taken once; None when there is none or it is over."""
    found = connection.execute(select(P).where(P.c.id == identity, P.c.ends_at > now)).first()
    if found is None or connection.execute(delete(P).where(P.c.id == identity)).rowcount != 1:
        return None
    return Pending(**found._mapping)
