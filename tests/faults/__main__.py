"""`make torture N=500 FIRST=0`: N seeded trials; `make mutants`: wrong cores. Exits with 1 when any is as it should not
be."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from faults.campaign import Template
from faults.mutants import MUTANTS
from faults.torture import ready, torture

ENOUGH = 400
"""Trials after which a daemon must have been killed at every point on every store."""
MUTANT_SEEDS = range(1000, 1120)
"""Seeds within which each wrong core must be caught."""


os.environ.setdefault("CAMPAIGN_ALLOW_PRIVATE_ADDRESSES", "127.0.0.1")


def main(what: str, first: str = "0") -> int:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ready(Path(folder)) as template:
        good = _mutants(template) if what == "mutants" else _trials(template, int(what), int(first))
    print(f"{time.monotonic() - begun:.0f} s", flush=True)
    return 0 if good else 1


def _trials(template: Template, count: int, first: int) -> bool:
    tally = torture(template, range(first, first + count))
    print("\n".join(tally.lines()))
    missed = tally.missed_points() if count >= ENOUGH else []
    if missed:
        print(f"no kill came to: {', '.join(missed)}")
    return not (tally.bad or missed)


def _mutants(template: Template) -> bool:
    caught = [_is_caught(template, name) for name in MUTANTS]
    print(f"{sum(caught)} of {len(caught)} wrong cores caught")
    return all(caught)


def _is_caught(template: Template, name: str) -> bool:
    tally = torture(template, MUTANT_SEEDS, mutant=name, until_bad=True)
    seen = [(one.twice + one.wrong + one.lost + one.untold)[0] for one in tally.bad]
    print(f"{name}: {f'caught after {tally.trials} trials: {seen[0]}' if seen else 'NOT CAUGHT'}", flush=True)
    return bool(seen)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
