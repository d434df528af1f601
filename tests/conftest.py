"""Fixtures that many tests use."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Everything that tests talk to is on this machine, which a setting must allow; processes they start inherit it.
os.environ.setdefault("CAMPAIGN_ALLOW_PRIVATE_ADDRESSES", "127.0.0.1")

pytest.register_assert_rewrite("campaign_scheduler.testing.contract")

from campaign_scheduler.sandbox import RunningSandbox, serve  # noqa: E402  (after the line above)


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    """The stand-in networks on a free port."""
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server."""
    from faults import postgres

    with postgres.server() as url:
        yield url


GROUP = re.compile(r"xdist_group\(\"(\w+)\"\)")


class Grouped(LoadScopeScheduling):
    """Tests of a module that names an xdist_group run in one process, in their order; all others wherever one is free.

    xdist 3.8 means to do this itself, by writing the group into the tests' names; pytest 9.2 does not let it.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid.partition("::")[0]) or nodeid


@cache
def _group(file: str) -> str:
    found = GROUP.search((Path(__file__).parents[1] / file).read_text(encoding="utf-8"))
    return found[1] if found else ""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """Instead of xdist's own for `--dist loadgroup`."""
    return Grouped(config, log) if config.getoption("dist") == "loadgroup" else None
