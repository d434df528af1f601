"""What is live in a Bluesky post, where it stands in bytes, and that nothing a person writes can break it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from campaign_scheduler.platforms.bluesky.capabilities import capabilities
from campaign_scheduler.platforms.bluesky.facets import facets, live_parts
from campaign_scheduler.sandbox.bluesky_records import COLLECTION, wrong

FAMILY = "👩‍👩‍👧‍👦"
WORDS = st.sampled_from(
    [
        *("#tag", "＃tag", "#", "#1", "#a.", "#️⃣", f"#{'x' * 70}", f"#{FAMILY * 9}", "@", "@a.test", "(@b.test)", "@c"),
        *(
            "https://",
            "http://a",
            "https://é.org/ü",
            "https:///",
            "https://?",
            "https://)",
            "a.org",
            "(a-b.org).",
            "A.ORG",
        ),
        *(
            "https://a.org/x_(y)",
            "“https://a.org”",
            "http.org",
            "\n",
            " ",
            "\u200b",
            "\ufe0f",
            "\ufeff",
            "\x85",
            "é",
            FAMILY,
        ),
        *("!", ")", "(", "🇬🇧", "क्षि", "\r\n", "e\u0301"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(WORDS, max_size=25).map("".join), st.lists(WORDS, max_size=25).map(" ".join))


def live(text: str) -> list[tuple[str, str]]:
    return [(part.kind, part.value) for part in live_parts(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Read https://example.org/a?b=c#d now", [("link", "https://example.org/a?b=c#d")]),
        ("Read https://example.org.", [("link", "https://example.org")]),
        ("(see https://example.org)", [("link", "https://example.org")]),
        ("https://example.org/a_(b)", [("link", "https://example.org/a_(b)")]),
        ("“https://example.org”", []),
        ("go to “ https://example.org/” now", [("link", "https://example.org/")]),
        ("www.transformation-partners.nhs.uk/x", [("link", "https://www.transformation-partners.nhs.uk/x")]),
        ("Example.ORG", [("link", "https://Example.ORG")]),
        ("http.org", [("link", "https://http.org")]),
        ("nodomain.notatld file.txt", []),
        ("mail me@example.org", []),
        ("https:// and https://. and https:///x", []),
        ("#One #two, (#three) x#four", [("tag", "One"), ("tag", "two")]),
        ("#1 #2030 #1st #COVID19! #", [("tag", "1st"), ("tag", "COVID19")]),
        ("＃日本語", [("tag", "日本語")]),
        ("#\ufe0f⃣ keycap", []),
        (f"#{'x' * 64} #{'y' * 65}", [("tag", "x" * 64)]),
        ("@trust.bsky.social, (@b.test) @nodomain", [("mention", "trust.bsky.social"), ("mention", "b.test")]),
        ("@Trust.TEST.", [("mention", "trust.test")]),
    ],
)
def test_what_is_live(text: str, found: list[tuple[str, str]]) -> None:
    assert live(text) == found


def test_positions_are_in_bytes() -> None:
    text = f"Hé {FAMILY} @a.test https://example.org #tag"
    places = [(facet["index"], facet["features"]) for facet in facets(text, lambda handle: f"did:plc:{handle}")]
    cut = [text.encode()[index["byteStart"] : index["byteEnd"]].decode() for index, _ in places]
    assert cut == ["@a.test", "https://example.org", "#tag"]
    assert [list(features[0].values())[1] for _, features in places] == ["did:plc:a.test", "https://example.org", "tag"]


def test_a_handle_that_leads_nowhere_stays_text() -> None:
    assert facets("Thank you @nobody.test", lambda handle: "") == []


@given(TEXTS)
def test_each_facet_is_a_piece_of_the_text_and_none_overlaps(text: str) -> None:
    data, end = text.encode(), 0
    for part, facet in zip(live_parts(text), facets(text, lambda handle: "did:plc:x"), strict=True):
        index = facet["index"]
        assert isinstance(index, dict)
        assert index["byteStart"] >= end
        end = index["byteEnd"]
        assert data[index["byteStart"] : end].decode() == text[part.start : part.end] != ""


@given(st.text(st.characters(), max_size=200))
def test_no_text_at_all_can_break_it(text: str) -> None:
    """Halves of characters too, which no file can hold."""
    facets(text, lambda handle: "did:plc:x")


@given(TEXTS)
@example("A.ORG\x85")
def test_the_stand_in_agrees_on_lengths_and_takes_every_facet(text: str) -> None:
    marks = facets(text, lambda handle: "did:plc:x")
    why = wrong({"$type": COLLECTION, "text": text, "createdAt": "2026-11-25T05:00:00.000Z", "facets": marks})
    assert bool(why) == any(limit.count(text) > limit.limit.value for limit in capabilities().texts), why


@pytest.mark.parametrize(
    ("text", "fits"),
    [("x" * 300, True), ("x" * 301, False), (FAMILY * 120, True), (FAMILY * 121, False), ("\r\n" * 300, True)],
)
def test_both_limits_hold(text: str, fits: bool) -> None:
    assert all(limit.count(text) <= limit.limit.value for limit in capabilities().texts) is fits
