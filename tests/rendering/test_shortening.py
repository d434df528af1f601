"""Shorter words: they fit, end at a sentence where one fits, keep the link, and split nothing a reader sees as one."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign_scheduler.model.capabilities import Capabilities
from campaign_scheduler.platforms.bluesky.facets import live_parts
from campaign_scheduler.platforms.x.links import links
from campaign_scheduler.rendering import shortened, takes
from support.making import app_for

LINK = "https://example.org/the-report"


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Capabilities]:
    return app_for(tmp_path_factory.mktemp("app")).capabilities()


def test_what_fits_is_left_as_it_is(networks: dict[str, Capabilities]) -> None:
    assert shortened("All is well.", list(networks.values())) == "All is well."


def test_whole_sentences_and_the_link_stay(networks: dict[str, Capabilities]) -> None:
    words = f"One sentence of some length. {'A second one. ' * 30}\n\nRead it at {LINK}"
    made = shortened(words, [networks["x"]])
    assert made is not None
    assert made.endswith(f"A second one.\n\n{LINK}")
    assert takes(networks["x"], made)
    assert not takes(networks["x"], made.replace("A second one.\n", "A second one. A second one.\n"))


def test_an_abbreviation_ends_no_sentence(networks: dict[str, Capabilities]) -> None:
    words = f"Thanks to all. With Dr. {'Shah and many others ' * 20}who gave their time."
    assert shortened(words, [networks["x"]]) == "Thanks to all."


def test_where_no_sentence_fits_it_is_cut_at_a_word(networks: dict[str, Capabilities]) -> None:
    made = shortened(f"{'word ' * 100}end. {LINK}", [networks["x"]])
    assert made is not None
    assert regex.fullmatch(rf"(word )+word…\n\n{LINK}", made)
    assert takes(networks["x"], made)


def test_text_without_spaces_is_cut_between_letters(networks: dict[str, Capabilities]) -> None:
    made = shortened("心" * 400, [networks["x"]])
    assert made == "心" * 139 + "…"


def test_the_tightest_of_several_networks_decides(networks: dict[str, Capabilities]) -> None:
    made = shortened("A sentence. " * 60, [networks["mastodon"], networks["x"]])
    assert made is not None
    assert takes(networks["x"], made)
    assert takes(networks["mastodon"], made)


def test_a_link_that_alone_does_not_fit_gives_nothing(networks: dict[str, Capabilities]) -> None:
    assert shortened(f"https://example.org/{'a' * 5000}", [networks["linkedin"]]) is None


PIECES = st.sampled_from(
    [
        "#Listening",
        "@trust@example.org",
        LINK,
        "README.md",
        "👩‍👩‍👧‍👦",
        "e\u0301\u0301",
        "word",
        "心",
        "“end.”",
        " ",
        "\n",
        ".",
        "🇬🇧",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=900),
    st.lists(PIECES, min_size=60, max_size=250).map("".join),
    st.lists(PIECES, min_size=60, max_size=250).map(" ".join),
)
WHOLE = regex.compile(r"(?<![\w#@])https?://\S+|#\w+|@[\w.@-]*\w|\X", regex.IGNORECASE)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_it_always_fits_and_never_splits_anything(networks: dict[str, Capabilities], text: str) -> None:
    for network in networks.values():
        made = shortened(text, [network])
        if made is None or made == text:
            continue
        assert takes(network, made)
        if made in WHOLE.findall(text):
            continue  # nothing but the link fits
        kept, _, link = made.rpartition("\n\n")
        start = (kept if kept and link in text else made).removesuffix("…")
        start = start if text.startswith(start) else start.rstrip()
        assert text.startswith(start)
        boundaries = {0} | {match.end() for match in WHOLE.finditer(text)}
        assert len(start) in boundaries, (start[-20:], text[len(start) : len(start) + 20])


def spans(platform: str, text: str) -> list[tuple[int, int]]:
    """What a network itself would make live in a text, by its own rules and not by those of the cut."""
    if platform == "x":
        return list(links(text))
    if platform == "bluesky":
        return [(part.start, part.end) for part in live_parts(text)]
    return [match.span() for match in regex.finditer(r"https?://[^\s<>\"]+|@[\w.-]+@[\w.-]+\w|#\w+", text)]


LIVE = st.sampled_from(
    [
        *(
            "#Listening",
            "#日本語",
            "＃wide",
            "@trust.bsky.social",
            "@trust@example.org",
            "@ourtrust",
            LINK,
            "www.example.org/a_(b)",
        ),
        *("example.org", "README.md", "https://例え.jp/a", "(https://a.co/b)", "a.b.nhs.uk", "me@example.org", "$TSLA"),
        *("word", "심", "👩🏽‍🚀", "🇬🇧🇬🇧", "क्षि", "e\u0301", ",", ".", "…", "\n", "“", "”"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(words=st.lists(LIVE, min_size=40, max_size=300), between=st.sampled_from([" ", "\n", ", ", " ("]))
def test_no_cut_falls_into_what_the_network_makes_live(
    networks: dict[str, Capabilities], words: list[str], between: str
) -> None:
    text = unicodedata.normalize("NFC", between.join(words))
    for name, network in networks.items():
        made = shortened(text, [network])
        if made is None or made == text:
            continue
        starts = (part.removesuffix("…").rstrip() for part in (made, made.rpartition("\n\n")[0]))
        cut = len(next((start for start in starts if text.startswith(start)), ""))
        assert not [span for span in spans(name, text) if span[0] < cut < span[1]], (name, text[:cut][-30:])
