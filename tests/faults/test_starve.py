"""Short of disk, of files, of the database: nothing twice, nothing lost, and on it goes afterwards.

They mostly wait, so each runs wherever a process of the tests is free.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign_scheduler.sandbox import RunningSandbox
from faults.campaign import Template
from faults.starving import SCALE, STEPS
from faults.ward import FEW, Ward, ward
from support.program import wait_for

LONGER_THAN_ANY_PATIENCE = 90 / SCALE
LONGER_THAN_A_LEASE = 150 / SCALE


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """On SQLite alone."""
    return Template(tmp_path_factory.mktemp("starve"))


@pytest.fixture
def found(template: Template, tmp_path: Path, sandbox: RunningSandbox) -> Iterator[Ward]:
    with ward(template, tmp_path, sandbox) as made:
        yield made


@pytest.mark.parametrize("what", ["disk", "files"])
@pytest.mark.parametrize("step", STEPS)
def test_nothing_left_to_write_with_at_each_step(found: Ward, step: str, what: str) -> None:
    daemon = found.start(step, what)
    found.reached()
    time.sleep(LONGER_THAN_ANY_PATIENCE)
    assert daemon.is_alive()
    found.nothing_twice()
    if what == "disk":
        assert len(found.sandbox.world.posts()) == (step in ("intent", "sent", "recorded"))
    found.say("enough")
    found.all_out()
    if (step, what) == ("sent", "disk"):
        assert found.requests() == FEW, "only the writing is tried again, never the sending"


def test_a_stop_does_not_wait_for_ever_for_a_full_disk(found: Ward) -> None:
    """What was acknowledged and could not be written is found at the network by the next daemon."""
    daemon = found.start("sent", "disk")
    found.reached()
    wait_for(lambda: len(found.sandbox.world.posts()) == 1)
    daemon.terminate()
    daemon.join(60)
    assert not daemon.is_alive(), "the stop is bounded"
    found.start()
    wait_for(lambda: not [row for row in found.rows() if row.state in ("scheduled", "publishing")], 90)
    assert found.requests() == FEW
    found.nothing_twice()


@pytest.mark.parametrize("step", STEPS)
def test_the_database_locked_by_another_program(found: Ward, step: str) -> None:
    """Longer than any patience. Claims wait, and an outcome is written late."""
    daemon = found.start(step, waits=True)
    found.reached()
    other = sqlite3.connect(found.file, timeout=60, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    found.say("go")
    time.sleep(LONGER_THAN_ANY_PATIENCE)
    assert daemon.is_alive()
    other.execute("ROLLBACK")
    other.close()
    found.all_out()


@pytest.mark.parametrize("daemons", [1, 2])
@pytest.mark.parametrize("step", STEPS)
def test_frozen_for_longer_than_its_lease(found: Ward, step: str, daemons: int) -> None:
    """On waking it sends nothing late; meanwhile another sends nothing that it may have sent."""
    frozen = found.start(step, waits=True)
    found.reached()
    found.freeze(frozen)
    found.say("go")
    before = found.requests()
    if daemons == 2:
        found.start()
        wait_for(lambda: len([row for row in found.rows() if row.state == "published"]) >= FEW - 1, 90)
    time.sleep(LONGER_THAN_A_LEASE)
    mine = [row for row in found.rows() if row.state in ("publishing", "unconfirmed")]
    if daemons == 2 and step == "intent":
        assert len(mine) == 1, "what a frozen one may yet send is left to it"
    assert daemons == 2 or found.requests() == before
    os.kill(frozen.pid or 0, signal.SIGCONT)
    if step == "intent":
        _settled_without_sending_late(found)
    else:
        found.all_out()


def _settled_without_sending_late(found: Ward) -> None:
    """Awake, it finds that too little time is left. Unconfirmed is what a network without a settle time leaves."""
    wait_for(lambda: not [row for row in found.rows() if row.state in ("scheduled", "publishing") or row.check_at], 100)
    found.nothing_twice()
    states = [row.state for row in found.rows()]
    assert states.count("published") >= FEW - 1, states
    assert len(found.sandbox.world.posts()) == states.count("published")
