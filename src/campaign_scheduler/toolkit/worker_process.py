"""Starts workers and waits for them, within their time."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from .limits import Limits, Refused

Tell = Callable[[str], None]
GRACE = 5.0
"""Seconds a worker gets to end by itself before it is ended."""


def run_worker(job: Mapping[str, Any], folder: Path, limits: Limits, tell: Tell) -> dict[str, Any]:
    """What the worker answers. Raises Refused when it is refused, ends without an answer, or takes too long."""
    number = sum(1 for _ in folder.glob("job-*.json"))
    asked, out = folder / f"job-{number}.json", folder / f"answer-{number}.json"
    asked.write_text(json.dumps({**job, "out": str(out), "limits": limits.as_json()}), encoding="utf-8")
    _run([sys.executable, "-m", "campaign_scheduler.toolkit.worker", str(asked)], folder, limits, tell)
    if not out.exists():
        raise Refused("it took its reader down (too much memory, most likely)", "Ask for a smaller or simpler copy.")
    answer: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return answer


def _run(command: list[str], folder: Path, limits: Limits, tell: Tell) -> None:
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        listener = threading.Thread(target=_listen, args=(process.stdout, tell), daemon=True)
        listener.start()
        try:
            process.wait(limits.seconds)
        except subprocess.TimeoutExpired:
            raise Refused(
                f"it was not read within {limits.seconds} seconds", "Ask for a smaller copy, or raise the limit."
            ) from None
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(GRACE)
            listener.join(GRACE)


def _listen(lines: IO[bytes], tell: Tell) -> None:
    for line in lines:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            tell(str(json.loads(line)["at"]))


def _environment() -> dict[str, str]:
    """This process's environment without the program's settings: a stranger's file is read without secrets near."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("CAMPAIGN_")}
