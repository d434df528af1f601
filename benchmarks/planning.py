"""check, plan and apply of 1,000, 10,000 and 100,000 rows: time and peak memory, each in a fresh process."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from campaign_scheduler.services.check import check
from campaign_scheduler.services.scheduling import apply_plan, make_plan

from . import campaigns
from .stub import RunningStub

SIZES = (1_000, 10_000, 100_000)


def measure(sizes: tuple[int, ...] = SIZES) -> list[str]:
    """The table's lines."""
    lines = []
    with RunningStub() as url:
        for rows in sizes:
            command = [sys.executable, "-m", "benchmarks.planning", str(rows), url]
            lines.append(subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip())
    return lines


def _one(rows: int, url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = campaigns.app(campaigns.workspace(Path(folder), rows, 10, url), 10)
        times = []
        for step in (check, make_plan, apply_plan, make_plan):
            begun = time.perf_counter()
            step(app)
            times.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = sum(times[:3]) / rows * 1e6
    steps = "   ".join(
        f"{name} {taken:6.2f} s" for name, taken in zip(("check", "plan", "apply", "again"), times, strict=True)
    )
    print(f"{rows:7} rows   {steps}   {each:6.0f} us a row   peak {peak:6.0f} MB")


if __name__ == "__main__":
    _one(int(sys.argv[1]), sys.argv[2])
