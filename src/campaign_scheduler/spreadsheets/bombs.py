"""Refuses workbooks that would unpack to more than a calendar can need, before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from .table import TableError

MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
SMALL = 10 * 1024 * 1024
"""Bytes below which a high ratio is only an empty sheet well packed."""


def refuse_bomb(content: bytes) -> None:
    """Raise TableError when the zip's own list says it is too big. Bytes that are no zip are left to the reader."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > packed * MOST_RATIO):
        megabytes = round(unpacked / 1024 / 1024)
        raise TableError(
            "workbook-too-big",
            f"The workbook would unpack to {megabytes} MB in {len(members)} parts, which no calendar needs.",
            "Copy the rows into a new workbook and save that.",
        )
