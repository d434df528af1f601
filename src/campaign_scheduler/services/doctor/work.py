"""The work under way: is the daemon alive, what is stopped, are messages sent, are the files whole."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ...model.problem import Severity
from ...notify.targets import targets
from ...store import Store, daemons, pauses
from ...store.locks import RESTORING, DaemonLocks
from ..app import App
from ..edits import Edits
from ..notifying import heartbeat_address, messages
from ..reading import Reading
from ..status import ALIVE_WITHIN
from .finding import Finding, fine, problem, warning


def daemon(app: App, store: Store) -> Iterator[Finding]:
    """A sign of life in the store; a lock that is held without one belongs to a frozen daemon."""
    with store.read() as connection:
        beat = daemons.latest(connection)
    held = [name for name in DaemonLocks(store.path).living() if not name.startswith(RESTORING)]
    if beat is not None and beat.stopped_at is None and app.clock.now() - beat.beat_at < ALIVE_WITHIN:
        yield fine(
            "daemon", f"It runs on {beat.host} as process {beat.pid} since {beat.started_at:%Y-%m-%d %H:%M} UTC."
        )
    elif held:
        yield problem("daemon", f"It hangs: {', '.join(held)}.", "Stop that process and start campaign run again.")
    else:
        last = f"last seen {beat.beat_at:%Y-%m-%d %H:%M} UTC" if beat else "it never ran"
        yield problem("daemon", f"It is not running ({last}): nothing goes out.", "Start it with campaign run.")


def stops(store: Store) -> Iterator[Finding]:
    """What is stopped, by whom and why."""
    with store.read() as connection:
        found = pauses.in_force(connection)
    for one in found:
        what = "Everything is" if one.scope == "all" else f"The {one.scope} {one.target} is"
        option = "" if one.scope == "all" else f" --{one.scope} {one.target}"
        said = f"{what} stopped since {one.started_at:%Y-%m-%d %H:%M} UTC by {one.started_by}: {one.reason}"
        yield warning("stops", said, f"When it is over: campaign resume{option}")
    if not found:
        yield fine("stops", "Nothing is stopped.")


def told(app: App, store: Store | None) -> Iterator[Finding]:
    """Where messages go, and whether they get there."""
    places = targets(app.settings.notify_urls)
    said = messages(app, store).sentence
    if not places:
        yield warning(
            "messages", said or "Nobody is told of anything.", "Set CAMPAIGN_NOTIFY to a mail or chat address."
        )
    elif said:
        yield problem("messages", said, "Try it with campaign notify test.")
    else:
        yield fine("messages", f"They go to {len(places)} place{'' if len(places) == 1 else 's'}; none waits.")
    watched = "An outside watchdog is told" if heartbeat_address(app) else "No outside watchdog is told"
    yield fine("watchdog", f"{watched} while the daemon works (CAMPAIGN_HEARTBEAT_URL).")


def files(reading: Reading) -> Iterator[Finding]:
    """The same reading as campaign check, counted."""
    workspace = reading.workspace
    warnings = sum(one.severity is Severity.WARNING for one in reading.problems)
    said = f"{len(workspace.posts)} posts can be read, {len(reading.errors)} errors, {warnings} warnings."
    if reading.errors:
        first = reading.errors[0]
        yield problem("files", f"{said} First: {first.where or 'config'}: {first.message}", "See campaign check.")
    elif warnings:
        yield warning("files", said, "See campaign check.")
    else:
        yield fine("files", said)
    if workspace.campaign is not None:
        yield _zone(workspace.campaign.zone)


def _zone(zone: ZoneInfo) -> Finding:
    return fine("time zones", f"The campaign is in {zone.key}.")


def edits(found: Edits) -> Iterator[Finding]:
    """Saved edits that are not scheduled."""
    if found.sentence:
        yield warning("edits", found.sentence, "See campaign plan.")
