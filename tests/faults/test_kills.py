"""Killed, frozen and lied to: nothing twice, nothing lost. `make torture` runs many more of the same trials."""

from __future__ import annotations

import pytest

from campaign_scheduler.publishing.points import POINTS
from faults.campaign import DELIVERIES, Template
from faults.mutants import MUTANTS
from faults.torture import STORES, torture

pytestmark = [pytest.mark.xdist_group("torture"), pytest.mark.timeout(900)]
TRIALS = 24
LEAST_KILLS = 24
MOST_POINTS = 7
"""Of eleven: on a busy machine a point may not be reached in time. `make torture N=500` wants every one."""


def test_whatever_dies_nothing_goes_out_twice_and_nothing_is_lost(template: Template) -> None:
    tally = torture(template, range(TRIALS))
    assert not tally.bad, "\n".join(tally.lines())
    assert tally.deliveries.total() == TRIALS * DELIVERIES
    assert tally.kills >= LEAST_KILLS
    assert len(tally.kinds) == 4, "one daemon and two, on both stores"
    killed_at = [point for point in POINTS if any(tally.killed_at[point, store] for store in STORES)]
    assert len(killed_at) >= MOST_POINTS, killed_at


@pytest.mark.torture
@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_core_is_caught(template: Template, mutant: str) -> None:
    """A harness that cannot fail proves nothing."""
    tally = torture(template, range(1000, 1060), mutant=mutant, until_bad=True)
    assert tally.bad, f"{mutant} went through {tally.trials} trials unseen"
