"""Documents of many shapes, each against the truth beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from campaign_scheduler.toolkit.limits import Limits
from campaign_scheduler.toolkit.reading import read_document
from campaign_scheduler.toolkit.vault import Vault
from support.toolkits import Case, Truth, as_compared, picture, sha
from toolkit import odd_word_cases, page_cases, slide_cases, word_cases

NUMBERS = {sha(picture(number, kind=kind)): number for number in range(8) for kind in ("PNG", "JPEG")}


def found_in(path: Path, folder: Path) -> dict[str, Any]:
    """What the readers make of a document, as `--json` gives it."""
    folder.mkdir(exist_ok=True)
    found = read_document(path, path.name, Vault(folder, Limits()), Limits(), lambda _: None)
    return found.as_json()


def compare(found: dict[str, Any], truth: Truth) -> None:
    """Everything the truth says, and nothing that must not be there."""
    wanted = [(" ".join(one.caption.split()), one.platform, one.pictures) for one in truth.posts]
    assert as_compared(found, NUMBERS) == wanted
    for draft, post in zip(found["drafts"], truth.posts, strict=True):
        _compare_fields(draft, post)
    assert len(found["articles"]) == truth.articles
    if truth.resources is not None:
        assert [one["url"] for one in found["resources"]] == truth.resources
    asides = {NUMBERS.get(one["sha256"]) for one in found["set_aside"]}
    assert set(truth.set_aside) <= asides
    if truth.unpaired is not None:
        assert [NUMBERS[one["sha256"]] for one in found["unpaired"]] == truth.unpaired
    shown = json.dumps(found, ensure_ascii=False)
    assert [words for words in truth.never if words in shown] == []
    assert [words for words in truth.warned if words not in " ".join(found["warnings"])] == []


def _compare_fields(draft: dict[str, Any], post: Any) -> None:
    if post.language is not None:
        assert draft["language"] == post.language
    if post.hashtags is not None:
        assert draft["hashtags"] == post.hashtags
    if post.alts is not None:
        assert [one["alt"] for one in draft["media"]] == post.alts
    if post.links is not None:
        assert [(one["text"], one["url"].replace("&amp;", "&")) for one in draft["links"]] == [
            (text, url.replace("&amp;", "&")) for text, url in post.links
        ]
    if "\n" in post.caption:
        assert draft["caption"] == post.caption


@pytest.mark.parametrize("case", word_cases.CASES + odd_word_cases.CASES, ids=lambda case: case.__name__)
def test_word(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "toolkit.docx"
    truth = case(path)
    compare(found_in(path, tmp_path / "vault"), truth)


@pytest.mark.parametrize("case", slide_cases.CASES, ids=lambda case: case.__name__)
def test_slides(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "toolkit.pptx"
    truth = case(path)
    compare(found_in(path, tmp_path / "vault"), truth)


@pytest.mark.parametrize("case", page_cases.CASES, ids=lambda case: case.__name__)
def test_pages(case: Case, tmp_path: Path) -> None:
    """A JPEG comes out of a PDF byte for byte."""
    path = tmp_path / "toolkit.pdf"
    truth = case(path)
    compare(found_in(path, tmp_path / "vault"), truth)
