"""How long commands take from their start to their end, beside loading every command's parts, as medians of ten."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import campaigns
from .stub import RunningStub

ROUNDS = 10
COMMANDS = ("--version", "--help", "log --json", "log", "status", "check", "plan")
EVERYTHING = "from campaign_scheduler.cli.commands import COMMANDS, load\nfor name in COMMANDS: load(name)"


def measure() -> list[str]:
    """The table's lines."""
    with RunningStub() as url, tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        campaigns.scheduled(root, 30, 3, url)
        environment = {
            **os.environ,
            "CAMPAIGN_DATABASE_URL": f"sqlite:///{root / 'bench.db'}",
            "CAMPAIGN_WORKSPACE": folder,
            "CAMPAIGN_ALLOW_PRIVATE_ADDRESSES": "127.0.0.1",
        }
        whole = _median([sys.executable, "-c", EVERYTHING], environment)
        lines = [_line("every command's parts loaded, and none run", *whole, whole[1])]
        lines.append(_line("Python alone", *_median([sys.executable, "-c", "pass"], environment), whole[1]))
        for command in COMMANDS:
            found = _median([sys.executable, "-m", "campaign_scheduler", *command.split()], environment)
            lines.append(_line(f"campaign {command}", *found, whole[1]))
    return lines


def _median(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds by the clock and of CPU; one round before those that count fills the caches."""
    found = [_once(command, environment) for _ in range(ROUNDS + 1)][1:]
    return statistics.median(one[0] for one in found), statistics.median(one[1] for one in found)


def _once(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    before, begun = _cpu(), time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True)
    took = time.perf_counter() - begun
    assert done.returncode == 0, done.stderr
    return took, _cpu() - before


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _line(what: str, seconds: float, cpu: float, whole: float) -> str:
    return f"{what:45} {seconds:.2f} s   {cpu:.2f} s of CPU   {cpu / whole:.2f} of everything"
