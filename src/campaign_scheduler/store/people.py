"""People, their sessions and the links that let them in. Tokens are kept as hashes only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from ..model.person import Person, Role
from . import tables as t

P = t.people
S = t.sessions
L = t.entry_links


@dataclass(frozen=True, slots=True)
class Session:
    """Someone signed in on one browser. `id` begins the token's hash and names the session on screen."""

    id: str
    person: Person
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    browser: str


@dataclass(frozen=True, slots=True)
class EntryLink:
    """A link that lets someone in once. `person` is None for the very first person."""

    person: Person | None
    made_by: str
    ends_at: datetime


def hashed(token: str) -> str:
    """What is kept of a token: who reads the store cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def everyone(connection: Connection) -> list[Person]:
    """Everybody ever invited, by name."""
    return [_person(row) for row in connection.execute(select(P).order_by(func.lower(P.c.name), P.c.id))]


def by_id(connection: Connection, person_id: int) -> Person | None:
    row = connection.execute(select(P).where(P.c.id == person_id)).one_or_none()
    return None if row is None else _person(row)


def by_email(connection: Connection, email: str) -> Person | None:
    row = connection.execute(select(P).where(P.c.email == email)).one_or_none()
    return None if row is None else _person(row)


def any_admin(connection: Connection) -> bool:
    """Whether somebody can sign in and manage people."""
    able = select(P.c.id).where(P.c.role == Role.ADMIN.value, P.c.disabled_at.is_(None), P.c.password != "")
    return connection.scalar(able.limit(1)) is not None


def password_of(connection: Connection, person_id: int) -> str:
    """The hash of their password; empty before they chose one."""
    return connection.scalar(select(P.c.password).where(P.c.id == person_id)) or ""


def add(connection: Connection, *, name: str, email: str, role: Role, by: str, now: datetime) -> Person:
    """A new person, without a password yet."""
    row = {"name": name, "email": email, "role": role.value, "created_at": now, "created_by": by}
    number = int(connection.execute(insert(P).values(row).returning(P.c.id)).scalar_one())
    return Person(number, name, email, role, now, False)


def change(connection: Connection, person_id: int, **values: Any) -> None:
    """Write some columns of a person."""
    connection.execute(update(P).where(P.c.id == person_id).values(**values))


def begin(connection: Connection, person_id: int, token: str, now: datetime, ends_at: datetime, browser: str) -> None:
    """A new session."""
    row = {"token_hash": hashed(token), "person_id": person_id, "started_at": now, "seen_at": now}
    connection.execute(insert(S).values(**row, ends_at=ends_at, browser=browser))


def session(connection: Connection, token: str, now: datetime, seen_since: datetime) -> Session | None:
    """The session of a token, if it has not ended, was used since `seen_since`, and its person is not disabled."""
    still = (S.c.token_hash == hashed(token), S.c.ends_at > now, S.c.seen_at > seen_since, P.c.disabled_at.is_(None))
    row = connection.execute(_sessions().where(*still)).one_or_none()
    return None if row is None else _session(row)


def sessions_of(connection: Connection, person_id: int, now: datetime, seen_since: datetime) -> list[Session]:
    """Where a person is signed in now, the last used first."""
    still = (S.c.person_id == person_id, S.c.ends_at > now, S.c.seen_at > seen_since)
    return [_session(row) for row in connection.execute(_sessions().where(*still).order_by(S.c.seen_at.desc()))]


def seen(connection: Connection, token: str, now: datetime) -> None:
    connection.execute(update(S).where(S.c.token_hash == hashed(token)).values(seen_at=now))


def end(connection: Connection, token: str) -> None:
    connection.execute(delete(S).where(S.c.token_hash == hashed(token)))


def end_all(connection: Connection, person_id: int, *, but: str = "") -> int:
    """End a person's sessions, all but the one of the token `but`. Gives how many."""
    which = (S.c.person_id == person_id, S.c.token_hash != hashed(but))
    return connection.execute(delete(S).where(*which)).rowcount


def forget_ended(connection: Connection, now: datetime) -> None:
    """Take out sessions and links that are over."""
    connection.execute(delete(S).where(S.c.ends_at <= now))
    connection.execute(delete(L).where(L.c.ends_at <= now))


def add_link(
    connection: Connection, token: str, person_id: int | None, *, by: str, now: datetime, ends_at: datetime
) -> None:
    """A new link; an earlier one for the same person is void."""
    same = L.c.person_id.is_(None) if person_id is None else L.c.person_id == person_id
    connection.execute(delete(L).where(same, L.c.used_at.is_(None)))
    row = {"token_hash": hashed(token), "person_id": person_id, "made_at": now, "made_by": by, "ends_at": ends_at}
    connection.execute(insert(L).values(row))


def link(connection: Connection, token: str, now: datetime) -> EntryLink | None:
    """A link that can still be used."""
    still = (L.c.token_hash == hashed(token), L.c.used_at.is_(None), L.c.ends_at > now)
    row = connection.execute(select(L.c.person_id, L.c.made_by, L.c.ends_at).where(*still)).one_or_none()
    if row is None:
        return None
    person = None if row.person_id is None else by_id(connection, row.person_id)
    return EntryLink(person, row.made_by, row.ends_at)


def use_link(connection: Connection, token: str, now: datetime) -> bool:
    """Use a link up: a compare-and-set, so that it lets in once."""
    still = (L.c.token_hash == hashed(token), L.c.used_at.is_(None), L.c.ends_at > now)
    return connection.execute(update(L).where(*still).values(used_at=now)).rowcount == 1


def void_links(connection: Connection, person_id: int) -> None:
    connection.execute(delete(L).where(L.c.person_id == person_id, L.c.used_at.is_(None)))


def _sessions() -> Any:
    return select(S, P).join(P, P.c.id == S.c.person_id)


def _session(row: Row[Any]) -> Session:
    return Session(row.token_hash[:12], _person(row), row.started_at, row.seen_at, row.ends_at, row.browser)


def _person(row: Row[Any]) -> Person:
    found = row._mapping
    return Person(
        found[P.c.id],
        found[P.c.name],
        found[P.c.email],
        Role(found[P.c.role]),
        found[P.c.created_at],
        bool(found[P.c.password]),
        found[P.c.disabled_at],
    )
