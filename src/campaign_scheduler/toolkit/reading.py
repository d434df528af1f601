"""One file becomes what was found in it: pick the reader, sort the pictures, understand. Runs in a worker's process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .document import Document
from .docx import read_docx
from .draft import Found
from .kinds import kind_of
from .limits import MB, Limits, Refused
from .pack import read_pack_page
from .progress import TellAt
from .sorting import sort_pictures
from .text import read_text
from .understand import understand
from .vault import Vault

Reader = Callable[[Path, Vault, Limits, TellAt], Document]
SAVE_AS = {
    "xlsx": "It is a workbook. If it is a calendar, import it as one; save captions in it as a document.",
    "ole": "It is an old or password-protected Office file. Open it with its password and save it as .docx or .pptx.",
    "html": "It is a web page. Save it as a document, or ask for the file it was made from.",
    "empty": "The file is empty. Ask for it again.",
    "": "It is of a kind that is not read here. Save it as .docx, .pptx, .pdf or .txt.",
}


def read_document(path: Path, name: str, vault: Vault, limits: Limits, tell: TellAt) -> Found:
    """Everything in one document. Raises Refused."""
    if path.stat().st_size > limits.file_mb * MB:
        raise Refused(f"it is larger than {limits.file_mb} MB", "Ask for a smaller copy, or raise the limit.")
    kind = kind_of(path)
    if kind == "pack":
        return read_pack_page(path, name, vault, limits)
    reader = _reader(kind)
    if reader is None:
        raise Refused(f"it cannot be read{'' if kind != 'empty' else ': it is empty'}", SAVE_AS.get(kind, SAVE_AS[""]))
    document = reader(path, vault, limits, tell)
    _tell_renamed(path, name, kind, document)
    sort_pictures(document, vault.stored)
    return understand(document, name)


def _reader(kind: str) -> Reader | None:
    if kind == "pptx":
        from .pptx import read_pptx

        return read_pptx
    if kind == "pdf":
        from .pdf import read_pdf

        return read_pdf
    return {"docx": read_docx, "txt": read_text, "md": read_text}.get(kind)


def _tell_renamed(path: Path, name: str, kind: str, document: Document) -> None:
    ending = Path(name).suffix.lower().lstrip(".")
    alike = {
        "docm": "docx",
        "dotx": "docx",
        "pptm": "pptx",
        "ppsx": "pptx",
        "potx": "pptx",
        "markdown": "md",
        "text": "txt",
    }
    if ending and alike.get(ending, ending) != kind and {ending, kind} - {"txt", "md", "csv", "log"}:
        document.notes.warn(f"It is called .{ending} but is a {kind} file; it was read as that.")
