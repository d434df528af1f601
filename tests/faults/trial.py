"""One trial: a campaign is published while the network lies and the daemons die; the network's side is counted."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from campaign_scheduler.platforms.mastodon import capabilities as mastodon
from campaign_scheduler.sandbox import RunningSandbox, World
from campaign_scheduler.sandbox.faults import Fault
from faults.campaign import ACCOUNTS, PLATFORMS, Row, Template, rows
from faults.child import SCALE, Life, live

CHECKPOINTS = ("claimed", "prepared", "intent", "sent", "recorded")
GIVE_UP_AFTER = 90.0
UNSETTLED = ("scheduled", "publishing")
TOLD = ("failed", "unconfirmed", "held", "missed")
"""States that are never reached without a message; in any other, what was to be told is taken back."""
PUBLISHING_FAULTS = (
    *("drop_before", "drop_after", "reset_upload", "error_after", "html_after", "redirect_after", "empty_after"),
    *("delay", "late", "late", "late", "drip", "status_500", "status_502", "status_503", "status_429"),
)
os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
"""The server that daemons are forked from is not given `sys.path`, and would import everything at each fork."""
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["faults.child", "faults.campaign"])


@dataclass
class Plan:
    """What a seed stands for."""

    seed: int
    postgres: bool
    daemons: int
    deaths: list[tuple[str, int]]
    freezes: int
    list_lag: float
    honours_keys: bool
    faults: list[Fault]


@dataclass
class Result:
    """What was seen. `twice`, `wrong`, `lost` and `untold` must be empty."""

    seed: int
    plan: Plan
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    frozen: int = 0
    requests: int = 0
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return not (self.twice or self.wrong or self.lost or self.untold)


def plan_for(seed: int, *, postgres: bool) -> Plan:
    """The same seed always gives the same plan."""
    chance = random.Random(seed)
    deaths = [_death(chance) for _ in range(chance.randint(1, 4))]
    return Plan(
        seed=seed,
        postgres=postgres and seed % 4 == 0,
        daemons=1 + seed % 2,
        deaths=deaths,
        freezes=1 if chance.random() < 0.15 else 0,
        list_lag=chance.choice([0.0, (mastodon.SETTLE.value - 1) / SCALE]),
        honours_keys=chance.random() < 0.5,
        faults=[_fault(chance) for _ in range(chance.randint(0, 6))],
    )


def _death(chance: random.Random) -> tuple[str, int]:
    """Where: a checkpoint in the publishing code, any statement to the store, or any millisecond."""
    kind = chance.choice(["checkpoint", "statement", "moment"])
    if kind == "checkpoint":
        return chance.choice(CHECKPOINTS), chance.randint(1, 10)
    if kind == "statement":
        return "statement", chance.randint(20, 200)
    return "moment", chance.randint(50, 900)


def _fault(chance: random.Random) -> Fault:
    platform = chance.choice(["*", *PLATFORMS])
    if chance.random() < 0.3:
        kind = chance.choice(["status_503", "status_429", "drop_after", "reset_upload", "html_after", "delay"])
        step = chance.choice(["upload", "alt", "find", "wait"])
        return Fault(kind, platform, step, chance.randint(1, 3), seconds=0.2)
    kind = chance.choice(PUBLISHING_FAULTS)
    seconds = {"delay": chance.uniform(0.1, 3), "late": 10 / SCALE, "drip": 0.05}
    return Fault(kind, platform, "publish", chance.randint(1, 4), seconds=seconds.get(kind, 0.2))


class Trial:
    """Runs one plan. `mutant` makes the daemons' core wrong."""

    def __init__(self, template: Template, plan: Plan, folder: Path, mutant: str = "") -> None:
        self._template, self._plan, self._folder, self._mutant = template, plan, folder, mutant
        self._chance = random.Random(plan.seed + 1)
        self._result = Result(plan.seed, plan)
        self._deaths = list(plan.deaths)
        self._freezes = plan.freezes

    def run(self) -> Result:
        world = World(seed=self._plan.seed)
        world.habits.processing_seconds = 2.0 / SCALE
        world.habits.list_lag, world.habits.honours_keys = self._plan.list_lag, self._plan.honours_keys
        begun = time.monotonic()
        with RunningSandbox(world, 0) as sandbox:
            for fault in self._plan.faults:
                sandbox.faults.add(fault)
            name = f"t{self._plan.seed}_{os.getpid()}_{threading.get_ident() % 10_000}"
            url = self._store(name, sandbox)
            try:
                self._publish(url)
                time.sleep(10 / SCALE)
                self._judge(rows(url), sandbox)
            finally:
                if self._plan.postgres:
                    self._template.drop_database(name)
        self._result.seconds = time.monotonic() - begun
        return self._result

    def _store(self, name: str, sandbox: RunningSandbox) -> str:
        if self._plan.postgres:
            return self._template.new_database(name, sandbox.url)
        return self._template.new_file(self._folder / name, sandbox.url)

    def _publish(self, url: str) -> None:
        """Start daemons, let them die and freeze as planned, start others, until everything is settled."""
        until = time.monotonic() + GIVE_UP_AFTER
        running: list[tuple[BaseProcess, float | None]] = []
        try:
            while time.monotonic() < until:
                running = [one for one in running if self._still_runs(*one)]
                while len(running) < self._plan.daemons:
                    running.append(self._start(url))
                if self._freezes and self._chance.random() < 0.1:
                    self._freezes -= 1
                    self._freeze(running[0][0])
                if not self._deaths and _is_settled(rows(url)):
                    return
                time.sleep(0.15)
        finally:
            for process, _ in running:
                _stop(process)

    def _start(self, url: str) -> tuple[BaseProcess, float | None]:
        at, count = self._deaths.pop() if self._deaths else ("", 0)
        moment = time.monotonic() + count / 1000 if at == "moment" else None
        life = Life(self._template.folder / "workspace", url, ACCOUNTS, at, count, self._mutant)
        process = FORKS.Process(target=live, args=(life,), daemon=True)
        process.start()
        if at not in ("", "moment"):
            moment = time.monotonic() + 4
        return process, moment

    def _still_runs(self, process: BaseProcess, dies_at: float | None) -> bool:
        """A place that is not reached in time is left: the kill then comes at that moment."""
        if process.is_alive() and dies_at is not None and time.monotonic() >= dies_at:
            process.kill()
            process.join()
        if process.is_alive():
            return True
        self._result.kills += 1
        return False

    def _freeze(self, process: BaseProcess) -> None:
        """Longer than a lease, half of the times; it wakes up by itself."""
        pid, seconds = process.pid or 0, self._chance.choice([1.0, 7.5])
        self._result.frozen += 1
        _signal(pid, signal.SIGSTOP)
        threading.Timer(seconds, _signal, (pid, signal.SIGCONT)).start()

    def _judge(self, stored: list[Row], sandbox: RunningSandbox) -> None:
        posts = sandbox.world.posts()
        live_posts = Counter((post.account, post.text) for post in posts)
        by_id = {(post.account, post.id): post.text for post in posts}
        result = self._result
        result.twice = [f"{key}: {count} times" for key, count in live_posts.items() if count > 1]
        result.states = Counter(row.state for row in stored)
        result.requests = sum(count for name, count in sandbox.world.requests.items() if name.endswith(":publish"))
        for row in stored:
            what = f"{row.account} {row.text!r} {row.state}: {row.reason}"
            if row.state in UNSETTLED or (row.state == "unconfirmed" and row.check_at):
                result.lost.append(what)
            if row.state == "published" and by_id.get((row.account, row.remote_id or "")) != row.text:
                found = by_id.get((row.account, row.remote_id or ""))
                result.wrong.append(f"{what} as {row.remote_id}, which is {found}")
            if row.state in ("failed", "held", "missed") and live_posts[row.account, row.text]:
                result.wrong.append(f"{what}, but it is live")
            if (row.told > 0) != (row.state in TOLD):
                result.untold.append(f"{what}, told {row.told} times")


def _is_settled(stored: list[Row]) -> bool:
    return not any(row.state in UNSETTLED or (row.state == "unconfirmed" and row.check_at) for row in stored)


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
