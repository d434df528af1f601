"""Damaged and twisted documents of every kind: no hang, no traceback, whatever the bytes say."""

from __future__ import annotations

import io
import random
import re
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from campaign_scheduler.toolkit.limits import Limits
from campaign_scheduler.toolkit.worker import answer_to
from support.toolkits import picture
from toolkit import slide_cases, word_cases

ROUNDS = 60
LONGEST = 10.0
TAG = re.compile(rb"<[^<>]{1,200}>")


def originals(folder: Path) -> dict[str, bytes]:
    """A sound document of each kind."""
    word_cases.variants_by_label(folder / "a.docx")
    word_cases.headed_table(folder / "b.docx")
    slide_cases.two_a_slide(folder / "a.pptx")
    Image.open(io.BytesIO(picture(1, kind="JPEG"))).save(folder / "a.pdf", "PDF")
    (folder / "a.md").write_text("# A\n\n## Posts\n\n- one *two* [three](https://example.org)\n\n![x](y.png)\n" * 20)
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for name in ("a.docx", "a.md"):
            archive.write(folder / name, name)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def twisted(content: bytes, dice: random.Random) -> bytes:
    """Some bytes changed, cut out, doubled or moved."""
    data = bytearray(content)
    for _ in range(dice.randrange(1, 8)):
        at, length = dice.randrange(len(data)), dice.randrange(1, 60)
        kind = dice.randrange(4)
        if kind == 0:
            data[at] = dice.randrange(256)
        elif kind == 1:
            del data[at : at + length]
        elif kind == 2:
            data[at:at] = data[at : at + length] * dice.randrange(1, 4)
        else:
            data[at : at + length] = dice.randbytes(length)
    return bytes(data) or b"x"


def with_twisted_part(content: bytes, dice: random.Random) -> bytes:
    """An office file whose parts still unpack, one of them with its tags shuffled, lost or doubled."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice([one for one in parts if one.endswith((".xml", ".rels"))])
    tags = list(TAG.finditer(parts[name]))
    if tags:
        for _ in range(dice.randrange(1, 6)):
            one, other = dice.choice(tags), dice.choice(tags)
            body = parts[name]
            parts[name] = body[: one.start()] + other[0] * dice.randrange(3) + body[one.end() :]
            tags = list(TAG.finditer(parts[name])) or tags
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for one_name, part in parts.items():
            archive.writestr(one_name, part)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["a.docx", "b.docx", "a.pptx", "a.pdf", "a.md", "a.zip"])
def test_twisted_files_end_in_an_answer(kind: str, tmp_path: Path) -> None:
    sound = tmp_path / "sound"
    sound.mkdir()
    original = originals(sound)[kind]
    for seed in range(ROUNDS):
        dice = random.Random(f"{kind}{seed}")
        office = kind.endswith((".docx", ".pptx")) and seed % 2
        content = with_twisted_part(original, dice) if office else twisted(original, dice)
        folder = tmp_path / str(seed)
        (folder / "members").mkdir(parents=True)
        path = folder / f"case{Path(kind).suffix}"
        path.write_bytes(content)
        job = {"path": str(path), "name": path.name, "vault": str(folder), "members": str(folder / "members")}
        task = "unpack" if kind == "a.zip" else "document"
        started = time.monotonic()
        answer = answer_to({**job, "task": task}, Limits())
        assert time.monotonic() - started < LONGEST, seed
        assert {"found", "refused", "documents"} & set(answer), seed
        assert "Traceback" not in str(answer), seed
