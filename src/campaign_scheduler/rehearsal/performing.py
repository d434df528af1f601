"""Rehearses a campaign: her files, the real adapters, stand-in networks, a fast clock, and a store that is thrown away.

Nothing here writes to the workspace or its store, and no request leaves this machine.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from ..model.campaign import Campaign, SignOffPolicy
from ..model.clock import Clock
from ..model.delivery import DeliveryKey
from ..planning import apply as planning_apply
from ..planning.apply import Authors
from ..planning.desired import desired
from ..planning.freezes import compare_freezes
from ..planning.plan import compare
from ..rendering import Rendering
from ..sandbox import RunningSandbox, serve
from ..services.app import App
from ..store import Store
from ..store.post_log import Entry, Filter, entries
from .cast import at_sandbox, has_stand_in, introduce
from .clock import SkippingClock
from .result import Rehearsal
from .script import Script, read_script
from .stage import Progress, publish, stage_app
from .summing import summed_up
from .verdicts import Performed, judge

BEFORE = timedelta(hours=1)
"""How long before the first post the rehearsal begins."""


@dataclass(frozen=True, slots=True)
class Told:
    """How far a rehearsal is: `of` deliveries are to be settled. `clock` is None before the first."""

    done: int
    of: int
    clock: datetime | None = None


def stand_ins(clock: Clock) -> RunningSandbox:
    """The sandbox, in which pictures are ready at once."""
    running = serve(clock=clock)
    running.world.habits.polls = {}
    return running


def rehearse(
    app: App,
    *,
    now: datetime | None = None,
    tell: Callable[[Told], None] = lambda _: None,
    networks: Callable[[Clock], RunningSandbox] = stand_ins,
) -> Rehearsal:
    """Rehearse everything that can be, judging the files as of `now` (default: the clock).

    Raises InputError when there is no campaign to rehearse.
    """
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="campaign-rehearsal-", ignore_cleanup_errors=True) as name:
        script = read_script(app, Path(name), now or app.clock.now())
        performed = _perform(script, Path(name), tell, networks)
        showings = tuple(judge(script, one, performed) for one in script.reading.renderings)
        return summed_up(script, showings, app.clock.now(), time.monotonic() - started)


def _perform(
    script: Script, folder: Path, tell: Callable[[Told], None], networks: Callable[[Clock], RunningSandbox]
) -> Performed:
    """Everything that has a stand-in and nothing in its way, through the real daemon."""
    playing = [one for one in script.reading.renderings if has_stand_in(one.account) and not script.in_the_way(one)]
    if not playing:
        return Performed({}, {}, {})
    clock = SkippingClock(min(one.post.due_at for one in playing) - BEFORE)
    with networks(clock) as running:
        accounts = sorted({one.account.id for one in playing})
        app = stage_app(folder / "stage", folder / "stage.db", accounts, clock)
        with app.store() as store:
            out = _schedule(app, store, script.campaign, playing, running)
            for progress in publish(app, store, clock, timedelta(0)):
                tell(_told(progress, playing, script.campaign))
            return _performed(store, running, out)


def _schedule(
    app: App, store: Store, campaign: Campaign, playing: list[Rendering], running: RunningSandbox
) -> Mapping[str, str]:
    """As `apply` does it, but with every approval given. Gives why accounts could not take part."""
    cast = {one.account.id: at_sandbox(one.account, running) for one in playing}
    staged = replace(campaign, signoff=SignOffPolicy(0), digest_at=None)
    with store.write() as connection:
        now = app.clock.now()
        profiles, out = introduce(app, connection, cast.values(), now)
        on_stage = [replace(one, account=cast[one.account.id]) for one in playing if one.account.id in profiles]
        freezes = compare_freezes(campaign.freezes, ())
        plan = compare(campaign.id, desired(staged, on_stage), (), frozenset(), now, freezes)
        planning_apply.apply(connection, plan, staged, profiles, by=Authors("rehearsal"), now=now)
    return out


def _told(progress: Progress, playing: list[Rendering], campaign: Campaign) -> Told:
    return Told(progress.done, len(playing), progress.clock.astimezone(campaign.zone))


def _performed(store: Store, running: RunningSandbox, out: Mapping[str, str]) -> Performed:
    with store.read() as connection:
        log = entries(connection, Filter())
    arrived = {_key(entry): running.world.post(entry.platform, entry.remote_id) for entry in log if entry.remote_id}
    return Performed({_key(entry): entry for entry in log}, {key: post for key, post in arrived.items() if post}, out)


def _key(entry: Entry) -> DeliveryKey:
    return DeliveryKey(entry.campaign, entry.post_id, entry.account)
