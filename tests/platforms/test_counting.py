"""Lengths as the networks count them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from campaign_scheduler.model.capabilities import Capabilities
from campaign_scheduler.platforms.kit.counting import graphemes, utf8_bytes, utf16_units
from campaign_scheduler.platforms.linkedin.little_text import RESERVED, decode, encode
from campaign_scheduler.platforms.mastodon.counting import length
from campaign_scheduler.platforms.x.counting import is_valid, weighted_length
from campaign_scheduler.rendering import takes
from campaign_scheduler.sandbox.linkedin import as_shown
from support.making import app_for

VECTORS = json.loads((Path(__file__).parent / "data/x_lengths.json").read_text())


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Capabilities]:
    return app_for(tmp_path_factory.mktemp("app")).capabilities()


@pytest.mark.parametrize(("text", "weight", "valid"), VECTORS)
def test_x_counts_as_its_official_library_does(text: str, weight: int, valid: bool) -> None:
    assert weighted_length(text) == weight
    assert is_valid(text) is valid


FAMILY = "👨‍👩‍👧‍👦"
EDGES = [
    (FAMILY * 140, 280, True),
    (FAMILY * 141, 282, False),
    ("x" * 256 + " http://example.org/y", 280, True),
    ("x" * 257 + " http://example.org/y", 281, False),
    (" ".join(["https://www.example.org/a"] * 10), 239, True),
    ("the" + "心" * 138, 279, True),
    ("the" + "心" * 139, 281, False),
    ("a" * 63 + ".com", 23, True),
    ("a" * 64 + ".com", 68, True),
    ("い" * 15 + ".com", 34, True),
    ("い" * 200 + ".com", 404, False),
    ("1\u20e3", 2, True),
    ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 2, True),
    ("🧕🏾", 2, True),
    ("A\u0301B", 2, True),
    ("x" * 279 + "A\u0301", 280, True),
    ("\ufb2c", 3, True),
    ("\u2000\u200a\u2010\u2017", 4, True),
    ("AB\ufffe", 4, False),
    ("AB\uffff", 4, False),
    ("\u2066http://example.org/\u2069", 27, True),
]
"""Where a limit, a rule of domains or of normal forms decides; each agrees with the official library's own cases."""


@pytest.mark.parametrize(("text", "weight", "valid"), EDGES)
def test_x_counts_right_at_the_edges(text: str, weight: int, valid: bool) -> None:
    assert (weighted_length(text), is_valid(text)) == (weight, valid)


def test_x_agrees_with_every_case_of_the_official_library() -> None:
    folder = os.environ.get("CAMPAIGN_TWITTER_TEXT")
    if not folder:
        pytest.skip("the official library's cases are not at hand (CAMPAIGN_TWITTER_TEXT, a folder with validate.yml)")
    tests = YAML(typ="safe").load((Path(folder) / "validate.yml").read_text(encoding="utf-8"))["tests"]
    cases = [*tests["WeightedTweetsWithDiscountedEmojiCounterTest"], *tests["UnicodeDirectionalMarkerCounterTest"]]
    assert len(cases) > 20
    for case in cases:
        found = (weighted_length(case["text"]), is_valid(case["text"]))
        assert found == (case["expected"]["weightedLength"], case["expected"]["valid"]), case["description"]


ANYTHING = st.one_of(
    st.text(),
    st.text(st.characters(categories=["Cs", "Cc", "Cn", "Co", "Cf", "Mn", "Me", "Zl"]), max_size=30),
    st.text(st.sampled_from("a.-_/:@#＃＠&;()[]<>{}|\\*~ \n\u200d\ufe0f\u20e3🇬👩🏽心é\u0301ｗ\ud800"), max_size=60),
    st.lists(st.sampled_from(["https://", "www.", "example.org", "@a@b.example", "xn--", "urn:li:", "\\"])).map(
        "".join
    ),
)


@settings(max_examples=300, deadline=None)
@given(text=ANYTHING)
def test_no_network_fails_to_count_or_escape_any_text(networks: Mapping[str, Capabilities], text: str) -> None:
    for able in networks.values():
        encoded = able.encode(text)
        assert all(limit.count(encoded) >= 0 for limit in able.texts)
        assert able.alt.count(text) >= 0
        assert able.prices is None or able.prices.has_link(text) in (True, False)
        assert takes(able, text) in (True, False)


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
