"""Files that are damaged, disguised or meant to harm: each is refused in words, and none stops the rest."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter

from campaign_scheduler.toolkit import Gathered, Limits, gather
from support.toolkits import caption_of, picture
from support.word import Word

pytestmark = pytest.mark.slow
LABELLED = f"Caption: {caption_of(1)}\n"


def imported(tmp_path: Path, *paths: Path, limits: Limits | None = None) -> Gathered:
    """A whole import through the workers, as the program makes it."""
    folder = tmp_path / "work"
    folder.mkdir()
    return gather(paths, folder, limits or Limits())


def said(gathered: Gathered) -> str:
    return "\n".join(gathered.found.warnings)


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def small_docx(path: Path) -> Path:
    word = Word()
    table = word.table(1, 2)
    word.fill(table.cell(0, 0), f"Caption: {caption_of(1)}")
    word.picture_in(table.cell(0, 1).paragraphs[0], 1)
    return word.save(path)


def rewritten(path: Path, changes: dict[str, bytes]) -> Path:
    """The same office file with some parts replaced or added."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    return zipped(path, parts | changes)


def png_header(width: int, height: int) -> bytes:
    """A picture that says it is huge and holds nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.docx", b"", "empty"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be read"),
        ("noise.docx", os.urandom(4000), "cannot be read"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Cat", "damaged"),
        ("cut.zip", b"PK\x03\x04" + b"\0" * 40, "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(name: str, content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    gathered = imported(tmp_path, path)
    assert gathered.refused == 1
    assert words in said(gathered)
    assert "Traceback" not in said(gathered)


def test_a_truncated_document_is_refused(tmp_path: Path) -> None:
    path = small_docx(tmp_path / "a.docx")
    path.write_bytes(path.read_bytes()[:-900])
    assert imported(tmp_path, path).refused == 1


def test_a_renamed_document_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = small_docx(tmp_path / "a.docx").rename(tmp_path / "a.pdf")
    gathered = imported(tmp_path, path)
    assert [one.caption for one in gathered.found.drafts] == [caption_of(1)]
    assert "is a docx file" in said(gathered)


def test_entities_are_refused(tmp_path: Path) -> None:
    path = small_docx(tmp_path / "a.docx")
    secret = tmp_path / "secret.txt"
    secret.write_text("THE SECRET")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    bomb = f'{entity}<w:document xmlns:w="u"><w:body>&e;</w:body></w:document>'
    rewritten(path, {"word/document.xml": bomb.encode()})
    gathered = imported(tmp_path, path)
    assert gathered.refused == 1
    assert "entities" in said(gathered)
    assert "THE SECRET" not in said(gathered)


def test_macros_are_ignored_and_said(tmp_path: Path) -> None:
    path = rewritten(small_docx(tmp_path / "a.docx"), {"word/vbaProject.bin": b"macro"})
    gathered = imported(tmp_path, path)
    assert "macros" in said(gathered)
    assert len(gathered.found.drafts) == 1


def test_a_squeezed_part_is_a_trap(tmp_path: Path) -> None:
    path = rewritten(small_docx(tmp_path / "a.docx"), {"word/document.xml": b" " * 30_000_000})
    assert "squeezed" in said(imported(tmp_path, path))


def test_a_zip_bomb_is_left_and_the_rest_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "pack.zip", {"bomb.txt": b"0" * 40_000_000, "posts.txt": LABELLED.encode()})
    gathered = imported(tmp_path, path)
    assert [one.caption for one in gathered.found.drafts] == [caption_of(1)]
    assert "bomb.txt" in said(gathered)


def test_a_member_that_lies_about_its_size_is_cut_off(tmp_path: Path) -> None:
    path = zipped(tmp_path / "pack.zip", {"big.txt": os.urandom(3_000_000), "posts.txt": LABELLED.encode()})
    gathered = imported(tmp_path, path, limits=Limits(unpacked_mb=1))
    assert "more than is safe" in said(gathered)


def test_bombs_inside_bombs_are_left(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "0.zip", {"posts.txt": LABELLED.encode()})
    for level in range(1, 5):
        inner = zipped(tmp_path / f"{level}.zip", {f"{level - 1}.zip": inner.read_bytes()})
    gathered = imported(tmp_path, inner)
    assert "inside an archive" in said(gathered)
    assert gathered.found.drafts == []


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "C:\\out.txt", "a/../../out.txt", "..\\out.txt"])
def test_names_that_lead_out_write_nothing_outside(name: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "pack.zip", {name: LABELLED.encode(), "posts.txt": f"Caption: {caption_of(2)}".encode()})
    before = set(tmp_path.rglob("*"))
    gathered = imported(tmp_path, path)
    outside = {one for one in tmp_path.rglob("*") if (tmp_path / "work") not in one.parents} - before
    assert outside == {tmp_path / "work"}
    assert [one.caption for one in gathered.found.drafts] == [caption_of(2)]
    assert not list((tmp_path / "work").rglob("out.txt"))


def test_a_link_in_an_archive_is_not_followed(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("posts.txt")
    info.external_attr = 0o120777 << 16
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    gathered = imported(tmp_path, path)
    assert "leads out" in said(gathered)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(LABELLED)
    folder = tmp_path / "toolkit"
    folder.mkdir()
    (folder / "posts.txt").symlink_to(secret)
    assert imported(tmp_path, folder).found.drafts == []


def test_thousands_of_members_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "pack.zip", {f"{number}.txt": b"x" for number in range(300)})
    gathered = imported(tmp_path, path, limits=Limits(members=200))
    assert "300 files" in said(gathered)


def test_a_picture_that_is_a_bomb_is_set_aside(tmp_path: Path) -> None:
    path = zipped(tmp_path / "pack.zip", {"huge.png": png_header(60_000, 60_000), "posts.txt": LABELLED.encode()})
    gathered = imported(tmp_path, path)
    assert [one.caption for one in gathered.found.drafts] == [caption_of(1)]
    assert any("pixels" in one.reason for one in gathered.found.set_aside)


def test_an_encrypted_member_is_left(tmp_path: Path) -> None:
    path = zipped(tmp_path / "pack.zip", {"locked.txt": b"words", "posts.txt": LABELLED.encode()})
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(bytes(content))
    gathered = imported(tmp_path, path)
    assert "password" in said(gathered)
    assert len(gathered.found.drafts) == 1


def pdf_of(path: Path, pages: int, password: str = "") -> Path:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    writer.write(path)
    return path


def test_a_locked_pdf_asks_for_one_without_password(tmp_path: Path) -> None:
    gathered = imported(tmp_path, pdf_of(tmp_path / "a.pdf", 1, "secret"))
    assert gathered.refused == 1
    assert "password" in said(gathered)


def test_a_pdf_without_pages_is_refused(tmp_path: Path) -> None:
    gathered = imported(tmp_path, pdf_of(tmp_path / "a.pdf", 0))
    assert "no pages" in said(gathered)


def test_a_pdf_of_ten_thousand_pages_is_read_in_part(tmp_path: Path) -> None:
    started = time.monotonic()
    gathered = imported(tmp_path, pdf_of(tmp_path / "a.pdf", 10_000), limits=Limits(pages=50))
    assert "Only the first 50 of 10,000 pages" in said(gathered)
    assert time.monotonic() - started < 30


def test_a_scan_is_said_and_its_pictures_are_offered(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    from PIL import Image

    Image.open(io.BytesIO(picture(1, kind="JPEG"))).save(path, "PDF")
    assert len(PdfReader(path).pages) == 1
    gathered = imported(tmp_path, path)
    assert "a scan" in said(gathered)
    assert len(gathered.found.unpaired) == 1


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    path = small_docx(tmp_path / "a.docx")
    deep = b"<w:sdt><w:sdtContent>" * 3000
    body = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>' + deep
    rewritten(path, {"word/document.xml": body + b"</w:sdtContent></w:sdt>" * 3000 + b"</w:body></w:document>"})
    assert imported(tmp_path, path).refused == 1


def test_a_reader_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    document = Document()
    for number in range(3000):
        document.add_paragraph(f"Line {number} of a long text that goes on and on. " * 20)
    path = tmp_path / "long.docx"
    document.save(str(path))
    started = time.monotonic()
    gathered = imported(tmp_path, path, limits=Limits(seconds=1))
    assert time.monotonic() - started < 10
    assert gathered.refused == 0 or "within 1 seconds" in said(gathered)


@pytest.mark.skipif(sys.platform == "win32", reason="the operating system has no such limit")
def test_a_reader_that_takes_too_much_memory_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_text(LABELLED * 60_000)
    gathered = imported(tmp_path, path, limits=Limits(memory_mb=120))
    assert gathered.refused == 1


def test_the_reader_sees_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from campaign_scheduler.toolkit.worker_process import _environment

    monkeypatch.setenv("CAMPAIGN_SECRETS__TRUST_X__ACCESS_TOKEN", "secret")
    assert not [name for name in _environment() if name.startswith("CAMPAIGN")]


@pytest.mark.skipif(sys.platform == "win32", reason="there, the process is begun with a lower priority")
def test_a_reader_stands_behind_everything_else() -> None:
    """Publishing shares the processor with it."""
    script = (
        "import os\n"
        "from campaign_scheduler.toolkit import Limits\n"
        "from campaign_scheduler.toolkit.worker import NICE, hold\n"
        "before = os.nice(0)\n"
        "hold(Limits())\n"
        "print(os.nice(0) - before, min(NICE, 19 - before))\n"
    )
    asked = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    behind, wanted = asked.stdout.split()
    assert behind == wanted
