"""A web page over a small workspace, without a daemon and without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from campaign_scheduler.model.account import Account
from campaign_scheduler.model.person import Role
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.services import people
from campaign_scheduler.services.app import App
from campaign_scheduler.services.check import check
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import Store, open_store
from campaign_scheduler.web import WebServer
from support.making import CAMPAIGN, SetClock, app_for, picture, sandbox_accounts, workspace
from support.visitor import PASSWORD, Visitor

NOW = datetime(2030, 3, 4, 8, tzinfo=UTC)
ROWS = (
    "launch,2030-03-04,09:00,launch,,all,,",
    'again,2030-03-05,12:30,again,launch.png,"trust_x, trust_linkedin",,Ask Dr Shah',
    "later,2030-03-06,09:00,later,none,all,draft,",
)
CAPTIONS = {
    "launch.md": "The service opens today.\n",
    "launch.x.md": "Open today.\n",
    "again.md": "---\ntags: [spring]\n---\nThe service has opened.\n",
    "later.md": "Words for later.\n",
}


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are meant to be slow to check; tests sign in often."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(people, "_hasher", lambda: hasher)
    people._nobodys.cache_clear()


@dataclass
class Site:
    """The parts and the page; `as_role` is somebody signed in."""

    root: Path
    app: App
    store: Store
    web: WebServer
    clock: SetClock

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web.port}"

    def visitor(self) -> Visitor:
        return Visitor(self.url)

    def as_role(self, role: Role, name: str = "") -> Visitor:
        """Somebody of that role, signed in."""
        email = f"{re.sub('[^a-z]', '', (name or role.value).lower())}@example.org"
        if all(one.email != email for one in people.everyone(self.app)):
            token = people.invite(self.app, name=name or role.value.title(), email=email, role=role, by="test")
            return self.visitor().enter(token)
        visitor = self.visitor()
        assert visitor.sign_in(email, PASSWORD).status_code == 303
        return visitor

    def app_accounts(self) -> list[Account]:
        """The accounts of the files."""
        return list(check(self.app).workspace.accounts.values())

    def admin(self) -> Visitor:
        return self.as_role(Role.ADMIN)


@pytest.fixture
def site(tmp_path: Path, sandbox: RunningSandbox) -> Iterator[Site]:
    """Two posts scheduled, one draft; 4 March 2030, eight in the morning."""
    root = workspace(
        tmp_path / "work",
        ROWS,
        captions=CAPTIONS,
        pictures={"launch.png": picture(), "spare.png": picture(colour="navy")},
        accounts=sandbox_accounts(sandbox),
        campaign=CAMPAIGN + 'slots: ["09:00"]\n',
    )
    clock = SetClock(NOW)
    app = app_for(root, clock)
    apply_plan(app, actor="test")
    store = open_store(app.settings.store_url)
    web = WebServer(app, store, port=0)
    web.start()
    yield Site(root, app, store, web, clock)
    web.stop()
    store.close()


def ask_for_approval(site: Site, rule: str = "signoff: {required: 1}\n") -> None:
    """From now on the campaign asks for approval."""
    config = site.root / "config/campaign.yaml"
    config.write_text(config.read_text(encoding="utf-8") + rule, encoding="utf-8")
    apply_plan(site.app, actor="test")
