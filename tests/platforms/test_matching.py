"""When a post on a network's list is ours, and when its absence from the list proves anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from campaign_scheduler.model.delivery import Absent, Attempt, CannotTell, Prepared, Published
from campaign_scheduler.platforms.kit.matching import Listed, judge

NOW = datetime(2030, 3, 4, 9, tzinfo=UTC)


def attempt(started_at: datetime, known: frozenset[str] = frozenset()) -> Attempt:
    later = started_at + timedelta(seconds=45)
    return Attempt(1, 1, Prepared({}), "Our words.", "Our words.", 0, started_at, started_at, later, "", known)


def verdict(tried: Attempt, made_at: datetime, words: str = "Our words.") -> Published | Absent | CannotTell:
    return judge([Listed(Published("7"), words, 0, made_at)], tried, complete=True, read_at=NOW)


def test_found_by_its_words_and_time() -> None:
    assert verdict(attempt(NOW), NOW) == Published("7")


def test_a_machine_whose_clock_is_ahead_does_not_take_its_own_post_for_an_older_one() -> None:
    """Else every post whose answer was lost would be proved absent, and go out again."""
    for ahead in (timedelta(minutes=6), timedelta(hours=1), timedelta(days=1)):
        assert isinstance(verdict(attempt(NOW + ahead), NOW), CannotTell)


def test_an_earlier_post_of_ours_is_known_and_does_not_stand_in_the_way() -> None:
    tried = attempt(NOW, frozenset({"7"}))
    assert isinstance(verdict(tried, NOW - timedelta(days=1)), Absent)


def test_other_words_of_another_time_prove_absence() -> None:
    assert isinstance(verdict(attempt(NOW), NOW - timedelta(days=1), "Something else."), Absent)
