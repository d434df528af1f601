from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign_scheduler.store import Store, open_store
from support.receiving import Receiver, receiver


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{(tmp_path / 'told.db').as_posix()}")
    yield opened
    opened.close()


@pytest.fixture
def told() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def others() -> Iterator[Receiver]:
    with receiver() as running:
        yield running
