"""`resources.csv`: what a toolkit points to for downloading. People own the file; imports only add lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from ...spreadsheets.formulas import guarded
from ...spreadsheets.text import NotTextError, decode
from ...toolkit import Resource

FILE = "resources.csv"
COLUMNS = ("name", "url", "kind", "from", "note")


def with_new(root: Path, resources: Sequence[Resource]) -> bytes | None:
    """The file with those resources added that it does not list yet; None when there is nothing to add."""
    before = _content(root)
    known = {(row.get("name", ""), row.get("url", "")) for row in _rows(before)}
    new = [
        one for one in resources if (one.name, one.url) not in known and one.url not in {url for _, url in known if url}
    ]
    if not new:
        return None
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if not before.strip():
        writer.writerow(COLUMNS)
    for one in new:
        writer.writerow([guarded(cell) for cell in (one.name, one.url, one.kind, one.file, " ".join(one.notes))])
    joint = "" if not before or before.endswith("\n") else "\r\n"
    return (before + joint + out.getvalue()).encode()


def read_resources(root: Path) -> list[tuple[str, str]]:
    """(name, url) of each that has an address."""
    return [(row.get("name", ""), row["url"]) for row in _rows(_content(root)) if row.get("url", "").startswith("http")]


def _content(root: Path) -> str:
    try:
        return decode((root / FILE).read_bytes())[0]
    except (OSError, NotTextError):
        return ""


def _rows(text: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    return [{(name or "").strip().lower(): str(value or "") for name, value in row.items()} for row in reader]
