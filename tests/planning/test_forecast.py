"""What X will charge, and how much a network lets an account post."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from campaign_scheduler.model.errors import InputError
from campaign_scheduler.model.problem import Problem
from campaign_scheduler.planning.forecast import dollars
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.services.app import App
from campaign_scheduler.services.check import check
from campaign_scheduler.services.scheduling import apply_plan, make_plan
from support.making import ACCOUNTS, CAMPAIGN, SetClock, app_for, sandbox_accounts, workspace

NOW = datetime(2030, 3, 1, tzinfo=UTC)
HEADING = "id,date,time,media,accounts,text"


def _row(number: int, minute: int, account: str, text: str, media: str = "none") -> str:
    moment = datetime(2030, 3, 4, 9) + timedelta(minutes=minute)
    return f"p{number},{moment:%Y-%m-%d},{moment:%H:%M},{media},{account},{text}"


def test_the_forecast_counts_links_plain_posts_and_alt_texts(tmp_path: Path) -> None:
    rows = [
        _row(1, 0, "X", "Read README.md"),
        _row(2, 1, "X", "No address here", "launch.png"),
        _row(3, 2, "Mastodon", "https://example.org"),
    ]
    app = app_for(workspace(tmp_path, rows, heading=HEADING), SetClock(NOW))
    (cost,) = make_plan(app).costs
    assert (cost.platform, cost.with_link, cost.plain, cost.alt_texts) == ("x", 1, 1, 1)
    assert cost.total == Decimal("0.220")
    assert cost.linked == ("p1",)
    assert cost.sentence.startswith("X will charge about $0.22: 1 with a link at $0.20")


def test_reading_back_is_part_of_the_forecast_where_it_was_asked_for(tmp_path: Path) -> None:
    accounts = ACCOUNTS.replace("platform: x", "platform: x, read_back: yes")
    app = app_for(
        workspace(tmp_path, [_row(1, 0, "X", "Plain words")], heading=HEADING, accounts=accounts), SetClock(NOW)
    )
    (cost,) = make_plan(app).costs
    assert (cost.readings, cost.total) == (1, Decimal("0.020"))
    assert "1 read back at $0.005" in cost.sentence


def test_half_a_cent_is_rounded_up() -> None:
    assert [dollars(Decimal(text)) for text in ("1.645", "2.055", "0.014")] == ["$1.65", "$2.06", "$0.01"]


def test_a_campaign_without_x_costs_nothing(tmp_path: Path) -> None:
    rows = [_row(1, 0, "Mastodon", "Free")]
    assert make_plan(app_for(workspace(tmp_path, rows, heading=HEADING), SetClock(NOW))).costs == []


def _over(tmp_path: Path, rows: list[str]) -> list[str | None]:
    app = app_for(workspace(tmp_path, rows, heading=HEADING))
    return [one.post_id for one in check(app, now=NOW).problems if one.code == "over-allowance"]


def test_one_post_too_many_in_a_quarter_of_an_hour_is_named(tmp_path: Path) -> None:
    rows = [_row(number, number // 8, "X", f"Number {number}") for number in range(101)]
    assert _over(tmp_path, rows) == ["p100"]


def test_the_window_slides(tmp_path: Path) -> None:
    early = [_row(number, 0, "X", f"Number {number}") for number in range(100)]
    assert _over(tmp_path, [*early, _row(100, 14, "X", "Too soon")]) == ["p100"]
    assert _over(tmp_path, [*early, _row(100, 15, "X", "In time")]) == []


def test_pictures_use_requests_where_a_network_counts_those(tmp_path: Path) -> None:
    rows = [_row(number, number, "LinkedIn", f"Number {number}", "launch.png") for number in range(76)]
    assert _over(tmp_path, rows) == ["p75"]


def test_a_server_that_counts_pictures_counts_them_apart_from_posts(tmp_path: Path) -> None:
    pictures = "launch.png; launch.png"
    rows = [_row(number, number, "Mastodon", f"Number {number}", pictures) for number in range(16)]
    assert _over(tmp_path, rows) == ["p15"]
    plain = [_row(number, number, "Mastodon", f"Number {number}") for number in range(40)]
    assert _over(tmp_path, plain) == []


# Other campaigns of the same account


def _other_campaign(tmp_path: Path, sandbox: RunningSandbox, minutes: list[int]) -> App:
    """Schedules another campaign's posts on X, and gives this one's parts on the same store."""
    rows = [_row(number, minute, "X", f"Other {number}") for number, minute in enumerate(minutes)]
    accounts = sandbox_accounts(sandbox)
    winter = CAMPAIGN.replace("campaign: spring", "campaign: winter")
    other = app_for(workspace(tmp_path / "winter", rows, heading=HEADING, accounts=accounts, campaign=winter))
    apply_plan(replace(other, clock=SetClock(NOW)))
    root = workspace(tmp_path / "spring", [], heading=HEADING, accounts=accounts)
    mine = app_for(root, SetClock(NOW))
    return replace(mine, settings=mine.settings.model_copy(update={"database_url": other.settings.store_url}))


def _write(app: App, rows: list[str]) -> list[Problem]:
    workspace(app.root, rows, heading=HEADING, accounts=(app.root / "config/accounts.yaml").read_text())
    return [one for one in check(app, now=NOW).problems if one.code == "over-allowance"]


def test_other_campaigns_posts_of_the_account_are_counted(tmp_path: Path, sandbox: RunningSandbox) -> None:
    app = _other_campaign(tmp_path, sandbox, [number % 10 for number in range(98)])
    found = _write(app, [_row(number, 5, "X", f"Mine {number}") for number in range(3)])
    assert [one.post_id for one in found] == ["p2"]
    assert "98 of winter" in found[0].message
    assert found[0].account_id == "trust_x"
    assert _write(app, [_row(number, 30, "X", f"Mine {number}") for number in range(3)]) == []


def test_posts_before_those_of_another_campaign_count_with_them(tmp_path: Path, sandbox: RunningSandbox) -> None:
    app = _other_campaign(tmp_path, sandbox, [20] * 99)
    found = _write(app, [_row(number, 10, "X", f"Mine {number}") for number in range(2)])
    assert [one.post_id for one in found] == ["p1"]


def test_what_this_campaign_no_longer_wants_is_not_counted(tmp_path: Path, sandbox: RunningSandbox) -> None:
    app = _other_campaign(tmp_path, sandbox, [])
    _write(app, [_row(number, 5, "X", f"Mine {number}") for number in range(60)])
    apply_plan(app)
    assert _write(app, [_row(100 + number, 6, "X", f"New {number}") for number in range(60)]) == []


def test_applying_is_refused_when_the_allowance_is_used_up(tmp_path: Path, sandbox: RunningSandbox) -> None:
    app = _other_campaign(tmp_path, sandbox, [0] * 100)
    _write(app, [_row(1, 5, "X", "One too many")])
    with pytest.raises(InputError) as caught:
        apply_plan(app)
    assert [one.post_id for one in caught.value.problems] == ["p1"]
