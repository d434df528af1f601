"""campaign rehearse, as a user runs it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.making import workspace
from support.program import campaign, environment, wait_for

HEADING = "id,date,time,media,accounts,text"
ROWS = ("launch,2035-03-05,09:00,launch.png,all,The service opens today: https://example.org",)
LATER = tuple(
    f"p{number},2035-{1 + number % 12:02}-0{1 + number % 9},09:00,none,all,Day {number}" for number in range(90)
)
PAGE = "out/rehearsal.html"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    (tmp_path / "scratch").mkdir()
    return workspace(tmp_path / "hers", ROWS, heading=HEADING).parent


def _rehearse(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return campaign(root / "hers", "rehearse", "-o", str(root / PAGE), *arguments, TMPDIR=str(root / "scratch"))


def _files(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (root / "hers").rglob("*") if path.is_file()}


def test_a_page_is_left_and_nothing_else(root: Path) -> None:
    before = _files(root)
    answer = _rehearse(root)
    assert answer.returncode == 0, answer.stderr
    assert "All 3 posts go out." in answer.stdout
    assert "Nothing was posted." in answer.stdout
    assert _files(root) == before
    assert list((root / "scratch").iterdir()) == []
    assert [path.name for path in (root / "out").iterdir()] == ["rehearsal.html"]


def test_the_page_asks_for_nothing_outside_itself(root: Path) -> None:
    _rehearse(root)
    page = (root / PAGE).read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert re.findall(r"(?:\b(?:src|href)=|url\()[\"']?(?!#|data:|[\"'])[^\"')]+", page) == []
    assert "<script" not in page


def test_json_stands_alone_and_has_everything(root: Path) -> None:
    answer = _rehearse(root, "--json")
    found = json.loads(answer.stdout)
    assert found["counts"]["goes_out"] == 3
    assert found["page"] == str(root / PAGE)
    assert found["fine"] is True
    one = found["deliveries"][0]
    assert (one["post_id"], one["verdict"], one["due_at"]) == ("launch", "goes_out", "2035-03-05T09:00:00Z")
    assert one["alt_texts"] == ["A green field under a blue sky"]
    assert found["costs"][0]["post_ids_with_link"] == ["launch"]
    quota = found["accounts"][2]["allowances"][0]
    assert (quota["used"], quota["limit"], quota["within_s"]) == (1, 300, 10_800)


def test_problems_are_told_with_exit_code_one_and_the_rest_is_rehearsed(root: Path) -> None:
    rows = (*ROWS, "long,2035-03-06,09:00,none,X," + "kindness " * 40, "lost,someday,09:00,none,X,Never")
    workspace(root / "hers", rows, heading=HEADING)
    answer = _rehearse(root)
    assert answer.returncode == 1
    assert "Of 4 posts, 3 go out and 1 cannot be scheduled yet." in answer.stdout
    assert "config/calendar.csv:4" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "config/calendar.csv:4" in (root / PAGE).read_text(encoding="utf-8")


@pytest.mark.parametrize(("place", "code"), [("no/such/folder/page.html", 3), ("out", 3)])
def test_a_place_that_cannot_be_written_is_said_at_once(root: Path, place: str, code: int) -> None:
    answer = campaign(root / "hers", "rehearse", "-o", str(root / place))
    assert answer.returncode == code
    assert "Name a file" in answer.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_nothing_behind(root: Path, how: signal.Signals) -> None:
    workspace(root / "hers", LATER, heading=HEADING)
    before = _files(root)
    command = [sys.executable, "-m", "campaign_scheduler", "rehearse", "-o", str(root / PAGE)]
    surroundings = environment(root / "hers") | {"TMPDIR": str(root / "scratch")}
    running = subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: bool(list((root / "scratch").glob("*/stage.db"))))
    running.send_signal(how)
    _, errors = running.communicate(timeout=60)
    assert running.returncode not in (0, None)
    assert "Traceback" not in errors
    assert list((root / "scratch").iterdir()) == []
    assert list((root / "out").iterdir()) == []
    assert _files(root) == before


# In a browser


@pytest.fixture
def chromium() -> Iterator[object]:
    """A browser, where there is one."""
    import shutil

    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        pytest.skip("needs Chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_can_be_read_by_everybody(root: Path, chromium: object, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    workspace(root / "hers", (*ROWS, "long,2035-04-06,09:00,none,X," + "kindness " * 40), heading=HEADING)
    _rehearse(root)
    page = chromium.new_page(color_scheme=scheme, viewport={"width": 390, "height": 844})  # type: ignore[attr-defined]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((root / PAGE).as_uri())
    assert [address for address in asked if not address.startswith("data:")] == [(root / PAGE).as_uri()]
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.get_by_role("img", name="A green field under a blue sky").count() == 3
