"""A person at the stand-in networks' consent page, and a workspace whose accounts are not connected yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import requests

from campaign_scheduler.bootstrap import build
from campaign_scheduler.model.clock import Clock
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.services import choosing, connecting
from campaign_scheduler.services.app import App
from campaign_scheduler.services.connecting import Connected, Started
from campaign_scheduler.settings import load_settings
from support.making import sandbox_accounts, workspace

CLIENT = {"client_id": "app-of-the-trust", "client_secret": "client-secret-of-the-trust"}
APP_PASSWORD = "qzrt-4fgh-ijk2-mnop"
GIVEN: Mapping[str, Mapping[str, str]] = {
    "trust_x": CLIENT,
    "trust_linkedin": CLIENT,
    "trust_mastodon": {},
    "trust_bluesky": {"identifier": "trust_bluesky", "app_password": APP_PASSWORD},
}
BY_BROWSER = ("trust_x", "trust_linkedin", "trust_mastodon")


def unconnected(root: Path, sandbox: RunningSandbox, clock: Clock | None = None, **settings: object) -> App:
    """The program's parts for a workspace with an account on each network and no secrets at all."""
    bluesky = f'  - {{id: trust_bluesky, platform: bluesky, base_url: "{sandbox.base_url("bluesky")}"}}'
    lines = [line.removeprefix("    ") for line in sandbox_accounts(sandbox).splitlines()]
    workspace(root, accounts="\n".join([*lines, bluesky, ""]))
    url = f"sqlite:///{(root / '.campaign' / 'campaign.db').as_posix()}"
    return build(load_settings(workspace=root, database_url=url, **settings), clock)


def start(app: App, name: str, given: Mapping[str, str] | None = None) -> Started:
    account = choosing.the_account(app, name)
    connects = choosing.connector(app, account)
    answers = GIVEN[account.id] if given is None else given
    return connecting.start(app, name, answers, redirect=connecting.callback(connects))


def say_yes(address: str, account: str, *, without: Sequence[str] = ()) -> dict[str, str]:
    """Log in as `account`, allow all but some, and give what the browser is sent back with."""
    return answer(address, account, "yes", without)


def say_no(address: str) -> dict[str, str]:
    return answer(address, "nobody", "no", ())


def answer(address: str, account: str, said: str, without: Sequence[str]) -> dict[str, str]:
    asked = dict(parse_qsl(urlsplit(address).query))
    form = {"account": account, "answer": said, "scope": [one for one in asked["scope"].split() if one not in without]}
    came = requests.post(address, data=form, allow_redirects=False, timeout=10)
    assert came.status_code == 302, came.text
    return dict(parse_qsl(urlsplit(came.headers["Location"]).query))


def connect(app: App, name: str, account: str = "", *, without: Sequence[str] = ()) -> Connected:
    """The whole dance, over HTTP, as a browser and a person would."""
    started = start(app, name)
    if not started.address:
        return connecting.finish(app, {"state": started.state}, by="test")
    return connecting.finish(app, say_yes(started.address, account or name, without=without), by="test")
