"""Writes captions: new files, never over one that is there, and new words below front matter that stays as it is."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML

from ..spreadsheets import replace_file
from ..spreadsheets.text import decode, encode
from .captions import FOLDER
from .words import clean


class WordsChangedError(Exception):
    """Somebody saved other words in a caption since they were read. `file` is the caption's."""

    def __init__(self, file: str) -> None:
        super().__init__(f"{file} was changed meanwhile")
        self.file = file


def write_caption(root: Path, name: str, words: str, settings: Mapping[str, object], variant: str = "") -> str | None:
    """Write `captions/<name>[.<variant>].md` and give its name; None when there is such a file already.

    Raises OSError.
    """
    file = f"{FOLDER}/{name}.{variant}.md" if variant else f"{FOLDER}/{name}.md"
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    return file if _create(root / file, (front_matter(settings, words) + words + "\n").encode()) else None


def _create(path: Path, content: bytes) -> bool:
    """Make the file whole, unless there is one of its name; an interruption leaves nothing half-written."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)
        _name(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _name(temporary: Path, path: Path) -> None:
    """A hard link fails where the name is taken; a disk without hard links gets a rename after a look."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        temporary.rename(path)


def front_matter(settings: Mapping[str, object], words: str) -> str:
    """The settings above the words; words that begin with three hyphens need the mark too."""
    if not settings:
        return "---\n---\n" if words.startswith("---") else ""
    out = io.StringIO()
    writer = YAML()
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.width = 4000
    writer.allow_unicode = True
    writer.dump(dict(settings), out)
    return f"---\n{out.getvalue()}---\n"


def replace_words(root: Path, file: str, before: str, words: str, *, wait: float = 10.0) -> None:
    """Put `words` in place of `before` in a caption; its front matter and line endings stay.

    Raises WordsChangedError when the file says something else by now, FileInUseError, OSError.
    """

    def changed(content: bytes) -> bytes:
        text, codec = decode(content)
        front, body = split(text)
        if clean(body)[0] != before:
            raise WordsChangedError(file)
        front = front or ("---\n---\n" if words.startswith("---") else "")
        ending = "\r\n" if "\r\n" in text else "\n"
        new = front + words.replace("\n", ending) + ending
        try:
            return encode(new, codec, content)
        except UnicodeEncodeError:
            return encode(new, "utf-8", content)

    replace_file(root / file, changed, wait=wait)


def remove_words(root: Path, file: str, before: str) -> None:
    """Take a variant away: its network has the caption's general words again.

    Raises WordsChangedError when the file says something else by now, OSError.
    """
    text, _ = decode((root / file).read_bytes())
    if clean(split(text)[1])[0] != before:
        raise WordsChangedError(file)
    (root / file).unlink()


def split(text: str) -> tuple[str, str]:
    """Everything up to the words, byte for byte, and the words."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        return "", text
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        return "", text
    return "".join(lines[: end + 1]), "".join(lines[end + 1 :])
