"""Real servers are for `make test-real` alone: they take minutes to install."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from real.servers import Pds, Snac, pds, snac

collect_ignore_glob = [] if os.environ.get("REAL_SERVERS") else ["test_*.py"]


@pytest.fixture(scope="session")
def bluesky_server() -> Iterator[Pds]:
    with pds() as server:
        yield server


@pytest.fixture(scope="session")
def mastodon_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snac]:
    with snac(tmp_path_factory.mktemp("snac")) as server:
        yield server
