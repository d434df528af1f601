"""Check: every problem of the workspace at once, and the ids it is allowed to write."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .. import workspace as files
from ..model.problem import Problem
from .app import App
from .reading import Reading, read
from .spelling import spelling
from .variants import start_variants


def check(app: App, *, now: datetime | None = None, fix: bool = False, fix_variants: bool = False) -> Reading:
    """Judge the workspace as of `now` (default: the clock).

    With `fix`, missing ids are written first; with `fix_variants`, shorter words are begun where one does not fit.
    """
    moment = now or app.clock.now()
    with app.store_if_any() as store:
        reading = read(app, store, now=moment)
        if fix and write_missing_ids(reading):
            reading = read(app, store, now=moment)
        if fix_variants and start_variants(app, reading):
            reading = read(app, store, now=moment)
    return replace(reading, problems=(*reading.problems, *spelling(app)))


def write_missing_ids(reading: Reading) -> bool:
    """Write the proposed ids into the calendar, touching nothing else. Whether there were any."""
    taken = {problem.post_id for problem in reading.problems if problem.code == "id-taken"}
    posts = reading.workspace.posts
    proposed = {post.line: post.id for post in posts if post.id_is_proposed and post.id not in taken}
    if proposed:
        files.write_ids(reading.workspace.root, proposed)
    return bool(proposed)


def as_json(problem: Problem) -> dict[str, object]:
    """A problem with the names of `campaign check --json`."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "remedy": problem.remedy,
        "file": problem.file,
        "line": problem.line,
        "post_id": problem.post_id,
    }
