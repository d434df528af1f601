"""Export, edit in a spreadsheet program, import: what differs is shown, and only that is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from campaign_scheduler.calendars.difference import Difference, Kind
from campaign_scheduler.services import exporting_calendar, importing_calendar
from campaign_scheduler.services.app import App
from campaign_scheduler.services.importing_calendar import Import
from campaign_scheduler.spreadsheets import write_edits
from campaign_scheduler.spreadsheets.starter_book import starter_book
from support.importing import look
from support.making import SetClock, app_for, workspace

ROWS = (
    "launch,04/03/2030,9am,launch,,all,,",
    'voices,05/03/2030,12.30,voices,launch.png,"X, LinkedIn",,Ask Sam',
    "again,13/03/2030,09:00,voices,,Mastodon,draft,",
    "handle,2030-03-07,09:00,handle,,X,,=1+1",
    ",2030-03-08,17:00,thanks,,all,,",
)
CAPTIONS = {
    "launch.md": "---\n# Keep this.\nlink: https://example.org/launch   # and this\n---\nThe service opens today.\n",
    "launch.x.md": "It opens today.\n",
    "voices.md": "Hear the voices\nof young people.\n",
    "handle.md": "@PartnerTrust joins us today\n",
    "thanks.txt": "Thank you.\r\n\r\nAll of you.\r\n",
}


@pytest.fixture
def app(tmp_path: Path) -> App:
    return app_for(workspace(tmp_path / "home", ROWS, captions=CAPTIONS), SetClock(datetime(2030, 1, 1, tzinfo=UTC)))


def exported(app: App, kind: str = "xlsx") -> Path:
    path = app.root.parent / f"plan.{kind}"
    exporting_calendar.save(exporting_calendar.export(app, kind), path, force=True)
    return path


class Sheet:
    """The exported workbook as a person sees it: cells by id and heading."""

    def __init__(self, path: Path) -> None:
        self.path, self.book = path, load_workbook(path)
        self.sheet: Any = self.book["Calendar"]
        self.columns = {cell.value: cell.column for cell in self.sheet[1]}

    def cell(self, row: str, heading: str) -> Any:
        line = next(cell.row for cell in self.sheet["A"] if cell.value == row)
        return self.sheet.cell(line, self.columns[heading])

    def add(self, **values: object) -> None:
        line = self.sheet.max_row + 1
        for heading, value in values.items():
            self.sheet.cell(line, self.columns[heading.replace("_", " ")], value)

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


def difference(looked: Import) -> Difference:
    assert looked.difference is not None
    return looked.difference


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_that_nobody_edited_differs_in_nothing(app: App, kind: str) -> None:
    looked = look(app, exported(app, kind))
    assert difference(looked).sentence == "Nothing differs."
    assert difference(looked).changes == ()


def test_the_workbook_has_real_dates_and_no_cell_that_runs(app: App) -> None:
    sheet = Sheet(exported(app))
    assert sheet.cell("launch", "date").value == datetime(2030, 3, 4)
    assert sheet.cell("launch", "time").value == time(9)
    assert sheet.cell("launch", "text for x").value == "It opens today."
    assert sheet.cell("voices", "alt").value == "A green field under a blue sky"
    note = sheet.cell("handle", "note")
    assert (note.value, note.data_type) == ("=1+1", "s")
    assert sheet.cell("handle", "text").value == "@PartnerTrust joins us today"


def test_a_csv_guards_what_would_run_and_gives_it_back(app: App) -> None:
    path = exported(app, "csv")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))}
    assert rows["handle"]["note"] == "'=1+1"
    assert rows["handle"]["text"] == "'@PartnerTrust joins us today"
    assert difference(look(app, path)).changes == ()


def test_a_readable_difference_and_then_only_that_is_written(app: App) -> None:
    sheet = Sheet(exported(app))
    sheet.cell("launch", "date").value = datetime(2030, 3, 6)
    sheet.cell("voices", "time").value = "1.15pm"
    sheet.cell("again", "date").value = "14 March 2030"
    sheet.cell("launch", "text").value = "The service opens this morning."
    sheet.add(date=datetime(2030, 3, 20), time=time(9), accounts="LinkedIn", text="Brand new words for the end")
    sheet.add(date="21 March 2030", time="noon", text="- one\n- two")
    before = _files(app)
    looked = look(app, sheet.save())
    assert difference(looked).sentence == "3 moved, 1 caption changed, 2 new"
    assert _files(app) == before
    written = importing_calendar.write(app, looked)
    assert (written.rows, written.captions, written.left_alone) == (5, 1, ())
    calendar = (app.root / "config/calendar.csv").read_text(encoding="utf-8").splitlines()
    # Row 3 alone proved that the day comes first: without it, row 2 must say its date in a certain way too.
    assert calendar[1] == "launch,2030-03-06,9am,launch,,all,,"
    assert calendar[2] == 'voices,2030-03-05,13:15,voices,launch.png,"X, LinkedIn",,Ask Sam'
    assert calendar[3] == "again,2030-03-14,09:00,voices,,Mastodon,draft,"
    assert calendar[4:6] == list(ROWS[3:])
    assert [row.split(",")[6] for row in calendar[6:]] == ["draft", "draft"]
    assert (app.root / "captions/launch.md").read_text(encoding="utf-8") == CAPTIONS["launch.md"].replace(
        "today", "this morning"
    )
    assert difference(look(app, exported(app))).changes == ()


def test_crlf_and_the_rest_of_a_caption_stay(app: App) -> None:
    sheet = Sheet(exported(app))
    sheet.cell("thanks", "text").value = "Thank you.\n\nEvery one of you."
    importing_calendar.write(app, look(app, sheet.save()))
    assert (app.root / "captions/thanks.txt").read_bytes() == b"Thank you.\r\n\r\nEvery one of you.\r\n"


def test_what_somebody_changed_meanwhile_is_a_conflict_and_left_alone(app: App) -> None:
    sheet = Sheet(exported(app))
    sheet.cell("launch", "text").value = "My words."
    sheet.cell("launch", "note").value = "my note"
    path = sheet.save()
    (app.root / "captions/launch.md").write_text("Somebody else's words.\n", encoding="utf-8")
    looked = look(app, path)
    (change,) = difference(looked).changes
    assert set(change.kinds) == {Kind.CONFLICT, Kind.CHANGED}
    importing_calendar.write(app, looked)
    assert (app.root / "captions/launch.md").read_text(encoding="utf-8") == "Somebody else's words.\n"
    assert "launch,04/03/2030,9am,launch,,all,,my note" in (app.root / "config/calendar.csv").read_text()


def test_what_only_somebody_else_changed_is_no_difference(app: App) -> None:
    path = exported(app)
    (app.root / "captions/launch.md").write_text("Somebody else's words.\n", encoding="utf-8")
    assert difference(look(app, path)).changes == ()


def test_words_saved_between_looking_and_writing_are_not_overwritten(app: App) -> None:
    sheet = Sheet(exported(app))
    sheet.cell("launch", "text").value = "My words."
    looked = look(app, sheet.save())
    (app.root / "captions/launch.md").write_text("Saved just now.\n", encoding="utf-8")
    written = importing_calendar.write(app, looked)
    assert written.left_alone == ("launch: somebody saved other words meanwhile",)
    assert (app.root / "captions/launch.md").read_text(encoding="utf-8") == "Saved just now.\n"


def test_one_caption_changed_in_two_ways_is_a_conflict(app: App) -> None:
    sheet = Sheet(exported(app))
    sheet.cell("voices", "text").value = "One way."
    sheet.cell("again", "text").value = "Another way."
    looked = look(app, sheet.save())
    assert [change.kinds for change in difference(looked).changes] == [(Kind.CONFLICT,), (Kind.CONFLICT,)]
    assert looked.is_empty


def test_a_row_copied_with_its_id_is_new(app: App) -> None:
    sheet = Sheet(exported(app))
    line = sheet.cell("launch", "id").row
    copied = {heading: sheet.sheet.cell(line, column).value for heading, column in sheet.columns.items()}
    sheet.add(**copied | {"date": datetime(2030, 4, 4)})
    looked = look(app, sheet.save())
    assert [change.kinds for change in difference(looked).changes] == [(Kind.NEW,)]
    importing_calendar.write(app, looked)
    last = (app.root / "config/calendar.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert last.startswith("launch-2,2030-04-04,09:00,launch,")


def test_a_row_that_was_taken_out_is_kept_unless_told(app: App) -> None:
    sheet = Sheet(exported(app))
    sheet.sheet.delete_rows(sheet.cell("voices", "id").row)
    looked = look(app, sheet.save())
    assert difference(looked).sentence == "1 not in the file"
    assert looked.is_empty
    importing_calendar.write(app, looked, remove=True)
    assert (
        'voices,05/03/2030,12.30,voices,launch.png,"X, LinkedIn",draft,Ask Sam'
        in (app.root / "config/calendar.csv").read_text()
    )


def test_links_tags_and_alt_text_changed_in_the_table_go_into_columns_of_the_calendar(app: App) -> None:
    sheet = Sheet(exported(app))
    sheet.cell("voices", "alt").value = "A field in spring"
    sheet.cell("voices", "link").value = "https://example.org/voices"
    importing_calendar.write(app, look(app, sheet.save()))
    lines = (app.root / "config/calendar.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith(",note,alt,link")
    assert lines[2].endswith(",Ask Sam,A field in spring,https://example.org/voices")
    assert difference(look(app, exported(app))).changes == ()


def test_an_exported_csv_saved_by_excel_in_another_form_differs_in_nothing(app: App) -> None:
    """Excel rewrites dates by its own region, uses semicolons and an old encoding."""
    rows = list(csv.reader(io.StringIO(exported(app, "csv").read_text(encoding="utf-8-sig"), newline="")))
    for row in rows[1:]:
        year, month, day = row[1].split("-")
        row[1] = f"{day}/{month}/{year}"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    path = app.root.parent / "plan.csv"
    path.write_bytes(out.getvalue().encode("cp1252"))
    assert difference(look(app, path)).changes == ()


def test_a_table_without_its_marks_says_so(app: App) -> None:
    sheet = Sheet(exported(app))
    sheet.sheet.delete_cols(sheet.columns["as exported"])
    sheet.cell("launch", "time").value = time(10)
    found = difference(look(app, sheet.save()))
    assert (found.sentence, found.certain) == ("1 moved", False)


def test_a_calendar_workbook_is_changed_in_those_cells_alone(tmp_path: Path) -> None:
    root = workspace(tmp_path / "home", captions=CAPTIONS)
    (root / "config/calendar.csv").unlink()
    path = root / "config/calendar.xlsx"
    path.write_bytes(starter_book(["trust_x"]))
    write_edits(path, {(2, 0): "launch", (2, 1): date(2030, 3, 4), (2, 3): "launch", (2, 4): "launch.png"})
    app = app_for(root, SetClock(datetime(2030, 1, 1, tzinfo=UTC)))
    sheet = Sheet(exported(app))
    sheet.cell("launch", "date").value = datetime(2030, 3, 5)
    sheet.add(date=datetime(2030, 3, 20), time=time(9), text="New words for a new day")
    importing_calendar.write(app, look(app, sheet.save()))
    after: Any = load_workbook(path)["Calendar"]
    assert (after["B2"].value, after["B2"].number_format) == (datetime(2030, 3, 5), "ddd d mmm yyyy")
    assert (after["B3"].value, after["C3"].value, after["G3"].value) == (datetime(2030, 3, 20), time(9), "draft")
    assert difference(look(app, exported(app))).changes == ()


def _files(app: App) -> dict[str, bytes]:
    read: Callable[[Path], bytes] = Path.read_bytes
    return {str(path): read(path) for path in app.root.rglob("*") if path.is_file()}
