"""A toolkit of some 60 pages with 40 pictures: time, memory, captions, pairs, beside general readers of Word files."""

from __future__ import annotations

import importlib.util
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

POSTS = 40
PARAGRAPHS = 260
OTHERS = {
    "mammoth": "import mammoth; text = mammoth.convert_to_html(open(path, 'rb')).value",
    "markitdown": "from markitdown import MarkItDown; text = MarkItDown().convert(path).text_content",
    "docx2python": "from docx2python import docx2python; text = docx2python(path).text",
}
OURS = (
    "import tempfile; from pathlib import Path\n"
    "from campaign_scheduler.toolkit.reading import read_document\n"
    "from campaign_scheduler.toolkit.vault import Vault; from campaign_scheduler.toolkit.limits import Limits\n"
    "folder = tempfile.TemporaryDirectory()\n"
    "found = read_document(Path(path), 'a.docx', Vault(Path(folder.name), Limits()), Limits(), lambda _: None)\n"
    "text = '\\n'.join(one.caption for one in found.drafts); pairs = sum(len(one.media) == 1 for one in found.drafts)"
)
RUN = (
    "import json, resource, sys, time; path = sys.argv[1]; pairs = 0; began = time.perf_counter()\n{code}\n"
    "took = time.perf_counter() - began; most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
    "words = [f'number {{n}} of the campaign' for n in range({posts})]\n"
    "print(json.dumps([took, most, sum(one in text for one in words), pairs]))"
)


def measure() -> Iterator[str]:
    """One line a reader; those that are not installed are said."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "toolkit.docx"
        _write(path)
        yield f"{path.stat().st_size / 1e6:.1f} MB, {POSTS} captions with pictures"
        for name, code in {"campaign import": OURS, **OTHERS}.items():
            if name in OTHERS and importlib.util.find_spec(name) is None:
                yield f"{name}: not installed"
                continue
            took, most, captions, pairs = _run(code, path)
            yield f"{name}: {took:.2f} s, {most:.0f} MB, {captions} captions' words, {pairs} paired"


def _run(code: str, path: Path) -> tuple[float, float, int, int]:
    command = [sys.executable, "-c", RUN.format(code=code, posts=POSTS), str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    took, most, captions, pairs = json.loads(answer.stdout.splitlines()[-1])
    return took, most, captions, pairs


def _write(path: Path) -> None:
    """Background, then a table of posts, each with a picture of its own."""
    from docx import Document
    from docx.shared import Inches

    document = Document()
    document.add_heading("A long toolkit", 0)
    document.add_heading("About the campaign", 1)
    for number in range(PARAGRAPHS):
        document.add_paragraph(f"Background number {number}: what was found, and what it means for services. " * 6)
    document.add_heading("Social media posts", 1)
    table = document.add_table(POSTS, 2)
    for number in range(POSTS):
        table.cell(number, 0).text = f"Caption: Words for post number {number} of the campaign, with more to read."
        run = table.cell(number, 1).paragraphs[0].add_run()
        run.add_picture(io.BytesIO(_picture(number)), width=Inches(2.5))
    document.save(str(path))


def _picture(number: int) -> bytes:
    import random

    from PIL import Image

    noise = Image.frombytes("RGB", (64, 36), random.Random(number).randbytes(64 * 36 * 3))
    out = io.BytesIO()
    noise.resize((1600, 900), Image.Resampling.BICUBIC).save(out, "JPEG", quality=90)
    return out.getvalue()
