"""Lengths as the networks count them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_scheduler.platforms.kit.counting import graphemes, utf8_bytes, utf16_units
from campaign_scheduler.platforms.linkedin.little_text import RESERVED, decode, encode
from campaign_scheduler.platforms.mastodon.counting import length
from campaign_scheduler.platforms.x.counting import is_valid, weighted_length
from campaign_scheduler.sandbox.linkedin import as_shown

VECTORS = json.loads((Path(__file__).parent / "data/x_lengths.json").read_text())


@pytest.mark.parametrize(("text", "weight", "valid"), VECTORS)
def test_x_counts_as_its_official_library_does(text: str, weight: int, valid: bool) -> None:
    assert weighted_length(text) == weight
    assert is_valid(text) is valid


@given(st.text())
def test_counting_never_raises(text: str) -> None:
    for count in (weighted_length, graphemes, utf16_units, utf8_bytes, length):
        assert count(text) >= 0


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaping_can_be_undone_and_loses_nothing_at_linkedin(text: str) -> None:
    encoded = encode(text)
    assert decode(encoded) == text
    assert as_shown(encoded) == text


@pytest.mark.parametrize(
    ("words", "encoded"),
    [
        ("Open (at last)", r"Open \(at last\)"),
        ("#Spring is here", "#Spring is here"),
        ("number #1", r"number \#1"),
        ("a_b *c* ~d~", r"a\_b \*c\* \~d\~"),
        ("see https://example.org/a_(b)#c", r"see https://example.org/a\_\(b\)\#c"),
        ("me@example.org", r"me\@example.org"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_what_linkedin_reserves_is_escaped(words: str, encoded: str) -> None:
    assert encode(words) == encoded


def test_all_reserved_characters_are_known() -> None:
    assert set(RESERVED) == set(r"\|{}@[]()<>#*_~")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", 5),
        ("https://www.transformationpartners.nhs.uk/listening-project-report", 23),
        ("see https://a.co.", 28),
        ("@someone@mastodon.example hi", 11),
        ("👩‍👩‍👧‍👦", 1),
        ("a bare example.org", 18),
    ],
)
def test_mastodon(text: str, expected: int) -> None:
    assert length(text) == expected
