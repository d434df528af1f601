"""`notify` in campaign.yaml: the time of the digest, or off, or a problem with its line."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from campaign_scheduler import workspace as files
from campaign_scheduler.model.problem import Problem
from support.making import CAMPAIGN, app_for, workspace


def _read(root: Path, lines: str) -> tuple[time | None, tuple[Problem, ...]]:
    whole = files.read(
        workspace(root, campaign=CAMPAIGN + lines), platforms=app_for(root).capabilities(), today=date(2030, 3, 1)
    )
    assert whole.campaign is not None
    return whole.campaign.digest_at, whole.problems


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("", time(17)),
        ('notify: {digest: "08:15"}\n', time(8, 15)),
        ("notify: {digest: 17:00}\n", time(17)),
        ("notify: {digest: 9.30am}\n", time(9, 30)),
        ("notify: {digest: off}\n", None),
        ("notify: {digest: no}\n", None),
        ("notify: {}\n", time(17)),
    ],
)
def test_the_time_of_the_digest(tmp_path: Path, lines: str, at: time | None) -> None:
    assert _read(tmp_path, lines) == (at, ())


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("notify: {digest: sometimes}\n", "digest-wrong"),
        ("notify: {digest: on}\n", "digest-wrong"),
        ("notify: {digest: 25}\n", "digest-wrong"),
        ("notify: {digests: off}\n", "setting-unknown"),
        ("notify: 17:00\n", "setting-wrong"),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_line(tmp_path: Path, lines: str, code: str) -> None:
    _, (problem,) = _read(tmp_path, lines)
    assert (problem.code, problem.file) == (code, "config/campaign.yaml")
    assert problem.line == 6
    assert problem.remedy
