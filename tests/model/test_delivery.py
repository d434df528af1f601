"""The state table is the design's, and nothing else is allowed."""

import pytest

from campaign_scheduler.model.delivery import MAY_BE_LIVE, MOVES, State, check_move
from campaign_scheduler.model.errors import DeliveryError


def test_every_state_has_its_moves() -> None:
    assert set(MOVES) == set(State)


def test_published_is_final() -> None:
    assert MOVES[State.PUBLISHED] == frozenset()


def test_only_a_scheduled_delivery_can_begin_to_publish() -> None:
    assert [state for state, after in MOVES.items() if State.PUBLISHING in after] == [State.SCHEDULED]


def test_an_unconfirmed_delivery_never_goes_straight_to_publishing() -> None:
    assert MOVES[State.UNCONFIRMED] == {State.PUBLISHED, State.SCHEDULED, State.HELD}


def test_an_illegal_move_raises() -> None:
    with pytest.raises(DeliveryError, match="cannot become"):
        check_move(State.PUBLISHED, State.SCHEDULED)


def test_what_may_be_live_is_never_cancelled() -> None:
    assert not any(State.CANCELLED in MOVES[state] for state in MAY_BE_LIVE)
