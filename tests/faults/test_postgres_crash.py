"""PostgreSQL dies under a daemon at each step and comes back."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign_scheduler.sandbox import serve
from faults import postgres
from faults.campaign import Template
from faults.starving import STEPS
from faults.ward import ward

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.mark.parametrize("step", STEPS)
def test_postgresql_crashes_and_comes_back(own_postgres: Template, tmp_path: Path, step: str) -> None:
    with serve() as sandbox:
        url = own_postgres.new_database(f"crash_{step}", sandbox.url)
        with ward(own_postgres, tmp_path, sandbox, url) as found:
            daemon = found.start(step, waits=True)
            found.reached()
            postgres.crash(own_postgres.folder / "pg")
            found.say("go")
            time.sleep(1)
            postgres.start(own_postgres.folder / "pg")
            found.all_out()
            assert daemon.is_alive()


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Template]:
    """A server that no other test uses, since it is going to crash. Not in pytest's folder: as root the server runs as
    another user, and every run of pytest closes its folder to others.
    """
    with tempfile.TemporaryDirectory() as name, postgres.own(Path(name) / "pg") as url:
        yield Template(Path(name), url)
