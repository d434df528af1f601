"""The daemon and everything that works beside it."""

from __future__ import annotations

from ..engine.daemon import Daemon
from ..notify.heartbeat import Heartbeat
from ..platforms.kit.http import Door
from ..publishing.clock_watch import ClockWatch
from ..publishing.points import Checkpoint
from ..publishing.publisher import Publisher
from ..publishing.read_back import ReadBacks
from ..publishing.reading import Reader
from ..publishing.reconcile import Reconciler
from ..publishing.removing import Remover
from ..services import credentials, notifying
from ..services.app import App
from ..services.renewal_rounds import RenewalRounds
from ..services.retention import Retention
from ..services.watching import Housekeeping
from ..store import Store
from ..store.locks import DaemonLocks
from ..store.recovery import Unsure


def daemon(app: App, store: Store, checkpoint: Checkpoint) -> Daemon:
    """A daemon that publishes from `store`. Raises SettingsError for a network that cannot be loaded."""
    list(app.platforms.values())  # loaded now, not when the first post to one is due
    renewer = credentials.renewer(app, store)
    credentials_of = renewer.credentials
    clock_watch = ClockWatch(store, app.clock)
    pause = app.settings.catch_up_pause
    publisher = Publisher(store, app.platforms, credentials_of, app.clock, checkpoint, clock_watch.is_sound, pause)
    locks = DaemonLocks(store.path)

    def may_still_send(unsure: Unsure) -> bool:
        return publisher.is_sending(unsure.attempt.delivery_id) or locks.may_still_send(unsure.claimed_by)

    def keep_house() -> None:
        housekeeping.tick()
        retention.tick()

    def look_after() -> None:
        remover.look()
        read_backs.look()

    reader = Reader(app.platforms, credentials_of)
    read_backs, remover = ReadBacks(store, reader, app.clock, checkpoint), Remover(store, reader, app.clock, checkpoint)
    reconciler = Reconciler(store, app.platforms, credentials_of, app.clock, may_still_send, checkpoint)
    housekeeping, retention = Housekeeping(app, store), Retention(app, store)
    made = Daemon(
        store,
        publisher,
        reconciler,
        app.clock,
        locks,
        workers=app.settings.workers,
        aftercare=look_after,
        housekeeping=keep_house,
        clock_is_sound=clock_watch.is_sound,
    )
    made.accompany(RenewalRounds(renewer))
    made.accompany(notifying.sender(app, store))
    made.accompany(Heartbeat(notifying.heartbeat_address(app), Door(), made.is_working))
    return made
