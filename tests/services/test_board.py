"""One reading of the workspace for all pages: fresh for who asks after a save, and no more readings than needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign_scheduler.services.board import Board, BoardKeeper
from campaign_scheduler.services.pulse import Pulse
from campaign_scheduler.store import open_store
from support.making import SetClock, app_for, workspace


class Counting(BoardKeeper):
    """Counts its readings; `meanwhile` happens at the start of each."""

    readings = 0
    meanwhile = staticmethod(lambda: None)

    def fresh(self) -> Board:
        self.readings += 1
        self.meanwhile()
        return super().fresh()


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Counting]:
    root = workspace(
        tmp_path / "work", ["launch,2030-03-04,09:00,launch,none,Mastodon,,"], captions={"launch.md": "One."}
    )
    app = app_for(root, SetClock(datetime(2030, 3, 4, 8, tzinfo=UTC)))
    store = open_store(app.settings.store_url)
    yield Counting(app, Pulse(store))
    store.close()


def words(board: Board) -> list[str]:
    return [one.rendered.words for one in board.reading.renderings if one.rendered]


def test_what_was_saved_before_asking_is_seen(keeper: Counting) -> None:
    first = keeper.board()
    assert keeper.board() is first
    (keeper._app.root / "captions/launch.md").write_text("Two.")
    assert words(keeper.board()) == ["Two."]
    assert keeper.readings == 2


def test_files_that_are_saved_again_and_again_are_not_read_again_and_again(
    keeper: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reading that was begun after somebody asked is fresh enough for them, whatever is saved meanwhile."""
    keeper.board()
    path = keeper._app.root / "captions/launch.md"
    path.write_text("Version 0")

    def save() -> None:
        path.write_text(f"Version {keeper.readings}{'.' * keeper.readings}")

    monkeypatch.setattr(keeper, "meanwhile", save)
    before = keeper.readings
    assert words(keeper.board()) == [f"Version {before + 1}{'.' * (before + 1)}"]
    assert keeper.readings == before + 1
