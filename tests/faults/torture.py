"""Many trials at once, and what they found. A trial mostly waits, so many fit on few processors."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from campaign_scheduler.publishing.points import POINTS
from faults import postgres
from faults.campaign import Template
from faults.plan import plan_for
from faults.trial import Result, Trial

AT_ONCE = 8 * (os.cpu_count() or 1)
STORES = ("SQLite", "PostgreSQL")


@dataclass
class Tally:
    """What the trials came to, together. `killed_at` counts by place and store."""

    trials: int = 0
    deliveries: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    killed_at: Counter[tuple[str, str]] = field(default_factory=Counter)
    frozen: int = 0
    stopped: int = 0
    faults: int = 0
    requests: int = 0
    broken: int = 0
    """Trials in which the stand-in network, on a busy machine, was slower than it says, and a post came twice of it."""
    bad: list[Result] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return self.killed_at.total()

    def add(self, result: Result) -> None:
        self.trials += 1
        self.deliveries += result.states
        self.kinds[result.plan.kind] += 1
        self.killed_at.update({(place, result.plan.store): times for place, times in result.killed_at.items()})
        self.frozen += result.frozen
        self.stopped += result.stopped
        self.requests += result.requests
        self.faults += sum(fault.times or 0 for fault in result.plan.faults)
        self.broken += bool(result.broken)
        if not result.is_good:
            self.bad.append(result)

    def missed_points(self, stores: Iterable[str] = STORES) -> list[str]:
        """The points at which no daemon was killed, by store."""
        return [f"{point} on {store}" for store in stores for point in POINTS if not self.killed_at[point, store]]

    def lines(self) -> Iterator[str]:
        """The figures, then each trial that went wrong with the seed that repeats it."""
        yield f"{self.trials} trials: {_listed(self.kinds)}"
        yield f"{self.kills} kills, {self.frozen} freezes, {self.stopped} stops by a person, {self.faults} lies"
        yield f"{self.deliveries.total()} deliveries: {_listed(self.deliveries)}; {self.requests} publishing requests"
        for place in [*POINTS, "statement", "moment"]:
            counts = ", ".join(f"{store} {self.killed_at[place, store]}" for store in STORES)
            yield f"  killed at {place}: {counts}"
        for name in ("twice", "wrong", "lost", "untold"):
            yield f"{name}: {sum(len(getattr(one, name)) for one in self.bad)}"
        if self.broken:
            yield f"{self.broken} trials do not count: the stand-in network was slower than it says"
        for one in self.bad:
            yield f"seed {one.seed}: {one.plan}\n  " + "\n  ".join(one.twice + one.wrong + one.lost + one.untold)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())


@contextmanager
def ready(folder: Path) -> Iterator[Template]:
    """The campaign of the trials on SQLite and on a real PostgreSQL."""
    with postgres.server() as url:
        yield Template(folder, url)


def torture(template: Template, seeds: Iterable[int], *, mutant: str = "", until_bad: bool = False) -> Tally:
    """Run a trial for each seed; with `until_bad`, no further than the first that goes wrong."""
    tally = Tally()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(_one, template, seed, mutant) for seed in seeds]
        for finished in as_completed(running):
            tally.add(finished.result())
            if until_bad and tally.bad:
                pool.shutdown(wait=False, cancel_futures=True)
                break
    return tally


def _one(template: Template, seed: int, mutant: str) -> Result:
    return Trial(template, plan_for(seed), template.folder, mutant).run()
