from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign_scheduler.sandbox import serve
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import open_store
from support.aftercare import Out
from support.bench import DUE, Bench
from support.making import SECRETS, SetClock, app_for, sandbox_accounts, workspace


@pytest.fixture
def out(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Out]:
    """One post, published on X, LinkedIn and Mastodon; a parameter replaces text in accounts.yaml."""
    clock = SetClock()
    with serve(clock=clock) as sandbox:
        accounts = sandbox_accounts(sandbox).replace(*getattr(request, "param", ("", "")))
        app = app_for(workspace(tmp_path, accounts=accounts), clock)
        apply_plan(app, actor="test")
        clock.moment = DUE
        store = open_store(app.settings.store_url)
        yield Out(Bench(app, store, clock, sandbox, {name: dict(fields) for name, fields in SECRETS.items()}))
        store.close()
