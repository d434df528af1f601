"""Slips are warned about; names, British forms and the workspace's own words are not."""

from __future__ import annotations

import pytest

from campaign_scheduler.rules.spelling import slips


def words(text: str, language: str = "en-GB", known: frozenset[str] = frozenset()) -> list[str]:
    return [one.word for one in slips(text, language, known)]


@pytest.mark.parametrize(
    ("text", "slip", "meant"),
    [
        ("It also explores he beliefs, attitudes and views.", "he", "the"),
        ("Support for heath and wellbeing.", "heath", "health"),
        ("Improve mental heath equity.", "heath", "health"),
        ("A pubic consultation on parks.", "pubic", "public"),
        ("We recieve letters.", "recieve", "receive"),
        ("This is for for you.", "for for", "for"),
        ("You should of come.", "of", "have"),
    ],
)
def test_typical_slips_are_found(text: str, slip: str, meant: str) -> None:
    assert [(one.word, one.meant) for one in slips(text, "en-GB")] == [(slip, meant)]


@pytest.mark.parametrize(
    "text",
    [
        "Our organisation’s programme recognises the behaviour, colour and flavour of each centre.",
        "A paediatric anaesthetist travelled to the theatre; the council is modelling fulfilment and defence.",
        "Racialised and minoritised carers co-produced the service with councillors and midwives.",
        "Ask Siobhan at Taraki or Trafford about PCREF, Core20PLUS5 and #SleepWelll with @trustt.",
        "Read https://example.org/qwzx or write to qwzx@example.org; see qwzx.nhs.uk.",
        "He believes it. He said that she walked over the heath and the moor to them.",
        "They’re sure you’ll say it’s theirs, don’t you? The nurses’ rota is staff’s own.",
    ],
)
def test_what_is_right_is_left_in_peace(text: str) -> None:
    assert words(text) == []


def test_the_workspace_knows_its_own_words() -> None:
    assert words("Come to the zumbathon.") == ["zumbathon"]
    assert words("Come to the zumbathon.", known=frozenset({"zumbathon"})) == []


def test_a_language_without_a_dictionary_is_not_judged() -> None:
    assert words("Dywedodd pobl ifanc wrthym beth sy’n helpu.", "cy") == []
