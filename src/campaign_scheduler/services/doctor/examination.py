"""All checks in order. One that fails is a finding; the others are still made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ...model.errors import CampaignError
from ...store import Store, accounts, location, open_store
from ...store.accounts import Pinned
from ..app import App
from ..edits import unscheduled
from ..reading import Reading, read
from . import file, machine, networks, secrets, work
from .finding import Finding, Verdict, of_error, problem, safely


def examine(app: App) -> list[Finding]:
    """Look at everything. Raises nothing, changes no post, and makes no request that could publish."""
    found = [*_machine(), *safely("store", lambda: _place(app))]
    with _opened(app, found) as store:
        if store is not None:
            found += _work(app, store)
        found += safely("messages", lambda: work.told(app, store))
        found += safely("backups", lambda: file.backup(app))
        found += safely("files", lambda: _files(app, store))
    return found


def without_settings(error: CampaignError) -> list[Finding]:
    """What can be looked at when the settings cannot be used, or there is no workspace."""
    return [of_error("settings", error), *_machine()]


def _machine() -> list[Finding]:
    return [*safely("program", machine.versions), *safely("time zones", machine.time_zones)]


def _place(app: App) -> Iterator[Finding]:
    path = location.sqlite_file(app.settings.store_url)
    yield from machine.room(path.parent if path else app.root)
    if path is not None:
        yield from file.store_file(path)


@contextmanager
def _opened(app: App, found: list[Finding]) -> Iterator[Store | None]:
    """The store, or None when it is not there or not as it should be; `found` says what is wrong with it."""
    store = None
    try:
        if _is_usable(app, found):
            store = open_store(app.settings.store_url)
    except CampaignError as error:
        found.append(of_error("store", error))
    try:
        yield store
    finally:
        if store is not None:
            store.close()


def _is_usable(app: App, found: list[Finding]) -> bool:
    """A file is opened only when nothing is wrong with it, so that looking never changes it."""
    path = location.sqlite_file(app.settings.store_url)
    of_store = [one for one in found if one.about == "store"]
    return path is None or (path.exists() and all(one.verdict is Verdict.OK for one in of_store))


def _work(app: App, store: Store) -> list[Finding]:
    checks = {
        "store": lambda: file.history(store),
        "daemon": lambda: work.daemon(app, store),
        "stops": lambda: work.stops(store),
        "secrets": lambda: secrets.secrets(app, store),
        "edits": lambda: work.edits(unscheduled(app, store)),
    }
    return [one for about, check in checks.items() for one in safely(about, check)]


def _files(app: App, store: Store | None) -> Iterator[Finding]:
    if not (app.root / "config").is_dir():
        yield problem(
            "files", f"{app.root} is not a workspace.", "Name one with --workspace, or make it: campaign init."
        )
        return
    reading = read(app, store, now=app.clock.now())
    yield from work.files(reading)
    yield from _networks(app, store, reading)


def _networks(app: App, store: Store | None, reading: Reading) -> Iterator[Finding]:
    known = _pinned(store)
    visits = networks.visit_all(app, list(reading.workspace.accounts.values()), known)
    for visit in visits:
        yield from visit.findings
    if store is not None:
        yield from safely("tokens", lambda: networks.tokens(app, visits, known, store))
    yield from safely("clock", lambda: networks.clock(visits))


def _pinned(store: Store | None) -> Mapping[str, Pinned]:
    if store is None:
        return {}
    with store.read() as connection:
        return accounts.pinned(connection)
