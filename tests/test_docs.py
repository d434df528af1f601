"""The documents say what the program does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign_scheduler.model.clock import SystemClock
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.platforms.kit.registry import load_platforms
from campaign_scheduler.services.checklists import as_markdown

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "campaign_scheduler"
TELL_OF_PROBLEMS = ("workspace", "rules", "rendering", "spreadsheets", "services", "calendars", "cli")
KEBAB = re.compile(r"[a-z]+(-[a-z]+)+")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def codes() -> Iterator[str]:
    """The code of every call that looks like telling of a problem: code, message, remedy."""
    for folder in TELL_OF_PROBLEMS:
        for file in (SOURCE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and len(node.args) >= 3:
                    yield from (
                        argument.value
                        for argument in node.args[:2]
                        if isinstance(argument, ast.Constant) and KEBAB.fullmatch(str(argument.value))
                    )


def test_every_problem_is_listed_and_every_listed_one_exists() -> None:
    listed = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")))
    told = set(codes())
    assert len(told) > 100
    assert told - listed == set()
    assert listed - told == {"text-damaged", "text-hidden-mark"}, "these two stand in a table of their own"


def test_the_checklists_are_those_of_the_program() -> None:
    page = (ROOT / "docs" / "connecting.md").read_text(encoding="utf-8")
    inside = page.partition("writes this part -->")[2].partition("<!-- end of the checklists -->")[0]
    assert inside.strip() == as_markdown(load_platforms(Door(), SystemClock())).strip(), "run scripts/checklists.py"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target
