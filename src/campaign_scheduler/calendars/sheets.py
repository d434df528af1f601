"""Our own calendar as one table to send round: .csv with guarded cells, or .xlsx with real dates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from ..spreadsheets.formulas import guarded
from .own import FIELDS, VARIANT, OwnRow, as_exported
from .tools import AS_EXPORTED

BOM = "\ufeff"
"""Excel takes a CSV for UTF-8 only with this in front."""
WIDTHS = {"id": 24, "date": 16, "time": 9, "accounts": 26, "status": 9, "text": 70, "media": 24, "alt": 40, "note": 30}
NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def headings(variants: Sequence[str]) -> list[str]:
    """The columns in the order people read them; the marks of the export come last."""
    texts = [
        name
        for one in FIELDS
        for name in ((one, *(VARIANT + variant for variant in variants)) if one == "text" else (one,))
    ]
    return ["id", *texts, "caption", AS_EXPORTED]


def csv_bytes(rows: Sequence[OwnRow], variants: Sequence[str]) -> bytes:
    """The table as CSV: UTF-8 with a mark, commas, no cell that a spreadsheet would run."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = headings(variants)
    writer.writerow(names)
    for row in rows:
        writer.writerow([guarded(_cell(row, name)) for name in names])
    return (BOM + out.getvalue()).encode()


def _cell(row: OwnRow, name: str) -> str:
    if name == "id":
        return row.id
    if name == "caption":
        return row.caption
    return as_exported(row) if name == AS_EXPORTED else row.get(name)


def xlsx_bytes(rows: Sequence[OwnRow], variants: Sequence[str]) -> bytes:
    """The table as a workbook. Text is kept as text: nothing in it can run, whatever it begins with."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Calendar"
    names = headings(variants)
    _heading_row(sheet, names)
    for line, row in enumerate(rows, start=2):
        for column, name in enumerate(names, start=1):
            _fill(sheet.cell(line, column), name, _cell(row, name))
    _finish(sheet, names, len(rows) + 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading_row(sheet: Any, names: Sequence[str]) -> None:
    for column, name in enumerate(names, start=1):
        cell = sheet.cell(1, column, name)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E79")
        sheet.column_dimensions[cell.column_letter].width = 40 if name.startswith(VARIANT) else WIDTHS.get(name, 14)
        sheet.column_dimensions[cell.column_letter].hidden = name == AS_EXPORTED
    sheet.freeze_panes = "B2"


def _fill(cell: Any, name: str, text: str) -> None:
    value: date | time | None = None
    try:
        value = date.fromisoformat(text) if name == "date" else time.fromisoformat(text) if name == "time" else None
    except ValueError:
        value = None
    cell.number_format = {"date": "ddd d mmm yyyy", "time": "hh:mm"}.get(name, "@")
    cell.alignment = Alignment(wrap_text=name not in (AS_EXPORTED, "id"), vertical="top")
    if value is not None:
        cell.value = value
    elif text:
        cell.value = NO_XML.sub("\ufffd", text)
        cell.data_type = "s"
        cell.quotePrefix = True


def _finish(sheet: Any, names: Sequence[str], last: int) -> None:
    letter = sheet.cell(1, names.index("status") + 1).column_letter
    status = DataValidation(type="list", formula1='"draft"', allow_blank=True)
    status.add(f"{letter}2:{letter}{last + 200}")
    sheet.add_data_validation(status)
    sheet.auto_filter.ref = f"A1:{sheet.cell(last, len(names)).coordinate}"
