from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign_scheduler.sandbox import serve
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import Store, open_store
from support.making import CAMPAIGN, SetClock, app_for, sandbox_accounts, workspace
from support.receiving import Receiver, receiver
from support.telling import DUE, Bench


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


@pytest.fixture
def bench(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """`lines` of a marker are added to campaign.yaml, `account` is the one account that is posted to."""
    marker = request.node.get_closest_marker("with_campaign")
    lines, account = marker.args if marker else ("", "Mastodon")
    clock = SetClock()
    with serve(clock=clock) as sandbox:
        root = workspace(
            tmp_path,
            [f"launch,2030-03-04,09:00,launch,,{account},,"],
            campaign=CAMPAIGN + lines,
            accounts=sandbox_accounts(sandbox),
        )
        app = app_for(root, clock)
        apply_plan(app, actor="test")
        clock.moment = DUE
        store = open_store(app.settings.store_url)
        yield Bench(app, store, clock, sandbox)
        store.close()
