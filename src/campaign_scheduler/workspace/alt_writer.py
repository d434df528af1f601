"""Writes alt text where the words that count stand now, else into media/alt.csv."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..spreadsheets import Cell, FileChangedError, read_table, replace_file
from ..spreadsheets.table import write_edits
from ..spreadsheets.text import decode, encode
from .caption_writer import split
from .pictures import ALT_FILE

NEW = "file,alt,decorative,credit\n"


def list_alt(root: Path, name: str, before: str, alt: str, *, wait: float = 10.0) -> None:
    """Give `name` (relative to media/) its line in media/alt.csv.

    Raises FileChangedError when its line no longer says `before`, TableError, FileInUseError, OSError.
    """
    path = root / ALT_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(NEW, encoding="utf-8")
    table = read_table(path)
    headings = [heading.strip().lower() for heading in table.headings]
    columns = {heading: index for index, heading in enumerate(headings)}
    cells: dict[tuple[int, int], Cell] = {}
    for line, row in table.rows:
        if _plain(row[columns["file"]]) == name.lower():
            if " ".join(str(row[columns["alt"]] or "").split()) != before:
                raise FileChangedError
            cells = {(line, columns["alt"]): alt}
            break
    else:
        if before:
            raise FileChangedError
        line = max((line for line, _ in table.rows), default=table.heading_line) + 1_000_000
        cells = {(line, columns["file"]): name, (line, columns["alt"]): alt}
    write_edits(path, cells, wait=wait)


def _plain(cell: object) -> str:
    return str(cell or "").strip().replace("\\", "/").removeprefix("media/").lower()


def front_alt(root: Path, file: str, name: str, before: str, alt: str, *, wait: float = 10.0) -> None:
    """Change the alt text of a picture in a caption's front matter; the rest of it stays, comments too.

    Raises FileChangedError when it no longer says `before`, FileInUseError, OSError.
    """

    def changed(content: bytes) -> bytes:
        text, codec = decode(content)
        front, body = split(text)
        return encode(_front(front, name, before, alt) + body, codec, content)

    replace_file(root / file, changed, wait=wait)


def _front(front: str, name: str, before: str, alt: str) -> str:
    lines = front.splitlines(keepends=True)
    yaml = YAML()
    yaml.width = 4000
    yaml.preserve_quotes = True
    data = yaml.load("".join(lines[1:-1]))
    media = data.get("media") if isinstance(data, CommentedMap) else None
    for item in media if isinstance(media, CommentedSeq) else [media]:
        if isinstance(item, Mapping) and _plain(item.get("file")) == name.lower():
            if " ".join(str(item.get("alt", "") or "").split()) != before:
                raise FileChangedError
            item["alt"] = alt  # type: ignore[index]
            out = io.StringIO()
            yaml.indent(mapping=2, sequence=4, offset=2)
            yaml.dump(data, out)
            return lines[0] + out.getvalue() + lines[-1]
    raise FileChangedError
