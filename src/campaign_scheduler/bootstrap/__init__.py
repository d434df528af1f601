"""The one place that builds concrete objects.

What a command does not use is not built, nor even loaded: most need no network's code, no pictures and no daemon.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from ..model.clock import Clock, SystemClock
from ..platforms.kit.reach import Hosts, Reach
from ..platforms.kit.registry import Platforms
from ..publishing.points import Checkpoint, pass_by
from ..rendering import ImageFitter
from ..services.app import App
from ..settings import Settings
from ..store import Store

if TYPE_CHECKING:
    from ..engine.daemon import Daemon
    from ..platforms.kit.http import Door


def build(settings: Settings, clock: Clock | None = None, door: Door | None = None) -> App:
    """The program's parts for `settings`."""
    time = clock or SystemClock()
    fitter = ImageFitter(settings.workspace / ".campaign" / "cache")
    if door is not None:  # whoever brings one has decided where it leads
        return App(settings, time, Platforms(lambda: door, time), fitter)
    reach = Reach.allowing(settings.allow_private_addresses, settings.allow_plain_http)
    pages = replace(reach, plain=Hosts(every=True))
    web = cache(lambda: _to_pages(pages)) if settings.link_cards else None
    return App(settings, time, Platforms(lambda: _way_out(settings, reach), time), fitter, reach, web)


def build_daemon(app: App, store: Store, checkpoint: Checkpoint = pass_by) -> Daemon:
    """A daemon that publishes from `store`. Raises SettingsError for a network that cannot be loaded."""
    from .daemon import daemon

    return daemon(app, store, checkpoint)


def _to_pages(reach: Reach) -> Door:
    """The door to the pages that posts link to."""
    from ..platforms.kit.http import Door

    return Door(reach=reach)


def _way_out(settings: Settings, reach: Reach) -> Door:
    """The door to the networks, and the way to people beside it."""
    from ..notify.courier import Courier
    from ..platforms.kit.http import Door

    return Door(reach=reach, courier=Courier(settings.notify_urls))
