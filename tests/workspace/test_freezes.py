"""The freezes of campaign.yaml: which moments they mean, and what is wrong with them where."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from campaign_scheduler import workspace as files
from campaign_scheduler.model.freeze import Freeze
from campaign_scheduler.model.problem import Problem
from campaign_scheduler.services.check import check
from support.making import CAMPAIGN, app_for, workspace


def read(root: Path, freezes: str, zone: str = "Europe/London") -> tuple[tuple[Freeze, ...], list[Problem]]:
    campaign = CAMPAIGN.replace("Europe/London", zone) + freezes
    app = app_for(workspace(root, campaign=campaign))
    found = files.read(root, platforms=app.capabilities(), today=date(2026, 1, 1))
    assert found.campaign is not None
    return found.campaign.freezes, [one for one in found.problems if one.code == "freeze-wrong"]


def moments(freeze: Freeze) -> str:
    return f"{freeze.starts_at:%Y-%m-%d %H:%M} {freeze.ends_at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("from: 2026-12-24, to: 2026-12-27", "2026-12-24 00:00 2026-12-28 00:00"),
        ("from: 2026-12-24, to: 2026-12-24", "2026-12-24 00:00 2026-12-25 00:00"),
        ("from: '2026-12-24', to: '2026-12-27'", "2026-12-24 00:00 2026-12-28 00:00"),
        ("from: 2026-07-01 18:00, to: 2026-07-02 06:30", "2026-07-01 17:00 2026-07-02 05:30"),
        ("from: 2026-07-01 18:00:00, to: 2026-07-02", "2026-07-01 17:00 2026-07-02 23:00"),
        ("from: 2026-03-29, to: 2026-03-29", "2026-03-29 00:00 2026-03-29 23:00"),
        ("from: 2026-10-25, to: 2026-10-25", "2026-10-24 23:00 2026-10-26 00:00"),
        ("from: 2026-10-25 01:30, to: 2026-10-25 01:45", "2026-10-25 00:30 2026-10-25 01:45"),
        ("from: 2026-03-29 01:30, to: 2026-03-29 01:45", "2026-03-29 00:30 2026-03-29 01:45"),
    ],
)
def test_days_are_whole_and_where_the_clock_is_changed_a_freeze_is_the_longer_of_two(
    tmp_path: Path, written: str, meant: str
) -> None:
    found, problems = read(tmp_path, f"freezes: [{{{written}, reason: Why}}]\n")
    assert problems == []
    assert [moments(one) for one in found] == [meant]
    assert found[0].reason == "Why"


def test_a_day_that_has_no_midnight_is_frozen_whole(tmp_path: Path) -> None:
    """In Egypt the clock goes from 00:00 to 01:00 on Friday 24 April 2026."""
    (found,), problems = read(tmp_path, "freezes: [{from: 2026-04-24, to: 2026-04-24, reason: Why}]\n", "Africa/Cairo")
    assert problems == []
    assert found.covers(datetime(2026, 4, 23, 22, 0, tzinfo=UTC))
    assert found.covers(datetime(2026, 4, 24, 20, 59, tzinfo=UTC))
    assert not found.covers(datetime(2026, 4, 24, 21, 0, tzinfo=UTC))


def test_they_are_given_in_order_and_may_overlap(tmp_path: Path) -> None:
    found, problems = read(
        tmp_path,
        "freezes:\n"
        "  - {from: 2026-12-24, to: 2026-12-27, reason: Christmas}\n"
        "  - {from: 2026-04-03, to: 2026-04-06, reason: Easter}\n"
        "  - {from: 2026-12-26, to: 2026-12-31, reason: Closed}\n",
    )
    assert problems == []
    assert [one.reason for one in found] == ["Easter", "Christmas", "Closed"]


@pytest.mark.parametrize(
    ("item", "words", "remedy"),
    [
        ("{from: 2026-12-27, to: 2026-12-24, reason: X}", "ends before it starts", "Swap from and to."),
        ("{from: 2026-12-24 10:00, to: 2026-12-24 10:00, reason: X}", "ends before it starts", "Swap"),
        ("{from: 2026-12-24, to: 2026-12-27}", "should say why", "Add reason"),
        ("{from: 2026-12-24, to: 2026-12-27, reason: '  '}", "should say why", "Add reason"),
        ("{from: 2026-12-24, reason: X}", "has no to", "Write a day such as"),
        ("{to: 2026-12-24, reason: X}", "has no from", "Write a day such as"),
        ("{from: 24/12/2026, to: 2026-12-27, reason: X}", "24/12/2026 is not a day or a time", "such as 2026-12-24"),
        ("{from: 2026-02-30, to: 2026-12-27, reason: X}", "2026-02-30 is not a day or a time", "such as 2026-12-24"),
        ("{from: soon, to: 2026-12-27, reason: X}", "soon is not a day or a time", "such as 2026-12-24"),
        ("{from: 2026-12-24 10:00Z, to: 2026-12-27, reason: X}", "is not a day or a time", "such as 2026-12-24"),
        ("{from: 2026-12-24, to: 2026-12-27, reson: X}", "no setting called reson", "Use from, to, reason"),
        ("{from: 2026-12-24, to: 2026-12-27, reason: X, accounts: [x]}", "no setting called accounts", "Use from"),
        ("2026-12-24", "should say from, to and reason", "Write freezes: [{from"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_a_remedy(tmp_path: Path, item: str, words: str, remedy: str) -> None:
    first = "{from: 2026-04-03, to: 2026-04-06, reason: Easter}"
    found, problems = read(tmp_path, f"freezes:\n  - {first}\n  - {item}\n")
    assert [one.reason for one in found] == ["Easter"], "the others are still read"
    (problem,) = problems
    assert words in problem.message
    assert remedy in problem.remedy
    assert (problem.file, problem.line) == ("config/campaign.yaml", 8)


def test_every_problem_at_once_and_nothing_is_scheduled(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "freezes:\n  - {from: soon, to: later}\n  - {from: 2026-12-24}\n")
    assert [one.line for one in problems] == [7, 7, 7, 8, 8]
    assert len(check(app_for(tmp_path)).errors) >= 5


def test_the_same_twice_and_no_list_at_all(tmp_path: Path) -> None:
    one = "  - {from: 2026-12-24, to: 2026-12-27, reason: X}\n"
    _, problems = read(tmp_path / "twice", f"freezes:\n{one}{one}")
    assert [problem.message for problem in problems] == ["The same freeze is given twice."]
    _, problems = read(tmp_path / "none", "freezes: Christmas\n")
    assert [problem.message for problem in problems] == ["freezes should be a list."]


def test_a_post_inside_a_freeze_is_warned_of_before_it_is_scheduled(tmp_path: Path) -> None:
    freeze = "freezes: [{from: 2030-03-04, to: 2030-03-05, reason: Mourning}]\n"
    reading = check(app_for(workspace(tmp_path, campaign=CAMPAIGN + freeze)), now=datetime(2030, 3, 1, tzinfo=UTC))
    (problem,) = [one for one in reading.problems if one.code == "in-a-freeze"]
    assert "falls into a freeze: Mon 4 March to Tue 5 March (Mourning). The post would go on hold." in problem.message
    assert (problem.file, problem.line) == ("config/calendar.csv", 2)
