"""The contact sheet: everything an approver has to see, on one page that needs nothing else and everybody can read."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import support.office
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.services.signoff import approving, returning
from campaign_scheduler.services.signoff.people import recorded
from campaign_scheduler.services.signoff.sheet import sheet
from support.making import app_for, picture, workspace
from support.office import Office
from support.signing import approve_as, seen

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
ROWS = [
    'launch,2030-03-04,09:00,launch,launch.png,"LinkedIn, Mastodon",,Launch day',
    "later,2030-07-01,10:30,later,none,X,,",
    "draft,2030-07-02,10:30,later,none,X,draft,",
]
WORDS = 'See <script>alert("x")</script> https://example.org/a?b=1&c=2 #launch'
SCHEMES = {"light": 1280, "dark": 1280, "phone": 360}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Approved on one account, changed on another, and one that nobody has looked at."""
    more = "signoff: {required: 1, not_author: true}\n"
    folder = tmp_path_factory.mktemp("sheet")
    with support.office.office(folder, DUE - timedelta(days=3), ROWS, more=more, apply=False) as made:
        (made.root / "captions/launch.md").write_text(WORDS)
        apply_plan(made.app, actor="Ann")
        approving.approve(
            made.app, seen(made.app, "launch"), by=recorded("Dr Shah", by="Amy"), comment="Good; thank you."
        )
        (made.root / "captions/launch.linkedin.md").write_text(WORDS.replace("See", "Look at"))
        apply_plan(made.app, actor="Ann")
        yield made


@pytest.fixture(scope="module")
def page(office: Office) -> str:
    return sheet(office.app)


def text(page: str) -> str:
    return " ".join(re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).split())


def test_it_has_all_that_an_approver_must_see(page: str) -> None:
    words = text(page)
    for part in (
        *("Monday 4 March at 09:00 GMT", "Monday 1 July at 10:30 BST", "Europe/London", "Launch day"),
        *("Alt text A green field under a blue sky", "https://example.org/a?b=1&amp;c=2", "of 500 characters"),
        *("Recorded by Amy on behalf of Dr Shah, Fri 1 March 09:00 (London): “Good; thank you.”",),
        *("Changed since Dr Shah approved: two words", "Last changed by Ann, so by somebody else."),
        *("Waiting for 1 approval", "2 posts to 3 accounts", "1 approval, not by whoever changed it last"),
    ):
        assert part in words, part
    assert "<ins>Look at</ins>" in page and "<del>See</del>" in page


def test_it_asks_for_nothing_and_runs_nothing(page: str) -> None:
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.findall(r"""(?:src|url\()=?["'(]?https?:""", page)
    assert page.count("data:image/webp;base64,") == 1, "the same picture is there once"


def test_drafts_are_not_on_it_and_single_posts_may_be_chosen(office: Office) -> None:
    assert 'id="post-2"' in sheet(office.app) and 'id="post-3"' not in sheet(office.app)
    assert "Monday 4 March" not in sheet(office.app, posts=["later"])
    assert "Monday 1 July" in sheet(office.app, waiting=True)


def test_each_standing_has_its_words(tmp_path: Path) -> None:
    rows = [f"{name},2030-03-04,09:0{n},{name},none,Mastodon,," for n, name in enumerate("abcde")]
    more = "signoff: {required: 1}\n"
    with support.office.office(tmp_path, DUE - timedelta(hours=1), rows, more=more) as office:
        approve_as(office.app, "Dr Shah", "a", "b")
        office.at(DUE)
        returning.send_back(office.app, ["c"], by=recorded("Dr Shah", by="Amy"), comment="Not yet.")
        office.rows(*rows, "new,2030-03-05,09:00,a,none,LinkedIn,,")
        (office.root / "captions/e.md").write_text("Edited since.")
        words = text(sheet(office.app))
    for part in ("1 published", "On hold", "Edited, not scheduled", "Not scheduled yet", "Not yet.", "Approved"):
        assert (part.split(" ", 1)[1] if part[0].isdigit() else part).lower() in words.lower(), part


def test_a_name_that_would_end_the_style_sheet(tmp_path: Path) -> None:
    name = 'A "B" </style><script>x</script> \\ C'
    root = workspace(tmp_path, campaign=f"campaign: spring\nname: '{name}'\ntimezone: UTC\naccounts: [trust_x]\n")
    page = sheet(app_for(root))
    assert page.count("</style>") == 1 and "<script" not in page


def test_a_large_picture_is_small_on_the_page(tmp_path: Path) -> None:
    data = picture((4000, 3000), "navy")
    page = sheet(app_for(workspace(tmp_path, pictures={"launch.png": data})))
    assert len(page) < 300_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
def test_everybody_can_read_it(page: str, browser: Browser, scheme: str, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    (tmp_path / "sheet.html").write_text(page, encoding="utf-8")
    look = browser.new_page(
        color_scheme="dark" if scheme == "dark" else "light", viewport={"width": SCHEMES[scheme], "height": 800}
    )
    asked: list[str] = []
    look.on("request", lambda request: asked.append(request.url))
    look.goto((tmp_path / "sheet.html").as_uri())
    wide = look.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = Axe().run(look).response["violations"]
    look.close()
    assert wide <= 0
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert [one for one in asked if not one.startswith(("file:", "data:"))] == []


@pytest.mark.slow
def test_it_prints_on_a4_with_a_place_to_sign(page: str, browser: Browser, tmp_path: Path) -> None:
    import pdfplumber

    (tmp_path / "sheet.html").write_text(page, encoding="utf-8")
    look = browser.new_page()
    look.goto((tmp_path / "sheet.html").as_uri())
    look.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True, print_background=True)
    look.close()
    with pdfplumber.open(tmp_path / "sheet.pdf") as paper:
        sizes = {(round(one.width), round(one.height)) for one in paper.pages}
        printed = "\n".join(one.extract_text() for one in paper.pages)
    assert sizes == {(595, 842)}
    assert "Approved as shown" in printed and "Please change" in printed
    assert f"1 / {len(paper.pages)}" in printed
