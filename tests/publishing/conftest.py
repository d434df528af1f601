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
def out(bench: Bench) -> Out:
    """The same, published."""
    return Out(bench)


@pytest.fixture
def bench(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """One post for X, LinkedIn and Mastodon, due now; a parameter of `out` replaces text in accounts.yaml."""
    clock = SetClock()
    with serve(clock=clock) as sandbox:
        accounts = sandbox_accounts(sandbox).replace(*_replaced(request))
        app = app_for(workspace(tmp_path, accounts=accounts), clock)
        apply_plan(app, actor="test")
        clock.moment = DUE
        store = open_store(app.settings.store_url)
        yield Bench(app, store, clock, sandbox, {name: dict(fields) for name, fields in SECRETS.items()})
        store.close()


def _replaced(request: pytest.FixtureRequest) -> tuple[str, str]:
    callspec = getattr(request.node, "callspec", None)
    old, new = callspec.params.get("out", ("", "")) if callspec else ("", "")
    return old, new
