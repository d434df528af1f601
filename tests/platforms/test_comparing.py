"""What differs between a live post and what was scheduled, and what a network changes by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_scheduler.model.capabilities import as_written
from campaign_scheduler.model.delivery import Seen
from campaign_scheduler.platforms.kit.answer import Answer
from campaign_scheduler.platforms.kit.comparing import differences
from campaign_scheduler.platforms.linkedin.little_text import encode, shown
from campaign_scheduler.platforms.mastodon.wire import local_mentions
from campaign_scheduler.platforms.mastodon.wire import words as mastodon_words
from campaign_scheduler.platforms.x import wire as x
from campaign_scheduler.platforms.x.links import without_scheme

WORDS = "The service opens today, and everybody is welcome."


@pytest.mark.parametrize(
    ("live", "said"),
    [
        (
            "The service closes today, and everybody is welcome.",
            "It reads “closes today, and everybody",
        ),
        ("The service opens", "It ends early, after “The service opens”; the words from “today, and everybody"),
        (f"{WORDS} Or not.", "It goes on after the end with “Or not.”."),
        ("", "It shows no words."),
    ],
)
def test_the_words(live: str, said: str) -> None:
    (found,) = differences(WORDS, (), Seen(live), as_written)
    assert found.startswith(said)


@pytest.mark.parametrize(
    ("scheduled", "live", "said"),
    [
        (["A field"], [], "It shows no picture where 1 picture was scheduled."),
        (["A", "B"], ["A"], "It shows 1 picture where 2 pictures were scheduled."),
        ([], ["A"], "It shows 1 picture where no picture was scheduled."),
        (["A field"], [""], "Picture 1 has no alt text there."),
        (["A", "B"], ["B", "B"], "The alt text of picture 1 is “B” there, not “A”."),
    ],
)
def test_pictures_and_alt_text(scheduled: list[str], live: list[str], said: str) -> None:
    assert differences(WORDS, scheduled, Seen(WORDS, tuple(live)), as_written) == [said]


def test_alt_text_that_the_network_does_not_tell_is_no_difference() -> None:
    assert differences(WORDS, ["A field"], Seen(WORDS, (None,)), as_written) == []


@given(st.text(), st.lists(st.text(), max_size=4))
def test_the_same_is_never_different_and_nothing_throws(words: str, alts: list[str]) -> None:
    assert differences(words, alts, Seen(f"  {words}\n", tuple(alts)), as_written) == []
    differences(words, alts, Seen("other words", ("A",)), as_written)


@given(st.text())
def test_what_linkedin_gives_back_reads_as_it_was_written(words: str) -> None:
    assert differences(words, (), Seen(shown(encode(words))), as_written) == []


@pytest.mark.parametrize(
    ("given_back", "read"),
    [
        (r"Opens \(today\) {hashtag|\#|Health} at \_9\_", "Opens (today) #Health at _9_"),
        (r"Thanks to @[Our Trust \(NHS\)](urn:li:organization:12)!", "Thanks to Our Trust (NHS)!"),
        (r"An \{hashtag\|\#\|x\} that was written", "An {hashtag|#|x} that was written"),
    ],
)
def test_linkedins_templates(given_back: str, read: str) -> None:
    assert shown(given_back) == read


def test_x_shortens_escapes_and_adds_a_link_for_pictures() -> None:
    body = rb"""{"data": {"id": "12", "text": "Tea &amp; cake &lt;3 https://t.co/a https://t.co/b",
      "attachments": {"media_keys": ["3_1", "3_2"]},
      "entities": {"urls": [
        {"url": "https://t.co/a", "expanded_url": "http://example.org/x?a=1&b=2"},
        {"url": "https://t.co/b", "expanded_url": "https://x.com/i/status/12/photo/1", "media_key": "3_1"}]}},
      "includes": {"media": [{"media_key": "3_1", "type": "photo", "alt_text": "A field"}]}}"""
    seen = x.seen(Answer(200, {}, body), "12")
    assert seen is not None
    assert seen.alts == ("A field", None), "of the second picture nothing is told"
    assert differences("Tea & cake <3 example.org/x?a=1&b=2", ["A field", "B"], seen, without_scheme) == []
    assert x.seen(Answer(200, {}, body), "13") is None


def test_x_says_with_200_that_a_post_is_not_there() -> None:
    kind = "https://api.x.com/2/problems/"
    missing = Answer(200, {}, b'{"errors": [{"type": "%sresource-not-found"}]}' % kind.encode())
    private = Answer(200, {}, b'{"errors": [{"type": "%snot-authorized-for-resource"}]}' % kind.encode())
    assert (x.says_missing(missing), x.says_missing(private), x.says_missing(Answer(200, {}))) == (True, False, False)


def test_mastodon_shows_links_hidden_in_parts_and_mentions_without_their_server() -> None:
    html = (
        '<p>Ask <span class="h-card"><a href="https://m.example/@sam">@<span>sam</span></a></span> &amp; see '
        '<a href="https://example.org/a/long/way"><span class="invisible">https://</span>'
        '<span class="ellipsis">example.org/a/lo</span><span class="invisible">ng/way</span></a></p><p>Bye</p>'
    )
    words = "Ask @sam@m.example & see https://example.org/a/long/way\n\nBye"
    assert differences(words, (), Seen(mastodon_words(html)), local_mentions) == []
