"""The server killed in the middle of saving: every file is whole, as it was before or as it was to be."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from campaign_scheduler.workspace import read
from support.making import app_for, workspace

SAVER = """
import sys
from pathlib import Path
from campaign_scheduler.services.writing import saving
from campaign_scheduler.services.writing.fields import Written, mark
from support.making import app_for
app, before = app_for(Path(sys.argv[1])), ("The service opens today.", "")
print("ready", flush=True)
number = 0
while True:
    number += 1
    now = (f"Saved {number} times. " + "Words to write. " * 200, f"note {number}, with a comma")
    now = (now[0].strip(), now[1])
    marks = {"words": mark(before[0]), "note": mark(before[1])}
    saved = saving.save(app, "launch", Written({"words": now[0], "note": now[1]}, marks), by="test")
    assert not saved.conflicts and saved.changed, saved
    before = now
"""
KILLS = 8


@pytest.mark.slow
def test_every_file_is_whole_whenever_the_program_is_killed(tmp_path: Path) -> None:
    chance = random.Random(11)
    for kill in range(KILLS):
        root = workspace(tmp_path / str(kill))
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        saver = subprocess.Popen([sys.executable, "-c", SAVER, str(root)], env=environment, stdout=subprocess.PIPE)
        assert saver.stdout is not None and saver.stdout.readline() == b"ready\n"
        time.sleep(0.05 + chance.random() * 0.25)  # the kill is meant to come at any moment
        saver.send_signal(signal.SIGKILL)
        saver.wait()
        saver.stdout.close()
        words = (root / "captions/launch.md").read_text(encoding="utf-8").rstrip("\n")
        assert words == "The service opens today." or words.endswith("Words to write."), words[-80:]
        app = app_for(root)
        found = read(root, platforms=app.capabilities(), today=app.clock.now().date())
        assert [post.id for post in found.posts] == ["launch"]
        assert not [problem for problem in found.problems if problem.is_error and problem.code != "past-date"]
