"""Reads a toolkit beside the page: one at a time, in a process of low priority, and it can be cancelled.

How far it is stands in files of its place, so that a page of any process can tell; a lock that the operating system
frees tells when the program was stopped in the middle.
"""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, Any

from ...model.clock import steady
from ...model.errors import CampaignError, InputError
from ...model.problem import Problem
from ...store.locks import is_free, lock_soon
from ...toolkit import Cancelled, Refused, Step, keeping
from ...toolkit.progress import At
from ..app import App
from ..toolkits.reading import read_into
from .places import LOCK, kept, work_of

log = logging.getLogger(__name__)

READ, UNDER_WAY, PROGRESS, REFUSED = "read", "reading-", "progress.json", "refused.json"
MOST_SECONDS = 900
"""Of one toolkit with all its files; each file has its own limit besides."""
WRITE_EVERY = 0.2
STOP_WITHIN = 5.0
_ONE_AT_A_TIME = threading.Semaphore(1)
_UNDER_WAY: dict[str, tuple[Path, threading.Event, threading.Thread]] = {}


class Stage(Enum):
    """How a reading stands."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    REFUSED = "refused"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Reading:
    """`step` while it is under way; `problems` when it was refused."""

    stage: Stage
    step: Step | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_under_way(self) -> bool:
        return self.stage in (Stage.WAITING, Stage.READING)


def begin(app: App, place: str) -> None:
    """Begin to read; one that is read or under way is left alone. Raises EditError when the file is gone."""
    path, work = kept(app, place), work_of(app, place)
    held = (work / LOCK).open("ab")
    try:
        if state(app, place).stage is not Stage.INTERRUPTED:
            held.close()
            return
        lock_soon(held)
    except (OSError, CampaignError):
        held.close()
        raise
    (work / PROGRESS).unlink(missing_ok=True)
    stopped = threading.Event()
    run = _Run(app, path, work, held, stopped)
    thread = threading.Thread(target=run, name=f"reading {path.name}", daemon=True)
    _UNDER_WAY[place] = (app.root, stopped, thread)
    thread.start()


def begin_again(app: App, place: str) -> None:
    """Read anew what was refused or interrupted. Raises EditError when the file is gone."""
    (work_of(app, place) / REFUSED).unlink(missing_ok=True)
    begin(app, place)


def state(app: App, place: str) -> Reading:
    """How its reading stands. Raises EditError when the file is gone."""
    work = work_of(app, place)
    nobody = is_free(work / LOCK)  # asked first: a reading writes its end before it lets go
    if keeping.is_kept(work / READ):
        return Reading(Stage.READ)
    if refused := _json(work / REFUSED):
        return Reading(Stage.REFUSED, problems=tuple(_problem(one) for one in refused["problems"]))
    if nobody:
        return Reading(Stage.INTERRUPTED)
    told = _json(work / PROGRESS)
    return Reading(Stage.READING, _step(told)) if told else Reading(Stage.WAITING)


def stop_all(app: App) -> None:
    """End every reading of this workspace: the program stops. They are told as interrupted."""
    ours = [(stopped, thread) for root, stopped, thread in list(_UNDER_WAY.values()) if root == app.root]
    for stopped, _ in ours:
        stopped.set()
    for _, thread in ours:
        thread.join(STOP_WITHIN)


class _Run:
    """One reading, in a thread that holds the place's lock."""

    def __init__(self, app: App, path: Path, work: Path, held: IO[bytes], stopped: threading.Event) -> None:
        self._app, self._path, self._work = app, path, work
        self._held, self._stopped = held, stopped
        self._ends = self._next = 0.0

    def __call__(self) -> None:
        try:
            with self._turn():
                self._read()
        except Cancelled:
            log.info("the reading of %s was ended", self._path.name)
        except Exception:
            log.exception("the reading of %s failed; its page offers to read it again", self._path.name)
        finally:
            _UNDER_WAY.pop(self._work.parent.name, None)
            self._held.close()
            if not self._path.exists():
                shutil.rmtree(self._path.parent, ignore_errors=True)

    @contextlib.contextmanager
    def _turn(self) -> Any:
        while not _ONE_AT_A_TIME.acquire(timeout=0.1):
            self._check_wanted()
        try:
            yield
        finally:
            _ONE_AT_A_TIME.release()

    def _read(self) -> None:
        self._ends = steady() + MOST_SECONDS
        try:
            folder = self._fresh_folder()
            self._tell(Step(self._path.name))
            keeping.keep(read_into(folder, [self._path], self._app.settings, self._tell, self._check), folder)
            folder.rename(self._work / READ)
        except InputError as error:
            self._refuse(error.problems)
        except CampaignError as error:
            message = f"{error.message[:1].upper()}{error.message[1:]}."
            self._refuse([Problem("import-unreadable", message, error.remedy)])
        except OSError as error:
            self._check_wanted()
            message = f"There was no room to read it in ({error.strerror})."
            self._refuse([Problem("import-not-writable", message, "Free some space, then read it again.")])

    def _fresh_folder(self) -> Path:
        """Of this reading alone: a reader that a killed program left behind may still write into its own."""
        for old in self._work.glob(f"{UNDER_WAY}*"):
            shutil.rmtree(old, ignore_errors=True)
        return Path(tempfile.mkdtemp(dir=self._work, prefix=UNDER_WAY))

    def _check_wanted(self) -> None:
        """Whether anybody still waits for it: the program goes on, and nobody dropped it."""
        if self._stopped.is_set() or not self._path.exists():
            raise Cancelled

    def _check(self) -> None:
        self._check_wanted()
        if steady() > self._ends:
            raise Refused(f"the whole was not read within {MOST_SECONDS // 60} minutes", "Send it in parts.")

    def _tell(self, step: Step) -> None:
        if steady() < self._next:
            return
        self._next = steady() + WRITE_EVERY
        at = step.at.as_json() if step.at else None
        _write(self._work / PROGRESS, {"file": step.file, "at": at})

    def _refuse(self, problems: Sequence[Problem]) -> None:
        told = [{"code": one.code, "message": one.message, "remedy": one.remedy, "file": one.file} for one in problems]
        _write(self._work / REFUSED, {"problems": told})


def _write(path: Path, data: Mapping[str, object]) -> None:
    """Whole or not at all; a place that was dropped stays dropped."""
    part = path.with_suffix(".part")
    with contextlib.suppress(FileNotFoundError):
        part.write_text(json.dumps(data), encoding="utf-8")
        part.replace(path)


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _step(told: Mapping[str, Any]) -> Step:
    at = told.get("at")
    return Step(str(told.get("file", "")), At(**at) if at else None)


def _problem(told: Mapping[str, str]) -> Problem:
    return Problem(told["code"], told["message"], told["remedy"], file=told.get("file") or None)
