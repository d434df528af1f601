"""The calendar workbook that a new workspace begins with."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

HEADINGS = (
    ("id", 16),
    ("date", 16),
    ("time", 9),
    ("caption", 24),
    ("media", 24),
    ("accounts", 30),
    ("status", 10),
    ("note", 40),
)
LAST_ROW = 1000
HELP = (
    ("id", "Leave it empty: it is filled in for you when the post is scheduled. Do not copy it to another row."),
    ("date", "The day, as Excel writes days."),
    ("time", "The time of day in the campaign's own time zone, such as 09:30."),
    ("caption", "The name of a file in the captions folder, without its ending."),
    (
        "media",
        "The name of a picture in the media folder. Leave it empty for one called as the caption is, or write none.",
    ),
    ("accounts", "Which accounts post it, with commas between them; empty or all for every account of the campaign."),
    ("status", "draft keeps the row from being scheduled. Clear it when the post is ready."),
    ("note", "For yourself. It is never sent."),
    ("", "You may add columns: text (the words, instead of a caption file), alt, link, tags, lateness, repeat."),
)


def starter_book(accounts: Sequence[str]) -> bytes:
    """An .xlsx with headings, date, time and status cells that Excel understands, and one example row, a draft."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Calendar"
    _headings(sheet)
    day = date.today() + timedelta(days=14)  # noqa: DTZ011
    sheet.append(
        ["", day, time(9, 30), "example", "none", ", ".join(accounts), "draft", "An example: change it or delete it."]
    )
    _formats(sheet)
    _help(book.create_sheet("How to fill this in"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _headings(sheet: Any) -> None:
    sheet.append([heading for heading, _ in HEADINGS])
    for index, (_, width) in enumerate(HEADINGS):
        cell = sheet.cell(1, index + 1)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E79")
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A2"


def _formats(sheet: Any) -> None:
    for row in range(2, LAST_ROW + 1):
        sheet.cell(row, 2).number_format = "ddd d mmm yyyy"
        sheet.cell(row, 3).number_format = "hh:mm"
        sheet.cell(row, 8).alignment = Alignment(wrap_text=True, vertical="top")
    status = DataValidation(type="list", formula1='"draft"', allow_blank=True)
    status.add(f"G2:G{LAST_ROW}")
    sheet.add_data_validation(status)


def _help(sheet: Any) -> None:
    sheet.column_dimensions["A"].width = 14
    sheet.column_dimensions["B"].width = 110
    sheet.append(["Heading", "What to write"])
    for row in HELP:
        sheet.append(list(row))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
