"""The workspace as it now stands, read once for all pages and read again when a file or the store changed."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass
from functools import cached_property

from .. import workspace as files
from ..model.clock import steady
from ..model.problem import Problem
from ..model.workspace import WrittenRow
from ..planning.plan import Change
from ..rendering import Rendering
from .app import App
from .edits import Edits, changed_settings
from .pulse import Pulse
from .reading import Reading, read

PATIENCE = 2.0
"""Seconds that a page waits for files that were just saved to be read; a very large workspace is shown as it was."""
REST = 2.0
REST_TIMES = 20
"""What only the store changed may be so many times as old as it takes to read."""
OLDEST = 60.0
"""Some problems come with time alone."""


@dataclass(frozen=True)
class Board:
    """One reading, and what pages look up in it."""

    reading: Reading
    edits: Edits
    files: str
    """The files' fingerprint."""
    pulse: int
    begun_at: float
    took: float
    """Seconds."""
    titles: Mapping[str, str]
    """What each network is called."""

    @cached_property
    def renderings(self) -> Mapping[str, Sequence[Rendering]]:
        """By post id."""
        found: dict[str, list[Rendering]] = {}
        for one in self.reading.renderings:
            found.setdefault(one.post.id, []).append(one)
        return found

    @cached_property
    def rows(self) -> Mapping[str, WrittenRow]:
        """Each row by its name in addresses: its id, or `~12` for line 12 where it has none that can be used."""
        return {row.id or f"~{row.line}": row for row in self.reading.workspace.rows}

    @cached_property
    def changes(self) -> Mapping[str, Sequence[Change]]:
        """What is saved and not scheduled, by post id."""
        found: dict[str, list[Change]] = {}
        for change in self.edits.changes:
            found.setdefault(change.key.post_id, []).append(change)
        return found

    @cached_property
    def problems(self) -> Mapping[str, Sequence[Problem]]:
        """By the row's name in addresses; those of no post under the empty name."""
        lines = {row.line: name for name, row in self.rows.items()}
        ids = {row.id: name for name, row in self.rows.items() if row.id}
        calendar = self.reading.workspace.calendar
        found: dict[str, list[Problem]] = {}
        for one in self.reading.problems:
            here = calendar is not None and one.file == f"config/{calendar.name}" and one.line is not None
            name = ids.get(one.post_id or "") or (lines.get(one.line or 0) if here else None) or ""
            found.setdefault(name, []).append(one)
        return found


class BoardKeeper:
    """Safe from many threads; reads in a thread of its own, one reading at a time."""

    def __init__(self, app: App, pulse: Pulse) -> None:
        self._app = app
        self._pulse = pulse
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._board: Board | None = None
        self._under_way: Future[Board] | None = None

    def board(self) -> Board:
        """The workspace as it is, or, when it cannot be read in time, as it was a moment ago.

        A reading that was begun since is as it is: files that are saved all the time are not read all the time.
        """
        asked_at, seen = steady(), files.fingerprint(self._app.root)
        until = asked_at + PATIENCE
        while True:
            board = self._board
            if board is not None and (board.files == seen or board.begun_at >= asked_at):
                if self._is_old(board):
                    self._begin()
                return board
            reading = self._begin()
            try:
                reading.result(None if board is None else max(0.0, until - steady()))
            except NotInTime:
                assert board is not None
                return board
            if steady() >= until and self._board is not None:
                return self._board

    def fresh(self) -> Board:
        """Read everything now, for what must not be a moment old."""
        board = self._read()
        self._board = board
        return board

    def _is_old(self, board: Board) -> bool:
        age = steady() - board.begun_at - board.took
        moved = board.pulse != self._pulse.number()
        return age > OLDEST or (moved and age > max(REST, REST_TIMES * board.took))

    def _begin(self) -> Future[Board]:
        with self._lock:
            if self._under_way is None or self._under_way.done():
                self._under_way = self._pool.submit(self.fresh)
            return self._under_way

    def _read(self) -> Board:
        begun, seen, pulse = steady(), files.fingerprint(self._app.root), self._pulse.number()
        with self._app.store_if_any() as store:
            reading = read(self._app, store, now=self._app.clock.now(), narrow=True)
            campaign = reading.workspace.campaign
            edits = Edits(
                reading.plan.to_write,
                len(reading.errors),
                reading.plan.freezes.count,
                campaign.id if campaign else "",
                changed_settings(store, campaign),
            )
        titles = {name: able.title for name, able in self._app.capabilities().items()}
        return Board(reading, edits, seen, pulse, begun, steady() - begun, titles)
