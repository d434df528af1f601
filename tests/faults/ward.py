"""Watches over a daemon in trouble from outside: its process, its store and what the network got."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import psycopg

from campaign_scheduler.sandbox import RunningSandbox
from faults.campaign import ACCOUNTS, Row, Template, rows
from faults.child import Life
from faults.starving import Trouble, live_in_trouble
from faults.trial import FORKS
from support.program import wait_for

A_MOMENT = 0.05
"""Seconds in which a process that was stopped amid a write can end it."""
FEW = 4
"""Deliveries of the trial: one an account."""
FINAL = "UPDATE deliveries SET state = 'cancelled' WHERE id > {0}"


class Ward:
    """A store with `FEW` deliveries, all due, and the daemons that were started on it."""

    def __init__(self, template: Template, folder: Path, sandbox: RunningSandbox, url: str) -> None:
        self.folder, self.sandbox, self.url = folder, sandbox, url
        self._workspace = template.folder / "workspace"
        self.daemons: list[BaseProcess] = []
        folder.mkdir(parents=True, exist_ok=True)
        self._say(FINAL.format(FEW))

    def _say(self, statement: str) -> None:
        if self.url.startswith("sqlite"):
            with sqlite3.connect(self.file, timeout=60) as connection:
                connection.execute(statement)
            connection.close()
        else:
            with psycopg.connect(self.url.replace("postgresql+psycopg", "postgresql")) as connection:
                connection.execute(statement)

    @property
    def file(self) -> str:
        return self.url.removeprefix("sqlite:///")

    def start(self, at: str = "", what: str = "", *, waits: bool = False, workers: int = 1) -> BaseProcess:
        """A daemon that gets into trouble at the step `at`."""
        life = Life(self._workspace, self.url, ACCOUNTS, self.folder / "last-words", workers=workers)
        process = FORKS.Process(target=live_in_trouble, args=(life, Trouble(self.folder, at, what, waits)), daemon=True)
        process.start()
        self.daemons.append(process)
        return process

    def reached(self) -> None:
        """Wait until it is in trouble."""
        wait_for((self.folder / "reached").exists, 90)

    def say(self, word: str) -> None:
        """`enough`: what was short is there again. `go`: it may go on."""
        (self.folder / word).touch()

    def freeze(self, process: BaseProcess) -> None:
        """Stop it, but not amid a write: nobody could write anything until it wakes."""
        while True:
            os.kill(process.pid or 0, signal.SIGSTOP)
            if self._can_be_written():
                return
            os.kill(process.pid or 0, signal.SIGCONT)
            time.sleep(A_MOMENT)

    def _can_be_written(self) -> bool:
        with closing(sqlite3.connect(self.file, timeout=0.2, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            connection.execute("ROLLBACK")
            return True

    def rows(self) -> list[Row]:
        return [row for row in rows(self.url) if row.state != "cancelled"]

    def requests(self) -> int:
        return sum(n for name, n in self.sandbox.world.requests.items() if name.endswith(":publish"))

    def all_out(self) -> None:
        """Wait until every delivery is published, then see that each is there once, under the id that is written."""
        wait_for(lambda: Counter(row.state for row in self.rows()) == {"published": FEW}, 100)
        self.nothing_twice()
        assert len(self.sandbox.world.posts()) == FEW
        ids = {(post.account, post.id): post.text for post in self.sandbox.world.posts()}
        assert {(row.account, row.remote_id): row.text for row in self.rows()} == ids

    def nothing_twice(self) -> None:
        said = Counter((post.account, post.text) for post in self.sandbox.world.posts())
        assert max(said.values(), default=0) <= 1, said

    def stop(self) -> None:
        for process in self.daemons:
            if process.is_alive():
                os.kill(process.pid or 0, signal.SIGCONT)
                process.terminate()
                process.join(5)
            if process.is_alive():
                process.kill()
                process.join()


@contextmanager
def ward(template: Template, folder: Path, sandbox: RunningSandbox, url: str = "") -> Iterator[Ward]:
    """On SQLite, or on the database at `url`."""
    found = Ward(template, folder / "trouble", sandbox, url or template.new_file(folder, sandbox.url))
    try:
        yield found
    finally:
        found.stop()
