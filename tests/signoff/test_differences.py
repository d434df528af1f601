"""The very words that changed, and what else did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign_scheduler.model.post import Length
from campaign_scheduler.model.rendered import RenderedPost
from campaign_scheduler.signoff.difference import difference
from campaign_scheduler.signoff.words import Piece, around, changed_words, differences
from support.making import picture, rendition

ONE, TWO = picture(colour="red"), picture(colour="blue")
POST = RenderedPost(
    "trust_x", "x", "The clinic opens.", "The clinic opens.", (Length(17, 280, "characters"),), (rendition(ONE, "Red"),)
)


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("The clinic opens today.", "The clinic opens tomorrow.", 1),
        ("The clinic opens today.", "The clinic opens", 1),
        ("opens", "The clinic opens", 2),
        ("a b c d", "x b c y z", 3),
        ("a b", "a  b", 0),
        ("", "a b", 2),
        ("one two three four", "five six", 4),
    ],
)
def test_words_that_changed_are_counted_as_a_person_would(before: str, after: str, count: int) -> None:
    pieces = differences(before, after)
    assert changed_words(pieces) == count
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == after


def test_far_from_a_change_words_are_left_out() -> None:
    long = " ".join(f"w{n}" for n in range(40))
    pieces = around(differences(f"{long} red {long}", f"{long} blue {long}"), 2)
    assert pieces == (
        Piece("same", "… w38 w39 "),
        Piece("out", "red"),
        Piece("in", "blue"),
        Piece("same", " w0 w1 …"),
    )


def test_the_same_is_no_difference() -> None:
    assert difference(POST, replace(POST)).sentence == ""


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        (replace(POST, words="The ward opens.", text="The ward opens."), "one word"),
        (replace(POST, words="The clinic  opens.", text="The clinic  opens."), "spaces or line breaks"),
        (replace(POST, media=()), "one picture taken out"),
        (replace(POST, media=(*POST.media, rendition(TWO, "Blue"))), "one picture added"),
        (replace(POST, media=(rendition(ONE, "Scarlet"),)), "the alt text of picture.png"),
        (replace(POST, media=(rendition(TWO, "Blue"),)), "one picture added, one picture taken out"),
        (replace(POST, media=(replace(POST.media[0], sha256="other"),)), "one picture fitted anew"),
        (replace(POST, options={"language": "cy"}), "language"),
        (replace(POST, text="The clinic\\ opens."), "how it is written for the network"),
    ],
)
def test_each_part_is_named(after: RenderedPost, sentence: str) -> None:
    assert difference(POST, after).sentence == sentence


def test_pictures_in_another_order() -> None:
    both = (rendition(ONE, "Red"), rendition(TWO, "Blue"))
    found = difference(replace(POST, media=both), replace(POST, media=both[::-1]))
    assert found.sentence == "the order of the pictures"


def test_a_content_hash_never_changes_with_the_program() -> None:
    """Pinned: another way of hashing would lapse every approval there is."""
    assert POST.content_hash == replace(POST, lengths=()).content_hash
    plain = replace(POST, media=(), options={"language": "en-GB"})
    assert plain.content_hash == "2d2e76308e096548b8c172ffd25aab45c561540c1eb15c6a35311ddd9a8e7471"
