"""Starts workers and waits for them, within their time."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from .limits import Limits, Refused
from .progress import At, Check, TellAt, always

GRACE = 5.0
"""Seconds a worker gets to end by itself before it is ended."""
LOOK_EVERY = 0.1
BEHIND = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
"""On Windows, where a process cannot lower its own priority by `nice`."""


def run_worker(
    job: Mapping[str, Any], folder: Path, limits: Limits, tell: TellAt, check: Check = always
) -> dict[str, Any]:
    """What the worker answers. Raises Refused when it is refused, ends without an answer, or takes too long, and
    whatever `check` raises.
    """
    check()
    number = sum(1 for _ in folder.glob("job-*.json"))
    asked, out = folder / f"job-{number}.json", folder / f"answer-{number}.json"
    asked.write_text(json.dumps({**job, "out": str(out), "limits": limits.as_json()}), encoding="utf-8")
    _run([sys.executable, "-m", "campaign_scheduler.toolkit.worker", str(asked)], folder, limits, tell, check)
    if not out.exists():
        raise Refused("it took its reader down (too much memory, most likely)", "Ask for a smaller or simpler copy.")
    answer: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return answer


def _run(command: list[str], folder: Path, limits: Limits, tell: TellAt, check: Check) -> None:
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=BEHIND,
    ) as process:
        assert process.stdout is not None
        listener = threading.Thread(target=_listen, args=(process.stdout, tell), daemon=True)
        listener.start()
        try:
            _wait(process, limits.seconds, check)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(GRACE)
            listener.join(GRACE)


def _wait(process: subprocess.Popen[bytes], seconds: int, check: Check) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(LOOK_EVERY)
            return
        check()
    raise Refused(f"it was not read within {seconds} seconds", "Ask for a smaller copy, or raise the limit.")


def _listen(lines: IO[bytes], tell: TellAt) -> None:
    for line in lines:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            told = json.loads(line)
            tell(At(str(told["what"]), int(told["number"]), int(told["of"])))


def _environment() -> dict[str, str]:
    """This process's environment without the program's settings: a stranger's file is read without secrets near."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("CAMPAIGN_")}
