"""Importing into a workspace: drafts only, again without harm, and never over a person's edits."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign_scheduler import workspace as workspace_files
from campaign_scheduler.bootstrap import build
from campaign_scheduler.model.clock import SystemClock
from campaign_scheduler.model.errors import InputError
from campaign_scheduler.model.problem import Problem
from campaign_scheduler.services import check as checking
from campaign_scheduler.services import toolkits
from campaign_scheduler.services.app import App
from campaign_scheduler.services.toolkits import files as writing
from campaign_scheduler.settings import load_settings
from campaign_scheduler.workspace.reader import read_parts
from support.toolkits import caption_of, picture, sha
from support.word import Word

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
CAMPAIGN = """campaign: sleep-well
name: Sleep well
timezone: Europe/London
accounts: [trust_x, trust_linkedin]
slots: ["09:00", "12:30"]
window: {from: 2027-03-08, to: 2027-03-19}
language: en-GB
"""
ACCOUNTS = """accounts:
  - {id: trust_x, platform: x}
  - {id: trust_linkedin, platform: linkedin, author: "urn:li:organization:1"}
"""


@pytest.fixture
def app(tmp_path: Path) -> App:
    root = tmp_path / "workspace"
    (root / "config").mkdir(parents=True)
    (root / "config" / "campaign.yaml").write_text(CAMPAIGN)
    (root / "config" / "accounts.yaml").write_text(ACCOUNTS)
    return build(load_settings(workspace=root), SystemClock())


def toolkit(
    path: Path, numbers: tuple[int, ...] = (0, 1), *, words: str = "", size: tuple[int, int] = (640, 360)
) -> Path:
    """A labelled table; `words` are put behind the first caption."""
    word = Word()
    table = word.table(len(numbers), 2)
    for row, number in enumerate(numbers):
        more = words if row == 0 else ""
        word.fill(table.cell(row, 0), f"Caption: {caption_of(number)}{more}")
        word.picture_in(table.cell(row, 1).paragraphs[0], number, alt=f"A card, {number}", size=size)
    return word.save(path)


def imported(app: App, *paths: Path) -> toolkits.Outcome:
    with toolkits.read(paths, app.settings) as gathered:
        return toolkits.write(app, gathered, now=NOW)


def contents(root: Path) -> dict[str, bytes]:
    """Every file of the workspace but the page, which tells when it was made."""
    files = (path for path in root.rglob("*") if path.is_file() and path.name != "import-review.html")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def rows(app: App) -> list[dict[str, str]]:
    calendar = read_parts(app.root, platforms=app.capabilities()).calendar
    assert calendar is not None
    return [{name: row.text(name) for name in row.cells} for row in calendar.rows]


def test_drafts_are_written_and_nothing_is_scheduled(app: App, tmp_path: Path) -> None:
    outcome = imported(app, toolkit(tmp_path / "toolkit.docx"))
    assert (len(outcome.new), outcome.rows, outcome.pictures) == (2, 2, 2)
    assert [row["status"] for row in rows(app)] == ["draft", "draft"]
    reading = checking.check(app, now=NOW)
    assert reading.workspace.posts == () and reading.workspace.drafts == 2
    assert [problem for problem in reading.problems if problem.code in ("caption-unused", "picture-unused")] == []
    assert {sha(path.read_bytes()) for path in (app.root / "media").iterdir()} == {sha(picture(0)), sha(picture(1))}


def test_times_are_proposed_from_the_campaigns_slots(app: App, tmp_path: Path) -> None:
    imported(app, toolkit(tmp_path / "toolkit.docx", (0, 1, 2)))
    found = [(row["date"], row["time"]) for row in rows(app)]
    assert len(set(found)) == 3
    assert all("2027-03-08" <= day <= "2027-03-19" and at in ("09:00", "12:30") for day, at in found)


def test_a_draft_made_live_passes_the_check(app: App, tmp_path: Path) -> None:
    imported(app, toolkit(tmp_path / "toolkit.docx"))
    calendar = app.root / "config" / "calendar.csv"
    calendar.write_bytes(calendar.read_bytes().replace(b",draft,", b",,"))
    reading = checking.check(app, now=NOW)
    assert len(reading.workspace.posts) == 2
    assert reading.errors == ()


def test_importing_again_changes_nothing(app: App, tmp_path: Path) -> None:
    path = toolkit(tmp_path / "toolkit.docx")
    imported(app, path)
    before = contents(app.root)
    outcome = imported(app, path)
    assert contents(app.root) == before
    assert (outcome.new, outcome.updated, outcome.kept, outcome.unchanged) == ([], [], [], 2)


def test_a_persons_edit_is_never_overwritten(app: App, tmp_path: Path) -> None:
    path = toolkit(tmp_path / "toolkit.docx")
    first = app.root / imported(app, path).new[0]
    first.write_text(first.read_text() + "\nOur own words.\n")
    before = contents(app.root)
    outcome = imported(app, toolkit(path, words=" And more."))
    after = contents(app.root)
    assert after[first.relative_to(app.root).as_posix()] == before[first.relative_to(app.root).as_posix()]
    assert "you edited it" in outcome.kept[0] and "something else by now" in outcome.kept[0]
    assert len(rows(app)) == 2
    assert imported(app, path).new == []


def test_an_untouched_caption_follows_the_document(app: App, tmp_path: Path) -> None:
    path = toolkit(tmp_path / "toolkit.docx")
    first = imported(app, path).new[0]
    outcome = imported(app, toolkit(path, words=" And more."))
    assert outcome.updated == [first] and outcome.new == []
    assert "And more." in (app.root / first).read_text()
    assert len(rows(app)) == 2


def test_what_a_person_took_away_stays_away(app: App, tmp_path: Path) -> None:
    path = toolkit(tmp_path / "toolkit.docx")
    first = app.root / imported(app, path).new[0]
    first.unlink()
    calendar = app.root / "config" / "calendar.csv"
    lines = calendar.read_bytes().splitlines(keepends=True)
    calendar.write_bytes(lines[0] + lines[2])
    outcome = imported(app, path)
    assert not first.exists() and len(rows(app)) == 1
    assert "took it away" in outcome.kept[0]


def test_a_new_caption_in_the_document_is_added(app: App, tmp_path: Path) -> None:
    path = toolkit(tmp_path / "toolkit.docx")
    imported(app, path)
    outcome = imported(app, toolkit(path, (0, 1, 2)))
    assert len(outcome.new) == 1 and len(rows(app)) == 3


def test_the_full_size_original_replaces_the_thumbnail_later(app: App, tmp_path: Path) -> None:
    first = app.root / imported(app, toolkit(tmp_path / "toolkit.docx", size=(320, 180))).new[0]
    large = tmp_path / "card.png"
    large.write_bytes(picture(0, (1280, 720)))
    outcome = imported(app, large)
    assert outcome.updated == [first.relative_to(app.root).as_posix()]
    assert "file: card.png" in first.read_text()
    assert (app.root / "media" / "card.png").read_bytes() == large.read_bytes()
    assert "alt: A card, 0" in first.read_text()


def test_networks_become_variants_and_what_we_cannot_post_to_goes_by_hand(app: App, tmp_path: Path) -> None:
    word = Word()
    word.heading("Social media", 1)
    word.heading("Post 1", 2)
    word.text("X: Short words about sleep for you.")
    word.text(f"LinkedIn: {caption_of(1)}")
    word.text("Facebook: Words for people who like Facebook best.")
    word.save(tmp_path / "toolkit.docx")
    outcome = imported(app, tmp_path / "toolkit.docx")
    name = "short-words-about-sleep-for-you"
    assert outcome.new[:2] == [f"captions/{name}.x.md", f"captions/{name}.linkedin.md"]
    found = rows(app)
    assert [row["accounts"] for row in found] == ["X, LinkedIn", "Facebook"]
    assert "by hand" in found[1]["note"]


def test_dates_of_the_document_are_proposed(app: App, tmp_path: Path) -> None:
    word = Word()
    table = word.table(2, 3)
    for column, heading in enumerate(("Date", "Time", "Copy")):
        word.fill(table.cell(0, column), heading)
    for column, cell in enumerate(("Wednesday 10 March 2027", "2.30pm", caption_of(1))):
        word.fill(table.cell(1, column), cell)
    word.save(tmp_path / "toolkit.docx")
    imported(app, tmp_path / "toolkit.docx")
    assert [(row["date"], row["time"]) for row in rows(app)] == [("2027-03-10", "14:30")]


def test_hashtags_of_a_field_and_a_hidden_link_reach_the_post(app: App, tmp_path: Path) -> None:
    word = Word()
    word.heading("Posts", 1)
    word.link(word.text(f"Caption: {caption_of(1)} Read it "), "here", "https://example.org/r")
    word.text("Hashtags: #SleepWell #Care")
    word.save(tmp_path / "toolkit.docx")
    imported(app, tmp_path / "toolkit.docx")
    calendar = app.root / "config" / "calendar.csv"
    calendar.write_bytes(calendar.read_bytes().replace(b",draft,", b",,"))
    (post,) = checking.check(app, now=NOW).workspace.posts
    words = post.wordings["trust_x"].text
    assert words == f"{caption_of(1)} Read it here\n\n#SleepWell #Care\n\nhttps://example.org/r"


def test_an_interrupted_import_leaves_nothing_behind(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(app.root)
    count = 0
    move = Path.replace

    def stops(self: Path, target: Path) -> Path:
        nonlocal count
        count += "captions" in str(target)
        if count == 2:
            raise KeyboardInterrupt
        return move(self, target)

    monkeypatch.setattr(Path, "replace", stops)
    with pytest.raises(KeyboardInterrupt):
        imported(app, toolkit(tmp_path / "toolkit.docx"))
    monkeypatch.undo()
    assert contents(app.root) == before
    assert imported(app, tmp_path / "toolkit.docx").rows == 2


def test_a_killed_import_is_undone_by_the_next(app: App, tmp_path: Path) -> None:
    path = toolkit(tmp_path / "toolkit.docx")
    before = contents(app.root)
    code = (
        "import os, sys; from pathlib import Path\n"
        "from datetime import UTC, datetime\n"
        "from campaign_scheduler.bootstrap import build; from campaign_scheduler.settings import load_settings\n"
        "from campaign_scheduler.services import toolkits\n"
        "from campaign_scheduler.workspace import row_writer\n"
        "import campaign_scheduler.workspace as files\n"
        "files.write_rows = lambda *_: os._exit(9)\n"
        "app = build(load_settings(workspace=Path(sys.argv[1])))\n"
        "with toolkits.read([Path(sys.argv[2])], app.settings) as gathered:\n"
        "    toolkits.write(app, gathered, now=datetime(2027, 3, 1, tzinfo=UTC))\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(app.root), str(path)], timeout=60)
    assert ended.returncode == 9
    assert list((app.root / "captions").iterdir()), "it was killed when its files were in place"
    outcome = imported(app, path)
    assert outcome.rows == 2 and len(outcome.new) == 2
    assert len(list((app.root / "captions").iterdir())) == 2
    assert set(before) <= set(contents(app.root))
    assert not list((app.root / ".campaign").glob("import-*"))


def test_a_calendar_that_is_open_elsewhere_undoes_the_import(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_open(*_: object) -> None:
        raise InputError([Problem("calendar-open", "The calendar is open elsewhere.", "Close it.")])

    before = contents(app.root)
    monkeypatch.setattr(workspace_files, "write_rows", is_open)
    with pytest.raises(InputError):
        imported(app, toolkit(tmp_path / "toolkit.docx"))
    after = contents(app.root)
    after.pop("config/calendar.csv", None)
    assert after == before


def test_a_full_disk_is_a_problem_in_words(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_stage", full)
    with pytest.raises(InputError) as caught:
        imported(app, toolkit(tmp_path / "toolkit.docx"))
    assert "No space left" in caught.value.problems[0].message


def test_the_page_is_safe_from_what_the_document_says(app: App, tmp_path: Path) -> None:
    word = Word()
    word.heading("Posts", 1)
    attack = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    word.link(word.text(f"Caption: {attack} and words"), "click", "javascript:alert(1)")
    word.save(tmp_path / "<b>.docx")
    imported(app, tmp_path / "<b>.docx")
    page = (app.root / "import-review.html").read_text()
    assert "<script" not in page and "<img src=x" not in page and 'href="javascript' not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "default-src 'none'" in page


def test_the_pack_for_partners_imports_to_the_same_drafts(app: App, tmp_path: Path) -> None:
    word = Word()
    word.heading("Newsletter copy", 1)
    word.link(
        word.text("Good sleep helps people of every age to think and to learn. Our report is out; find it "),
        "here",
        "https://example.org/report",
    )
    word.heading("Social media posts", 1)
    word.heading("Post 1", 2)
    word.text(f"X: {caption_of(1)}\nNote: not a label here #Care")
    word.link(word.text("LinkedIn: Words with a link "), "here", "https://example.org/r")
    word.picture(1, alt="A card, 1")
    word.picture(2, alt="A card, 2")
    word.picture(4, alt="A card, 4")
    word.heading("Post 2", 2)
    word.text(caption_of(3))
    word.text("Hashtags: #SleepWell")
    word.save(tmp_path / "toolkit.docx")
    imported(app, tmp_path / "toolkit.docx")
    paths = toolkits.write_pack(app, tmp_path / "pack")
    with toolkits.read([tmp_path / "toolkit.docx"], app.settings) as gathered:
        first = [_compared(one) for one in gathered.found.as_json()["drafts"]]
    assert len(first) == 3
    for path in paths:
        with toolkits.read([path], app.settings) as gathered:
            again = gathered.found.as_json()
        assert [_compared(one) for one in again["drafts"]] == first, path.name
        assert [one["title"] for one in again["articles"]] == ["Newsletter copy"]


def _compared(draft: dict[str, object]) -> str:
    media = [(one["sha256"], one["alt"]) for one in draft["media"]]  # type: ignore[attr-defined]
    kept = {name: draft[name] for name in ("caption", "platform", "language", "hashtags", "links")}
    return json.dumps({**kept, "media": media}, sort_keys=True)


def test_an_article_is_given_back_with_meaningful_links(app: App, tmp_path: Path) -> None:
    word = Word()
    word.heading("Newsletter copy", 1)
    text = word.text("Good sleep helps people of every age to think, and to learn, and to stay well. The report is ")
    word.link(text, "here", "https://example.org/report")
    word.save(tmp_path / "toolkit.docx")
    imported(app, tmp_path / "toolkit.docx")
    page = toolkits.export_article(app, "newsletter-copy", "html", tmp_path / "a.html").read_text()
    assert '<a href="https://example.org/report" rel="noopener noreferrer">The report is here</a>' in page
    document = toolkits.export_article(app, "newsletter-copy", "docx", tmp_path / "a.docx")
    assert document.read_bytes().startswith(b"PK")
    with pytest.raises(InputError, match="problem"):
        toolkits.export_article(app, "missing", "html", None)


def test_downloads_are_listed_once(app: App, tmp_path: Path) -> None:
    word = Word()
    word.heading("Downloads", 1)
    word.link(word.text("You can download the "), "poster", "https://example.org/poster.pdf")
    word.save(tmp_path / "toolkit.docx")
    imported(app, tmp_path / "toolkit.docx")
    before = (app.root / "resources.csv").read_bytes()
    assert b"poster,https://example.org/poster.pdf,poster" in before
    imported(app, tmp_path / "toolkit.docx")
    assert (app.root / "resources.csv").read_bytes() == before


def asking(path: Path, *lines: str) -> Path:
    """The toolkit above with lines that ask something of the whole campaign before it."""
    word = Word()
    for line in lines:
        word.text(line)
    table = word.table(2, 2)
    for row in range(2):
        word.fill(table.cell(row, 0), f"Caption: {caption_of(row)}")
        word.picture_in(table.cell(row, 1).paragraphs[0], row, alt=f"A card, {row}")
    return word.save(path)


EMBARGO = "Strictly embargoed until 00:01 on Thursday 11 March 2027"


def test_what_a_toolkit_asks_is_proposed_and_nothing_is_written(app: App, tmp_path: Path) -> None:
    asks = "Please use the hashtag #SleepWell in every post, and tag @OurTrust."
    outcome = imported(app, asking(tmp_path / "toolkit.docx", EMBARGO, asks))
    assert outcome.terms.lines == ["embargo: 2027-03-11 00:01", 'must_include: ["#SleepWell", "@OurTrust"]']
    assert (app.root / "config/campaign.yaml").read_text() == CAMPAIGN
    assert "embargo: 2027-03-11 00:01" in (app.root / "import-review.html").read_text()
    assert all(row["date"] >= "2027-03-11" for row in rows(app))


def test_what_a_toolkit_asks_is_written_when_wished_and_comments_stay(app: App, tmp_path: Path) -> None:
    path = app.root / "config/campaign.yaml"
    mine = "# Ask Sam before changing this\n" + CAMPAIGN.replace("\nslots", "  # both of them\nslots")
    path.write_text(mine + 'must_include: ["#NHS"]  # the trust\'s own\n')
    document = asking(tmp_path / "toolkit.docx", EMBARGO, "Hashtags: #SleepWell #nhs")
    with toolkits.read([document], app.settings) as gathered:
        outcome = toolkits.write(app, gathered, now=NOW, settings=True)
    assert outcome.terms_written
    written = path.read_text()
    assert written.startswith(mine)
    assert 'must_include: ["#NHS", "#SleepWell"] # the trust\'s own\n' in written
    campaign = read_parts(app.root, platforms=app.capabilities()).campaign
    assert campaign is not None and campaign.embargo == datetime(2027, 3, 11, 0, 1, tzinfo=UTC)
    assert imported(app, document).terms.lines == []


def test_an_embargo_of_the_campaign_holds_for_the_next_import_and_is_not_replaced(app: App, tmp_path: Path) -> None:
    with (app.root / "config/campaign.yaml").open("a") as campaign:
        campaign.write("embargo: 2027-03-17 12:00\n")
    outcome = imported(app, asking(tmp_path / "toolkit.docx", EMBARGO))
    assert outcome.terms.lines == []
    assert "the campaign's embargo is 2027-03-17 12:00" in outcome.terms.unsure[0]
    assert all((row["date"], row["time"]) >= ("2027-03-17", "12:00") for row in rows(app))


@pytest.mark.parametrize(
    ("line", "told", "first"),
    [
        ("Embargo: Thursday 11 March 2027", "embargo: 2027-03-11 HH:MM", "2027-03-12"),
        ("Embargoed until midnight on 11 March 2027", "either day", "2027-03-12"),
        ("Embargo: 11.03.2027", "embargo: 2027-03-11 HH:MM", "2027-03-12"),
        ("Embargoed until the launch event", "names no day", "2027-03-08"),
        ("Embargo: 00:01 BST, 11 March 2027", "BST is not in force", "2027-03-12"),
    ],
)
def test_an_embargo_that_is_not_certain_is_told_and_never_guessed(
    app: App, tmp_path: Path, line: str, told: str, first: str
) -> None:
    if "." in line:
        path = app.root / "config/campaign.yaml"
        path.write_text(path.read_text() + "date_order: dmy\n")
    outcome = imported(app, asking(tmp_path / "toolkit.docx", line))
    assert outcome.terms.lines == []
    assert told in outcome.terms.unsure[0]
    assert min(row["date"] for row in rows(app)) >= first


def test_a_document_s_own_date_before_its_embargo_is_left_open(app: App, tmp_path: Path) -> None:
    word = Word()
    word.text(EMBARGO)
    table = word.table(2, 2)
    for cell, words in zip(table.rows[0].cells, ("Date", "Caption"), strict=True):
        word.fill(cell, words)
    word.fill(table.cell(1, 0), "10 March 2027 at 9am")
    word.fill(table.cell(1, 1), caption_of(0))
    imported(app, word.save(tmp_path / "toolkit.docx"))
    (row,) = rows(app)
    assert row["date"] == "" and "before the embargo" in row["note"]
