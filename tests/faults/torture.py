"""Many trials at once, and what they found. A trial mostly waits, so many fit on few processors."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from faults import postgres
from faults.campaign import Template
from faults.trial import Result, Trial, plan_for

AT_ONCE = 8 * (os.cpu_count() or 1)


@dataclass
class Tally:
    """What the trials came to, together."""

    trials: int = 0
    deliveries: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    frozen: int = 0
    two_daemons: int = 0
    on_postgres: int = 0
    faults: int = 0
    bad: list[Result] = field(default_factory=list)

    def add(self, result: Result) -> None:
        self.trials += 1
        self.deliveries += result.states
        self.kills += result.kills
        self.frozen += result.frozen
        self.two_daemons += result.plan.daemons == 2
        self.on_postgres += result.plan.postgres
        self.faults += sum(fault.times or 0 for fault in result.plan.faults)
        if not result.is_good:
            self.bad.append(result)

    def lines(self) -> Iterator[str]:
        """The figures, then each trial that went wrong with the seed that repeats it."""
        states = ", ".join(f"{count} {state}" for state, count in self.deliveries.most_common())
        yield f"{self.trials} trials ({self.two_daemons} with two daemons, {self.on_postgres} on PostgreSQL)"
        yield f"{self.kills} kills, {self.frozen} freezes, {self.faults} faults of the networks"
        yield f"{self.deliveries.total()} deliveries: {states}"
        yield f"twice {sum(len(one.twice) for one in self.bad)}, wrong {sum(len(one.wrong) for one in self.bad)}, "
        yield f"lost {sum(len(one.lost) for one in self.bad)}, untold {sum(len(one.untold) for one in self.bad)}"
        for one in self.bad:
            yield f"seed {one.seed}: {one.plan}\n  " + "\n  ".join(one.twice + one.wrong + one.lost + one.untold)


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
    return Trial(template, plan_for(seed, postgres=True), template.folder, mutant).run()
