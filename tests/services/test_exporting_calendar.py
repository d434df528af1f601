"""Exports are strict, say what they lose, and import to the same calendar up to that."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign_scheduler.calendars.uploads import PROFILES, Upload, files, losses
from campaign_scheduler.model.errors import InputError, SettingsError
from campaign_scheduler.services.app import App
from campaign_scheduler.services.exporting_calendar import export, save
from support.importing import look, proposal, written
from support.making import SetClock, app_for, workspace

NOW = datetime(2030, 3, 1, 8, tzinfo=UTC)
ROWS = (
    "soon,2030-03-01,08:05,words,,X,,",
    "launch,2030-03-04,09:00,launch,,X,,",
    'later,2030-06-13,17:00,words,,"X, LinkedIn",,',
    "idea,2030-03-05,09:00,launch,,all,draft,",
    "broken,2030-03-05,09:00,nowhere,,all,,",
)
CAPTIONS = {
    "launch.md": "---\nlink: https://example.org/a\ntags: [spring]\n---\nIt opens today.",
    "words.md": "- one\n- two",
}


@pytest.fixture
def app(tmp_path: Path) -> App:
    return app_for(workspace(tmp_path / "home", ROWS, captions=CAPTIONS), SetClock(NOW))


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))


def test_hootsuite_gets_three_columns_without_headings_a_file_an_account(app: App) -> None:
    found = export(app, "hootsuite")
    assert [file.name for file in found.files] == ["hootsuite-trust_x.csv", "hootsuite-trust_linkedin.csv"]
    assert rows(found.files[0].content) == [
        ["03/04/2030 09:00", "It opens today.", "https://example.org/a"],
        ["06/13/2030 17:00", "- one\n- two", ""],
    ]
    assert rows(export(app, "hootsuite", order="dmy").files[0].content)[0][0] == "04/03/2030 09:00"


def test_what_a_file_cannot_carry_is_said(app: App) -> None:
    said = "\n".join(export(app, "hootsuite").losses)
    assert "1 picture: the file takes none from this computer; add media/launch.png there by hand" in said
    assert "1 alt text" in said
    assert "labels of 1 post" in said
    assert "posts less than 10 minutes ahead, or past, are left out: soon" in said
    assert "1 draft left out" in said
    assert "rows with problems are left out: broken" in said


def test_buffer_gets_its_own_headings_and_dates(app: App) -> None:
    (file,) = export(app, "buffer", account="trust_x").files
    assert rows(file.content) == [
        ["Text", "Image URL", "Tags", "Posting Time"],
        ["- one\n- two", "", "", "2030-03-01 08:05"],
        ["It opens today.\n\nhttps://example.org/a", "", "spring", "2030-03-04 09:00"],
        ["- one\n- two", "", "", "2030-06-13 17:00"],
    ]
    with pytest.raises(InputError):
        export(app, "buffer", account="nobody")


@pytest.mark.parametrize(("kind", "most"), [("hootsuite", 350), ("buffer", 100)])
def test_more_posts_than_a_tool_takes_become_several_files(kind: str, most: int) -> None:
    uploads = [_upload(number, "Words") for number in range(most * 2 + 1)]
    found = files(PROFILES[kind], uploads)
    assert [file.rows for file in found] == [most, most, 1]
    assert [file.name for file in found] == [f"{kind}-trust_x-{number}.csv" for number in (1, 2, 3)]


def test_a_handle_and_a_list_go_as_they_are_and_a_formula_is_guarded_and_told() -> None:
    uploads = [_upload(1, "@PartnerTrust joins us"), _upload(2, "- one\n- two"), _upload(3, "=HYPERLINK(1)")]
    cells = [row[1] for row in rows(files(PROFILES["hootsuite"], uploads)[0].content)]
    assert cells == ["@PartnerTrust joins us", "- one\n- two", "'=HYPERLINK(1)"]
    assert any("apostrophe" in line and "post-3" in line for line in losses(PROFILES["hootsuite"], uploads))


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=60)
TEXTS = st.lists(WORDS.map(str.strip).filter(lambda text: len(text) > 1), min_size=1, max_size=4, unique=True)


@settings(max_examples=25, deadline=None)
@given(TEXTS, st.sampled_from(["", "https://example.org/a?b=c,d"]))
@pytest.mark.parametrize("kind", ["hootsuite", "buffer"])
def test_export_then_import_gives_the_same_words_and_times(kind: str, texts: list[str], link: str) -> None:
    uploads = [_upload(number, f"Some words: {text}\n\n{link}".strip()) for number, text in enumerate(texts)]
    file = files(PROFILES[kind], uploads)[0]
    with tempfile.TemporaryDirectory() as folder:
        app = app_for(workspace(Path(folder) / "home"), SetClock(NOW))
        found = proposal(app, written(Path(folder) / file.name, file.content), order="mdy")
    captions = {one.name: f"{one.text}\n\n{one.link}".strip() for one in found.captions}
    assert found.source.tool.lower() == kind
    assert [(draft.when, captions[draft.caption]) for draft in found.drafts] == [
        (f"{one.wall:%Y-%m-%d %H:%M}", one.text) for one in uploads
    ]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=40),
        min_size=8,
        max_size=8,
    )
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_our_own_table_comes_back_without_a_difference(kind: str, cells: list[str]) -> None:
    heading = "id,date,time,text,media,accounts,status,note,alt,link,tags"
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["a", "2030-03-04", "09:00", cells[0], "none", "X", "", cells[1], cells[2], cells[3], cells[4]])
    writer.writerow(["b", cells[5], cells[6], "=1+1", "", "all", "draft", "@handle", "", "", cells[7]])
    with tempfile.TemporaryDirectory() as folder:
        app = app_for(workspace(Path(folder) / "home", [out.getvalue()], heading=heading), SetClock(NOW))
        (path,) = save(export(app, kind), Path(folder) / f"out.{kind}")
        found = look(app, path).difference
    assert found is not None
    assert found.changes == ()


def test_a_file_that_is_there_is_kept_unless_told(app: App, tmp_path: Path) -> None:
    place = tmp_path / "plan.csv"
    place.write_text("a colleague's edits", encoding="utf-8")
    with pytest.raises(SettingsError):
        save(export(app, "csv"), place)
    assert place.read_text(encoding="utf-8") == "a colleague's edits"
    save(export(app, "csv"), place, force=True)
    assert place.read_bytes().startswith(b"\xef\xbb\xbfid,date")


def _upload(number: int, text: str) -> Upload:
    moment = NOW + timedelta(days=1, hours=number)
    return Upload(f"post-{number}", "trust_x", moment.replace(tzinfo=None), moment, text)
