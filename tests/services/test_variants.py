"""`check --fix-variants`: begins shorter words, marked for a person, and never writes over a file of theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign_scheduler.services.check import check
from support.making import app_for, workspace

NOW = datetime(2030, 3, 1, tzinfo=UTC)
LONG = "The spring programme is here. " * 12 + "\n\nRead it at https://example.org/spring"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return workspace(tmp_path, captions={"launch.md": LONG})


def _codes(root: Path, **options: bool) -> list[str]:
    return [problem.code for problem in check(app_for(root), now=NOW, **options).errors]


def test_a_starter_fits_keeps_the_link_and_waits_for_a_person(root: Path) -> None:
    assert _codes(root) == ["text-too-long"]
    assert _codes(root, fix_variants=True) == ["variant-starter"]
    starter = root / "captions/launch.x.md"
    text = starter.read_text(encoding="utf-8")
    assert "captions/launch.md" in text
    assert text.endswith("here.\n\nhttps://example.org/spring\n")
    starter.write_text(text.replace("starter: true\n", ""), encoding="utf-8")
    assert _codes(root) == []


def test_a_persons_file_is_never_written_over(root: Path) -> None:
    mine = root / "captions/launch.x.md"
    mine.write_text(LONG + " Mine.", encoding="utf-8")
    assert _codes(root, fix_variants=True) == ["text-too-long"]
    assert mine.read_text(encoding="utf-8") == LONG + " Mine."


def test_asking_twice_changes_nothing(root: Path) -> None:
    _codes(root, fix_variants=True)
    before = (root / "captions/launch.x.md").read_bytes()
    _codes(root, fix_variants=True)
    assert (root / "captions/launch.x.md").read_bytes() == before
