"""The daemon with nothing to do for a minute: CPU seconds and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import campaigns
from .stub import RunningStub

POSTS = 1000
SECONDS = 60


def measure() -> list[str]:
    """The table's lines."""
    with RunningStub() as url, tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        campaigns.scheduled(root, POSTS, 10, url)
        environment = {
            **os.environ,
            "CAMPAIGN_DATABASE_URL": f"sqlite:///{root / 'bench.db'}",
            "CAMPAIGN_WORKSPACE": folder,
        }
        command = [sys.executable, "-m", "campaign_scheduler", "run"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(10)
            before = _cpu(process.pid)
            time.sleep(SECONDS)
            used, memory = _cpu(process.pid) - before, _memory(process.pid)
        finally:
            process.terminate()
            process.wait()
    return [f"{POSTS} posts scheduled, none due: {used:.2f} CPU seconds in {SECONDS} s, {memory:.0f} MB"]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
