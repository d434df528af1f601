"""Which of a workbook's cell styles show dates or times."""

from __future__ import annotations

import io
import zipfile

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format


def date_styles(content: bytes) -> frozenset[int]:
    """The indexes of the styles (a cell's `s`) whose number format is a date's or a time's."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/styles.xml" not in archive.namelist():
            return frozenset()
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(archive.read("xl/styles.xml"), parser)
    own = {node.get("numFmtId"): node.get("formatCode") for node in root.iter("{*}numFmt")}
    styles = root.find("{*}cellXfs")
    found = enumerate(styles if styles is not None else ())
    return frozenset(index for index, style in found if _shows_date(style.get("numFmtId") or "0", own))


def _shows_date(number: str, own: dict[str | None, str | None]) -> bool:
    code = own.get(number) or BUILTIN_FORMATS.get(int(number)) or "General"
    return bool(is_date_format(code))
