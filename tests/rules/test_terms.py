"""The terms of whoever gave the copy: nothing before the embargo, and what every caption must hold."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign_scheduler.model.problem import Problem, Severity
from campaign_scheduler.rules.terms import holds
from campaign_scheduler.services.check import check
from campaign_scheduler.services.scheduling import apply_plan
from support.making import CAMPAIGN, SetClock, app_for, workspace
from support.office import office

NOW = datetime(2030, 3, 1, 8, tzinfo=UTC)
ROWS = ("launch,2030-07-04,09:00,launch,,all,,", "later,2030-07-04,09:01,later,,trust_x,,")
CAPTIONS = {"launch.md": "Sleep well. #SleepWellTonight", "later.md": "Sleep well, all of you. #sleepwell @OurTrust"}


def problems(root: Path, settings: str, *, code: str, now: datetime = NOW) -> list[Problem]:
    app = app_for(workspace(root, ROWS, captions=CAPTIONS, campaign=CAMPAIGN + settings), SetClock(now))
    return [one for one in check(app).problems if one.code == code]


@pytest.mark.parametrize("written", ["2030-07-04 09:01", "2030-07-04 09:01:00", "2030-07-04T08:01:00+00:00"])
def test_a_post_before_the_embargo_is_an_error_at_its_row(tmp_path: Path, written: str) -> None:
    """In the campaign's own zone, in summer time; a post due at its end is not before it."""
    (problem,) = problems(tmp_path, f"embargo: {written}\n", code="before-the-embargo")
    assert (problem.severity, problem.file, problem.line) == (Severity.ERROR, "config/calendar.csv", 2)
    assert problem.post_id == "launch"
    assert "Thu 4 July 2030 09:01" in problem.message and "Thu 4 July 2030 09:01" in problem.remedy


def test_a_post_that_is_scheduled_already_is_told_to_go_out_until_it_is_taken_back(tmp_path: Path) -> None:
    row = "launch,2030-07-04,09:00,launch,none,Mastodon,{},"
    with office(tmp_path, NOW, [row.format("")]) as made:
        made.settings("embargo: 2030-07-04 09:01\n")
        (problem,) = [one for one in check(made.app).problems if one.code == "before-the-embargo"]
        assert "scheduled already and would go out: then run campaign apply" in problem.remedy
        made.rows(row.format("draft"))
        apply_plan(made.app)
        assert made.states() == {"launch/mastodon": "cancelled"}


def test_an_embargo_that_is_over_is_no_trouble(tmp_path: Path) -> None:
    after = datetime(2030, 7, 4, 8, 1, tzinfo=UTC)
    assert problems(tmp_path, "embargo: 2030-07-04 09:01\n", code="before-the-embargo", now=after) == []


def test_an_embargo_in_the_repeated_hour_lasts_the_longer(tmp_path: Path) -> None:
    rows = ("a,2030-10-27,01:30 BST,launch,,trust_x,,", "b,2030-10-27,01:30 GMT,later,,trust_x,,")
    root = workspace(tmp_path, rows, captions=CAPTIONS, campaign=CAMPAIGN + "embargo: 2030-10-27 01:30\n")
    found = check(app_for(root, SetClock(NOW))).problems
    assert [one.post_id for one in found if one.code == "before-the-embargo"] == ["a"]


def test_a_caption_without_what_is_asked_is_warned_about_once(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, 'must_include: ["#SleepWell", "@ourtrust"]\n', code="must-include-missing")
    assert (problem.severity, problem.file, problem.line) == (Severity.WARNING, "captions/launch.md", 1)
    assert "#SleepWell, @ourtrust" in problem.message


@pytest.mark.parametrize(
    ("text", "asked", "there"),
    [
        ("Good night #SLEEPWELL.", "#SleepWell", True),
        ("Good night #SleepWells", "#SleepWell", False),
        ("a#SleepWell", "#SleepWell", False),
        ("The Listening\nProject", "listening project", True),
        ("thank @OurTrust@social.example", "@OurTrust", True),
        ("www.example.org/sleep?x=1", "www.example.org/sleep", True),
    ],
)
def test_it_is_held_whole_in_whatever_capitals(text: str, asked: str, there: bool) -> None:
    assert holds(text, asked) is there
