"""The one place that builds concrete objects."""

from __future__ import annotations

from dataclasses import replace

from .engine.daemon import Daemon
from .model.clock import Clock, SystemClock
from .notify.courier import Courier
from .notify.heartbeat import Heartbeat
from .platforms.kit.http import Door
from .platforms.kit.reach import Hosts, Reach
from .platforms.kit.registry import load_platforms
from .publishing.clock_watch import ClockWatch
from .publishing.points import Checkpoint, pass_by
from .publishing.publisher import Publisher
from .publishing.read_back import ReadBacks
from .publishing.reading import Reader
from .publishing.reconcile import Reconciler
from .publishing.removing import Remover
from .rendering import ImageFitter
from .services import credentials, notifying
from .services.app import App
from .services.renewal_rounds import RenewalRounds
from .services.retention import Retention
from .services.watching import Housekeeping
from .settings import Settings
from .store import Store
from .store.locks import DaemonLocks
from .store.recovery import Unsure


def build(settings: Settings, clock: Clock | None = None, door: Door | None = None) -> App:
    """The program's parts for `settings`. Raises SettingsError for a network that cannot be loaded."""
    time = clock or SystemClock()
    fitter = ImageFitter(settings.workspace / ".campaign" / "cache")
    if door is not None:  # whoever brings one has decided where it leads
        return App(settings, time, load_platforms(door, time), fitter)
    reach = Reach.allowing(settings.allow_private_addresses, settings.allow_plain_http)
    web = Door(reach=replace(reach, plain=Hosts(every=True))) if settings.link_cards else None
    way_out = Door(reach=reach, courier=Courier(settings.notify_urls))
    return App(settings, time, load_platforms(way_out, time), fitter, reach, web)


def build_daemon(app: App, store: Store, checkpoint: Checkpoint = pass_by) -> Daemon:
    """A daemon that publishes from `store`."""
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
    daemon = Daemon(
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
    daemon.accompany(RenewalRounds(renewer))
    daemon.accompany(notifying.sender(app, store))
    daemon.accompany(Heartbeat(notifying.heartbeat_address(app), Door(), daemon.is_working))
    return daemon
