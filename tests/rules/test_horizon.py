"""What ends before a post is due: check and plan warn, and people are told in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from campaign_scheduler.model.account import Account, Profile
from campaign_scheduler.notify import ahead
from campaign_scheduler.notify.ahead import ApiEnd
from campaign_scheduler.platforms.linkedin.versions import VERSION, end_of
from campaign_scheduler.services.app import App
from campaign_scheduler.services.check import check
from campaign_scheduler.services.scheduling import make_plan
from campaign_scheduler.services.watching import Housekeeping
from campaign_scheduler.store import Store, accounts, outbox
from support.making import SetClock, app_for, workspace

DUE = datetime(2027, 3, 4, 9, tzinfo=UTC)
ROWS = ("launch,2027-03-04,09:00,launch,,all,,", "later,2027-10-01,09:00,later,,trust_linkedin,,")
CAPTIONS = {"launch.md": "The service opens today.", "later.md": "It has been open for half a year."}


@pytest.fixture
def app(tmp_path: Path) -> App:
    clock = SetClock(datetime(2027, 3, 1, 8, tzinfo=UTC))
    return app_for(workspace(tmp_path, ROWS, captions=CAPTIONS), clock)


@pytest.fixture
def store(app: App) -> Iterator[Store]:
    with app.store() as opened:
        yield opened


def verified(app: App, store: Store, name: str, expires_at: datetime | None) -> None:
    account = check(app).workspace.accounts[name]
    with store.write() as connection:
        accounts.pin(connection, account, Profile("1", name, "home", expires_at=expires_at), app.clock.now())


def warnings(app: App) -> dict[str, str]:
    return {one.code: one.message for one in check(app).problems if one.code.endswith("-ends-first")}


def test_a_version_that_ends_first_is_told_with_its_source(app: App) -> None:
    message = warnings(app)["version-ends-first"]
    assert "LinkedIn may refuse the version of its API that trust_linkedin uses from Wed 1 September 2027 on" in message
    assert "at least twelve months" in message
    assert "before later is due" in message


def test_a_newer_version_ends_the_warning(app: App) -> None:
    path = app.root / "config/accounts.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "platform: linkedin,", 'platform: linkedin, linkedin_version: "202611",'
    )
    path.write_text(text, encoding="utf-8")
    assert warnings(app) == {}


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (DUE, "The connection of trust_x ends on Thu 4 March 2027, before launch is due."),
        (DUE + timedelta(seconds=1), None),
        (None, None),
        (datetime(2027, 2, 1, tzinfo=UTC), "The connection of trust_x ended on Mon 1 February 2027"),
    ],
)
def test_a_token_that_ends_first(app: App, store: Store, ends: datetime | None, said: str | None) -> None:
    verified(app, store, "trust_x", ends)
    found = warnings(app).get("token-ends-first")
    assert found is None if said is None else found is not None and found.startswith(said)


def test_it_stands_at_the_first_post_and_stops_nothing(app: App, store: Store) -> None:
    verified(app, store, "trust_linkedin", datetime(2027, 3, 2, tzinfo=UTC))
    planned = make_plan(app)
    (found,) = [one for one in planned.horizon if one.code == "token-ends-first"]
    assert (found.file, found.line, found.post_id) == ("config/calendar.csv", 2, "launch")
    assert "before 2 posts are due" in found.message
    assert not found.is_error
    assert "campaign accounts connect trust_linkedin" in found.remedy


@pytest.mark.parametrize(
    ("version", "ends"),
    [
        ("202601", date(2027, 1, 15)),
        ("202609", date(2027, 9, 1)),
        ("202612", date(2027, 12, 1)),
        ("202613", None),
        ("latest", None),
        ("", None),
    ],
)
def test_when_a_version_ends(version: str, ends: date | None) -> None:
    found = end_of(version)
    assert (found.value if found else None) == ends


def test_the_version_that_is_sent_has_an_end_that_is_known() -> None:
    assert end_of(VERSION) is not None


def test_people_are_told_of_a_version_once_at_each_of_7_3_and_1_days(store: Store) -> None:
    ends_at = datetime(2027, 9, 1, tzinfo=UTC)
    about = [ApiEnd("trust_linkedin", "LinkedIn", ends_at, "its page")]
    told = []
    for hour in range(24 * 12):
        now = ends_at - timedelta(days=10) + timedelta(hours=hour)
        with store.write() as connection:
            for message in ahead.news(connection, now, about):
                outbox.put(connection, message, now)
                told.append((now - ends_at, message.title))
    assert [-days for days, _ in told] == [timedelta(days=days) for days in (7, 3, 1, 0)]
    assert told[0][1] == "trust_linkedin: LinkedIn's API version ends in 7 days"
    assert told[-1][1] == "trust_linkedin: LinkedIn's API version has ended"


def test_the_daemon_looks_at_the_versions_of_the_accounts_it_knows(app: App, store: Store) -> None:
    verified(app, store, "trust_linkedin", None)
    clock = app.clock
    assert isinstance(clock, SetClock)
    clock.moment = datetime(2027, 8, 29, 8, tzinfo=UTC)
    Housekeeping(app, store).tick()
    with store.read() as connection:
        titles = [message.title for _, message in outbox.waiting(connection, clock.moment + timedelta(days=1))]
    assert "trust_linkedin: LinkedIn's API version ends in 2 days" in titles


def test_a_server_of_another_address_has_versions_of_its_own(app: App) -> None:
    account = Account("a", "linkedin", options={"author": "urn:li:organization:1"})
    platform = app.platforms["linkedin"]
    assert platform.capabilities(account).api_ends is not None
    assert platform.capabilities(replace(account, base_url="http://127.0.0.1:1/linkedin")).api_ends is None
