"""People of the web page: who they are, how they sign in, and the links that let them in."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..model.errors import EditError, NotAllowedError
from ..model.person import Person, Role
from ..store import Connection, events, people
from ..store.people import EntryLink, Session
from .app import App

LASTS = timedelta(days=7)
"""A session ends so long after it began, however much it is used."""
IDLE = timedelta(hours=12)
"""And so long after it was last used."""
NOTE_EVERY = timedelta(minutes=5)
INVITATION = timedelta(days=7)
FIRST_LINK = timedelta(hours=24)
SHORTEST = 10
LONGEST = 512
EMAIL = re.compile(r"[^@\s<>\"',;]{1,64}@[^@\s<>\"',;]{1,190}\Z")

_hashing = threading.Semaphore(2)
"""A password takes 64 MB to check, so a crowd at the door waits in a queue."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Someone who has just signed in: their new session's token is told once, here."""

    person: Person
    token: str


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    """Checked against when there is no such person, so that both take as long."""
    return _hasher().hash(secrets.token_urlsafe(16))


def everyone(app: App) -> list[Person]:
    """Everybody ever invited, by name."""
    with app.store() as store, store.read() as connection:
        return people.everyone(connection)


def sessions(app: App, person: Person) -> list[Session]:
    """Where a person is signed in."""
    now = app.clock.now()
    with app.store() as store, store.read() as connection:
        return people.sessions_of(connection, person.id, now, now - IDLE)


def first_link(app: App) -> str | None:
    """A fresh token that lets the first person in, or None when an admin can sign in already."""
    with app.store() as store, store.write() as connection:
        if people.any_admin(connection):
            return None
        now, token = app.clock.now(), secrets.token_urlsafe(32)
        people.forget_ended(connection, now)
        people.add_link(connection, token, None, by="the terminal", now=now, ends_at=now + FIRST_LINK)
        return token


def opened(app: App, token: str) -> EntryLink | None:
    """The link of a token, if it can still be used. Looking uses nothing up."""
    with app.store() as store, store.read() as connection:
        return people.link(connection, token, app.clock.now())


def enter_first(app: App, token: str, *, name: str, email: str, password: str, browser: str) -> Entered:
    """The first person takes up their link and becomes an admin. Raises EditError, NotAllowedError."""
    name, email = _name(name), _email(email)
    hashed = _hash(password, name, email)
    with _link(app, token) as (connection, link):
        if link.person is not None or people.any_admin(connection):
            raise _used_up()
        person = people.by_email(connection, email)
        now = app.clock.now()
        if person is None:
            person = people.add(connection, name=name, email=email, role=Role.ADMIN, by="the terminal", now=now)
        people.change(connection, person.id, name=name, role=Role.ADMIN.value, password=hashed, disabled_at=None)
        events.record(connection, "person-joined", at=now, actor=name, message=f"{name} is the first admin.")
        return Entered(person, _begin(app, connection, person, browser))


def enter_invited(app: App, token: str, *, password: str, browser: str) -> Entered:
    """Someone invited chooses a password, or chooses another. Raises EditError, NotAllowedError."""
    found = opened(app, token)
    if found is None or found.person is None:
        raise _used_up()
    hashed = _hash(password, found.person.name, found.person.email)
    with _link(app, token) as (connection, link):
        if link.person is None or link.person.disabled_at is not None:
            raise _used_up()
        people.change(connection, link.person.id, password=hashed)
        people.end_all(connection, link.person.id)
        now, who = app.clock.now(), link.person
        events.record(connection, "person-joined", at=now, actor=who.name, message=f"{who.name} chose a password.")
        return Entered(who, _begin(app, connection, who, browser))


@contextmanager
def _link(app: App, token: str) -> Iterator[tuple[Connection, EntryLink]]:
    """A transaction in which the link is used up, and undone with the rest when something is wrong."""
    with app.store() as store, store.write() as connection:
        now = app.clock.now()
        link = people.link(connection, token, now)
        if link is None or not people.use_link(connection, token, now):
            raise _used_up()
        yield connection, link


def _used_up() -> NotAllowedError:
    return NotAllowedError(
        "this link has been used, or is too old", remedy="Ask for a new one, or start the program again for another."
    )


def sign_in(app: App, *, email: str, password: str, browser: str) -> Entered:
    """A new session for the right email and password. Raises NotAllowedError, the same for whatever is wrong."""
    with app.store() as store:
        with store.read() as connection:
            person = people.by_email(connection, email.strip().lower())
            hashed = people.password_of(connection, person.id) if person and person.disabled_at is None else ""
        if not _fits(password, hashed) or person is None:
            raise NotAllowedError("that email and password do not belong together")
        with store.write() as connection:
            if _hasher().check_needs_rehash(hashed):
                people.change(connection, person.id, password=_hasher().hash(password))
            events.record(connection, "signed-in", at=app.clock.now(), actor=person.name)
            return Entered(person, _begin(app, connection, person, browser))


def _fits(password: str, hashed: str) -> bool:
    with _hashing:
        try:
            right = _hasher().verify(hashed or _nobodys(), password[:LONGEST])
        except (VerificationError, InvalidHashError, ValueError):
            return False
    return right and bool(hashed)


def _begin(app: App, connection: Connection, person: Person, browser: str) -> str:
    now, token = app.clock.now(), secrets.token_urlsafe(32)
    people.forget_ended(connection, now)
    people.begin(connection, person.id, token, now, now + LASTS, browser[:120])
    return token


def session(app: App, token: str) -> Session | None:
    """Whose session a token is, if it still goes on. Use of it is noted now and then."""
    now = app.clock.now()
    with app.store() as store:
        with store.read() as connection:
            found = people.session(connection, token, now, now - IDLE)
        if found is not None and now - found.seen_at > NOTE_EVERY:
            store.commit(lambda connection: people.seen(connection, token, now))
        return found


def sign_out(app: App, token: str) -> None:
    """End one session."""
    with app.store() as store, store.write() as connection:
        people.end(connection, token)


def sign_out_everywhere(app: App, person: Person, *, but: str = "") -> int:
    """End a person's sessions, all but the one of the token `but`. Gives how many ended."""
    with app.store() as store, store.write() as connection:
        ended = people.end_all(connection, person.id, but=but)
        events.record(connection, "signed-out-everywhere", at=app.clock.now(), actor=person.name)
        return ended


def change_password(app: App, person: Person, *, old: str, new: str, token: str) -> None:
    """A new password; every other session ends. Raises EditError, NotAllowedError."""
    with app.store() as store:
        with store.read() as connection:
            known = people.password_of(connection, person.id)
        if not _fits(old, known):
            raise EditError("that is not your present password", field="old")
        hashed = _hash(new, person.name, person.email)
        with store.write() as connection:
            people.change(connection, person.id, password=hashed)
            people.end_all(connection, person.id, but=token)
            events.record(connection, "password-changed", at=app.clock.now(), actor=person.name)


def invite(app: App, *, name: str, email: str, role: Role, by: str) -> str:
    """A new person and the token of their invitation. Raises EditError."""
    name, email = _name(name), _email(email)
    with app.store() as store, store.write() as connection:
        now = app.clock.now()
        if people.by_email(connection, email) is not None:
            raise EditError(f"{email} is here already", remedy="Send them a new link instead.", field="email")
        person = people.add(connection, name=name, email=email, role=role, by=by, now=now)
        message = f"{by} invited {name} as {role.value}."
        events.record(connection, "person-invited", at=now, actor=by, message=message)
        return _new_link(connection, person, by, now)


def new_link(app: App, person_id: int, *, by: str) -> str:
    """A fresh link for someone who lost theirs, or forgot their password. Raises EditError."""
    with app.store() as store, store.write() as connection:
        person, now = _known(connection, person_id), app.clock.now()
        events.record(connection, "person-link", at=now, actor=by, message=f"{by} made a link for {person.name}.")
        return _new_link(connection, person, by, now)


def _new_link(connection: Connection, person: Person, by: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    people.add_link(connection, token, person.id, by=by, now=now, ends_at=now + INVITATION)
    return token


def change_role(app: App, person_id: int, role: Role, *, by: str) -> None:
    """Raises EditError when nobody would be left who can manage people."""
    with app.store() as store, store.write() as connection:
        person = _known(connection, person_id)
        people.change(connection, person_id, role=role.value)
        _somebody_left(connection)
        message = f"{by} made {person.name} {role.value} (was {person.role.value})."
        events.record(connection, "person-role", at=app.clock.now(), actor=by, message=message)


def disable(app: App, person_id: int, *, by: str) -> None:
    """End someone's access at once. Raises EditError when nobody would be left who can manage people."""
    with app.store() as store, store.write() as connection:
        person, now = _known(connection, person_id), app.clock.now()
        people.change(connection, person_id, disabled_at=now)
        people.end_all(connection, person_id)
        people.void_links(connection, person_id)
        _somebody_left(connection)
        message = f"{by} ended {person.name}'s access."
        events.record(connection, "person-disabled", at=now, actor=by, message=message)


def enable(app: App, person_id: int, *, by: str) -> None:
    """Give someone their access back."""
    with app.store() as store, store.write() as connection:
        person = _known(connection, person_id)
        people.change(connection, person_id, disabled_at=None)
        message = f"{by} gave {person.name} access again."
        events.record(connection, "person-enabled", at=app.clock.now(), actor=by, message=message)


def _known(connection: Connection, person_id: int) -> Person:
    person = people.by_id(connection, person_id)
    if person is None:
        raise EditError("there is no such person")
    return person


def _somebody_left(connection: Connection) -> None:
    if not people.any_admin(connection):
        raise EditError(
            "nobody would be left who can manage people", remedy="Make somebody else an admin first.", field="role"
        )


def _name(text: str) -> str:
    name = " ".join("".join(one for one in text if one.isprintable()).split())
    if not 1 <= len(name) <= 80:
        raise EditError("write a name of at most 80 letters", field="name")
    return name


def _email(text: str) -> str:
    email = text.strip().lower()
    if not EMAIL.match(email) or not email.isprintable():
        raise EditError("that is not an email address", field="email")
    return email


def _hash(password: str, name: str, email: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise EditError(f"use at least {SHORTEST} characters; three words in a row are good", field="password")
    if password.strip().lower() in (name.lower(), email, email.partition("@")[0]) or len(set(password)) < 4:
        raise EditError("that is too easy to guess; three words in a row are good", field="password")
    with _hashing:
        return _hasher().hash(password)
