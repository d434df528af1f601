"""Cells that a spreadsheet would run as formulas: guarded on the way out, restored on the way in.

A guarded cell has one apostrophe more in front. Text that looks guarded already gets one too: restoring is exact.
"""

from __future__ import annotations

import re

STARTS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""What begins a formula in Excel, LibreOffice and Google Sheets; the last four are the wide forms of the first four."""
COULD_RUN = re.compile(rf"'*[{STARTS}]")
GUARDED = re.compile(rf"'+[{STARTS}]")
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?\Z")
REALLY_RUNS = re.compile(r"'*(?:[=\uff1d]|[+\-@\uff0b\uff0d\uff20][^\s]*[(|!]|[\t\r\n]+[=+\-@])")


def guarded(cell: str) -> str:
    """The cell as text that no spreadsheet runs. Plain numbers are left alone."""
    return f"'{cell}" if COULD_RUN.match(cell) and not NUMBER.match(cell) else cell


def restored(cell: str) -> str:
    """The cell without the guard; a cell without one is left alone."""
    return cell[1:] if GUARDED.match(cell) and not NUMBER.match(cell[1:]) else cell


def runs(cell: str) -> bool:
    """Whether it is a working formula: `@handle` and `- a point` are not, `=1+1` and `@SUM(A1)` are."""
    return bool(REALLY_RUNS.match(cell))
