"""What X will charge, and how much a network lets an account post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from campaign_scheduler.services.check import check
from campaign_scheduler.services.scheduling import make_plan
from support.making import ACCOUNTS, SetClock, app_for, workspace

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
    assert cost.sentence.startswith("X will charge about $0.22: 1 with a link at $0.20")


def test_reading_back_is_part_of_the_forecast_where_it_was_asked_for(tmp_path: Path) -> None:
    accounts = ACCOUNTS.replace("platform: x", "platform: x, read_back: yes")
    app = app_for(
        workspace(tmp_path, [_row(1, 0, "X", "Plain words")], heading=HEADING, accounts=accounts), SetClock(NOW)
    )
    (cost,) = make_plan(app).costs
    assert (cost.readings, cost.total) == (1, Decimal("0.020"))
    assert "1 read back at $0.005" in cost.sentence


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
