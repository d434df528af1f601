"""Cells that would run are guarded, and come back exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_scheduler.spreadsheets.formulas import guarded, restored, runs

CELL = st.text(max_size=20) | st.text(st.sampled_from("=+-@'\t\r\n１a1＝＠ "), max_size=6)


@given(CELL)
def test_restoring_gives_back_every_cell(cell: str) -> None:
    assert restored(guarded(cell)) == cell


@given(CELL)
def test_a_guarded_cell_never_begins_a_formula(cell: str) -> None:
    first = guarded(cell)[:1]
    assert first not in tuple("=@\t\r\n＝＋－＠")
    if first in ("+", "-"):
        assert float(cell) or float(cell) == 0


@pytest.mark.parametrize(
    "cell", ["@PartnerTrust joins us", "- a point\n- another", "+44 20 7946 0000", "plain", "'quoted'", ""]
)
def test_what_people_write_is_no_formula(cell: str) -> None:
    assert not runs(cell)


@pytest.mark.parametrize(
    "cell", ["=1+1", "=HYPERLINK(A1)", "@SUM(A1)", "+cmd|'/c calc'!A1", "-1+cmd|x", "'=1", "\t=1", "＝1"]
)
def test_what_runs_is_known(cell: str) -> None:
    assert runs(cell)


def test_a_number_is_left_a_number() -> None:
    assert guarded("-12.5") == "-12.5"
