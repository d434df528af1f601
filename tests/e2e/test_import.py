"""`campaign import` as a person and as a program runs it, on the toolkit that the project began with."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from support.program import campaign

ROOT = Path(__file__).parents[2]
TOOLKIT = ROOT / "toolkit" / "listening-project-toolkit.docx"
TEXT = ROOT / "tests" / "toolkit" / "data" / "listening-project-toolkit.txt"
ORDER = ("voices", "engagement", "service-improvement", "pcref")
SITE = "https://www.transformationpartners.nhs.uk/listening-project-report"
KEYS = [
    "file",
    "order",
    "caption",
    "platform",
    "language",
    "hashtags",
    "media",
    "links",
    "source",
    "confidence",
    "notes",
]

pytestmark = pytest.mark.slow


def read(root: Path, *arguments: str) -> dict[str, Any]:
    answer = campaign(root, "import", *arguments, "--json")
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_the_word_file_gives_its_captions_pictures_articles_and_downloads(tmp_path: Path) -> None:
    found = read(tmp_path, str(TOOLKIT))
    assert [list(draft) for draft in found["drafts"]] == [KEYS] * 4
    pictures = [hashlib.sha256((ROOT / "media" / f"{name}.png").read_bytes()).hexdigest() for name in ORDER]
    assert [[one["sha256"] for one in draft["media"]] for draft in found["drafts"]] == [[one] for one in pictures]
    first = found["drafts"][0]
    assert first["caption"].startswith("Listen to the voices of young people") and "Caption:" not in first["caption"]
    assert first["links"] == [{"text": SITE, "url": SITE}]
    assert [bool(draft["media"][0]["alt"]) for draft in found["drafts"]] == [True, False, True, False]
    assert [one["title"] for one in found["articles"]] == ["Short copy", "Long copy"]
    assert [(one["kind"], one["url"]) for one in found["resources"]] == [
        ("artwork", f"{SITE}-assets"),
        ("infographic", f"{SITE}-infographic"),
    ]
    assert all(one["name"] and "click here" not in one["name"].lower() for one in found["resources"])
    assert list(tmp_path.iterdir()) == [], "nothing is written"


def test_the_plain_text_gives_the_captions_unpaired_with_the_reason(tmp_path: Path) -> None:
    found = read(tmp_path, str(TEXT))
    word = read(tmp_path, str(TOOLKIT))
    assert [draft["caption"] for draft in found["drafts"]] == [draft["caption"] for draft in word["drafts"]]
    assert [draft["media"] for draft in found["drafts"]] == [[]] * 4
    assert all("plain text holds no pictures" in draft["notes"][0] for draft in found["drafts"])


def test_into_a_folder_it_writes_drafts_and_a_page(tmp_path: Path) -> None:
    root = tmp_path / "new"
    answer = campaign(tmp_path, "import", str(TOOLKIT), "--into", str(root))
    assert answer.returncode == 0, answer.stderr
    assert "4 drafts, 2 articles, 2 resources" in answer.stdout
    assert len(list((root / "captions").glob("*.md"))) == 4
    assert (root / "config" / "calendar.csv").read_text().count(",draft,") == 4
    assert "Is this right?" in (root / "import-review.html").read_text()
    again = campaign(tmp_path, "import", str(TOOLKIT), "--into", str(root))
    assert "Nothing new" in again.stdout


def test_a_missing_and_a_damaged_file_are_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "bad.docx").write_bytes(b"PK\x03\x04 not a document")
    for name, words in (("missing.docx", "no such file"), ("bad.docx", "damaged")):
        answer = campaign(tmp_path, "import", str(tmp_path / name))
        assert answer.returncode == 1
        assert words in answer.stderr and "Traceback" not in answer.stderr
