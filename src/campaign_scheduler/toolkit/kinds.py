"""Which kind a file is, decided by its bytes: names lie."""

from __future__ import annotations

import zipfile
from pathlib import Path

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\xd7\xcd\xc6\x9a", "wmf"),
)
USABLE = ("png", "jpg", "gif", "webp")
"""The kinds that networks take."""
BRANDS = {b"heic": "heic", b"heix": "heic", b"mif1": "heic", b"avif": "avif"}
DOCUMENTS = ("docx", "pptx", "pdf", "txt", "md", "zip")
OFFICE = (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx"))
HEAD = 4096


def picture_kind(head: bytes) -> str:
    """`png`, `jpg`, `gif`, `webp`, `bmp`, `tiff`, `emf`, `wmf`, `svg`, `heic`, or an empty string."""
    for magic, kind in PICTURES:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:4] == b"\x01\x00\x00\x00" and head[40:44] == b" EMF":
        return "emf"
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], "")
    return "svg" if b"<svg" in head[:1024].lower() else ""


def kind_of(path: Path) -> str:
    """A picture's kind, `docx`, `pptx`, `xlsx`, `zip`, `pdf`, `ole`, `empty`, `txt`, `md`, `html`, `pack`, or ``."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        return "empty"
    if head.startswith(OLE):
        return "ole"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    return picture_kind(head) or _text_kind(path, head)


def is_web_page(head: bytes) -> bool:
    """Whether a text begins as web pages do."""
    start = head[:600].lower().lstrip(b"\xef\xbb\xbf \r\n\t")
    return start.startswith((b"<!doctype html", b"<html"))


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return {".docx": "docx", ".pptx": "pptx", ".docm": "docx"}.get(path.suffix.lower(), "zip")
    if "[Content_Types].xml" in names:
        for folder, kind in OFFICE:
            if any(name.lower().startswith(folder) for name in names):
                return kind
    return "zip"


def _text_kind(path: Path, head: bytes) -> str:
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))
    if b"\x00" in head and not marked:
        return ""
    if is_web_page(head):
        return "pack" if b"campaign-scheduler-pack" in head else "html"
    return "md" if path.suffix.lower() in (".md", ".markdown") else "txt"
