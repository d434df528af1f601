"""One trial: a campaign is published while the network lies and the daemons die; the network's side is counted."""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

from campaign_scheduler.bootstrap import build
from campaign_scheduler.model.errors import DeliveryError, SettingsError
from campaign_scheduler.platforms.mastodon import capabilities as mastodon
from campaign_scheduler.publishing import timing
from campaign_scheduler.sandbox import RunningSandbox, World
from campaign_scheduler.services import deciding, stopping
from campaign_scheduler.services.app import App
from campaign_scheduler.settings import load_settings
from faults.campaign import ACCOUNTS, GivenUp, Row, Template, given_up, rows, secrets
from faults.child import Life, live
from faults.plan import SCALE, Death, Plan

T = TypeVar("T")
GIVE_UP_AFTER = 240.0
"""Seconds; a trial ends when all is settled, so only one that is stuck takes so long, however busy the machine."""
REACHED_WITHIN = 4.0
"""A point that is not reached in time is left: the kill then comes at that moment."""
STOPPED_FOR = 0.8
LOOK_EVERY = 0.15
TOLD = ("failed", "unconfirmed", "held", "missed")
"""States that are never reached without a message; in any other, what was to be told is taken back."""
NUMBERS = itertools.count(1)
"""The same seed is tried more than once, with a right core and with wrong ones."""
os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
"""The server that daemons are forked from is not given `sys.path`, and would import everything at each fork."""
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["faults.child", "faults.campaign", "faults.trial"])


@dataclass
class Result:
    """What was seen. `twice`, `wrong`, `lost` and `untold` must be empty."""

    seed: int
    plan: Plan
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Posts that are there twice because the stand-in network itself, on a busy machine, took longer than it says."""
    states: Counter[str] = field(default_factory=Counter)
    killed_at: Counter[str] = field(default_factory=Counter)
    frozen: int = 0
    stopped: int = 0
    requests: int = 0
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return not (self.twice or self.wrong or self.lost or self.untold)


@dataclass
class Running:
    """A daemon under way: where it is to die, when at the latest, and the file in which it says that it did."""

    process: BaseProcess
    death: Death
    dies_at: float | None
    last_words: Path
    wakes_after: float = 0.0

    def said(self) -> str:
        return self.last_words.read_text() if self.last_words.exists() else ""


class Trial:
    """Runs one plan. `mutant` makes the daemons' core wrong."""

    def __init__(self, template: Template, plan: Plan, folder: Path, mutant: str = "") -> None:
        self._template, self._plan, self._mutant = template, plan, mutant
        self._name = f"t{plan.seed}_{os.getpid()}_{next(NUMBERS)}"
        self._folder = folder / self._name
        self._chance = random.Random(plan.seed + 1)
        self._result = Result(plan.seed, plan)
        self._deaths, self._freezes, self._stops = list(plan.deaths), list(plan.freezes), plan.stops
        self._started = 0

    def run(self) -> Result:
        world = World(seed=self._plan.seed)
        world.habits.processing_seconds = 2.0 / SCALE
        world.habits.list_lag, world.habits.honours_keys = self._plan.list_lag, self._plan.honours_keys
        begun = time.monotonic()
        with RunningSandbox(world, 0) as sandbox:
            for fault in self._plan.faults:
                sandbox.faults.add(fault)
            url = self._store(sandbox)
            try:
                self._publish(url, sandbox)
                time.sleep(10 / SCALE)
                self._judge(rows(url), given_up(url), world)
            finally:
                if self._plan.postgres:
                    self._template.drop_database(self._name)
        self._result.seconds = time.monotonic() - begun
        return self._result

    def _store(self, sandbox: RunningSandbox) -> str:
        self._folder.mkdir(parents=True)
        if self._plan.postgres:
            return self._template.new_database(self._name, sandbox.url)
        return self._template.new_file(self._folder, sandbox.url)

    def _publish(self, url: str, sandbox: RunningSandbox) -> None:
        """Start daemons, let them die and freeze as planned, start others, until everything is settled."""
        until = time.monotonic() + GIVE_UP_AFTER
        running: list[Running] = []
        try:
            while time.monotonic() < until:
                running = [one for one in running if self._still_runs(one)]
                while len(running) < self._plan.daemons:
                    running.append(self._start(url))
                if self._stops and sandbox.world.posts() and self._chance.random() < 0.5:
                    self._stops -= 1
                    self._stop_a_while(url, sandbox.world)
                nobody_dies = not self._deaths or not any(one.death.at for one in running)
                if nobody_dies and not self._stops and _is_settled(rows(url)):
                    return
                time.sleep(LOOK_EVERY)
        finally:
            for one in running:
                _stop(one.process)

    # Daemons

    def _start(self, url: str) -> Running:
        """The first to start freezes, where one is to; the others die, in the plan's order, until none is left to."""
        self._started += 1
        freeze = self._freezes.pop() if self._freezes else None
        death = Death() if freeze or not self._deaths else self._deaths.pop(0)
        words = self._folder / f"daemon-{self._started}"
        life = Life(self._workspace, url, ACCOUNTS, words, death, freeze, self._mutant)
        process = FORKS.Process(target=live, args=(life,), daemon=True)
        process.start()
        within = {"": None, "moment": death.count / 1000}.get(death.at, REACHED_WITHIN)
        dies_at = None if within is None else time.monotonic() + within
        running = Running(process, death, dies_at, words, freeze.seconds if freeze else 0.0)
        if freeze:
            threading.Thread(target=self._wake_later, args=(running,), daemon=True).start()
        return running

    @property
    def _workspace(self) -> Path:
        return self._template.folder / "workspace"

    def _still_runs(self, one: Running) -> bool:
        if one.process.is_alive() and one.dies_at is not None and time.monotonic() >= one.dies_at:
            one.process.kill()
            one.process.join()
        if one.process.is_alive():
            return True
        self._note_end(one)
        return False

    def _wake_later(self, one: Running) -> None:
        """From a thread of its own: what it holds while it is frozen may be what everybody else waits for."""
        while one.process.is_alive() and not one.said().startswith("frozen"):
            time.sleep(LOOK_EVERY)
        if one.process.is_alive():
            self._result.frozen += 1
            time.sleep(one.wakes_after)
            _signal(one.process.pid or 0, signal.SIGCONT)

    def _note_end(self, one: Running) -> None:
        """Where it died; a daemon that ends by itself is wrong whatever becomes of its posts.

        255 means that another thread took the exit code first, as multiprocessing lets them.
        """
        one.process.join()
        if one.process.exitcode in (-signal.SIGKILL, 255) and one.death.at and "failed" not in one.said():
            place = one.death.at if one.death.at in ("moment", one.said()) else "moment"
            self._result.killed_at[place] += 1
        else:
            self._result.wrong.append(f"a daemon ended by itself, with {one.process.exitcode}: {one.said()}")

    # A person stops it

    def _stop_a_while(self, url: str, world: World) -> None:
        """Stop everything, see that nothing more arrives than was on its way, go on, and ask for what was held."""
        app = build(load_settings(workspace=self._workspace, database_url=url, secrets=secrets()))
        self._result.stopped += 1
        _patiently(lambda: stopping.pause(app, scope="all", target="", reason="a test", by="test", wait=0))
        on_its_way = {(row.account, row.text) for row in rows(url) if row.may_have_left}
        time.sleep(STOPPED_FOR)
        arrived = {(post.account, post.text) for post in world.posts()}
        self._result.wrong += [f"{key} went out although everything was stopped" for key in arrived - on_its_way]
        _go_on(app)

    # Judging

    def _judge(self, stored: list[Row], absent: list[GivenUp], world: World) -> None:
        result = self._result
        live_posts = Counter((post.account, post.text) for post in world.posts())
        for key, count in live_posts.items():
            if count > 1:
                broken = self._network_was_too_slow(key, absent, world)
                (result.broken if broken else result.twice).append(f"{key}: {count} times")
        result.states = Counter(row.state for row in stored)
        result.requests = sum(count for name, count in world.requests.items() if name.endswith(":publish"))
        result.lost = [row.in_words for row in stored if row.is_unsettled]
        self._judge_states(stored, world, live_posts)
        for (platform, picture), count in world.named.items():
            if count > 1:
                result.wrong.append(f"{count} publishing requests named the picture {picture} of {platform}")

    def _network_was_too_slow(self, key: tuple[str, str], absent: list[GivenUp], world: World) -> bool:
        """Whether no copy of it could be seen when the network had to show the first of them at the latest."""
        first = min(post.created_at for post in world.posts() if (post.account, post.text) == key)
        begun = [datetime.fromisoformat(one.intent_at) for one in absent if (one.account, one.text) == key]
        longest = timedelta(seconds=(timing.SEND_DEADLINE + mastodon.SETTLE.value) / SCALE - self._plan.list_lag)
        return bool(begun) and first > begun[0] + longest

    def _judge_states(self, stored: list[Row], world: World, live_posts: Counter[tuple[str, str]]) -> None:
        by_id = {(post.account, post.id): post.text for post in world.posts()}
        for row in stored:
            found = by_id.get((row.account, row.remote_id or ""))
            if row.state == "published" and found != row.text:
                self._result.wrong.append(f"{row.in_words} as {row.remote_id}, which is {found}")
            if row.state in ("failed", "held", "missed") and live_posts[row.account, row.text]:
                self._result.wrong.append(f"{row.in_words}, but it is live")
            if (row.told > 0) != (row.state in TOLD):
                self._result.untold.append(f"{row.in_words}, told {row.told} times")


def _go_on(app: App) -> None:
    for entry in _patiently(lambda: stopping.resume(app, scope="all", target="", by="test")).overdue:
        with contextlib.suppress(DeliveryError):
            _patiently(partial(deciding.retry, app, entry.delivery_id, by="test"))


def _patiently(ask: Callable[[], T]) -> T:
    """A frozen daemon may hold the store; a person tries again."""
    until = time.monotonic() + GIVE_UP_AFTER
    while True:
        try:
            return ask()
        except SettingsError:
            if time.monotonic() > until:
                raise


def _is_settled(stored: list[Row]) -> bool:
    return not any(row.is_unsettled for row in stored)


def _signal(pid: int, which: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, which)


def _stop(process: BaseProcess) -> None:
    _signal(process.pid or 0, signal.SIGCONT)
    process.terminate()
    process.join(10)
    if process.is_alive():
        process.kill()
        process.join()
