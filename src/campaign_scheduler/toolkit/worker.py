"""The process that opens one stranger's file: `python -m campaign_scheduler.toolkit.worker JOB.json`.

It is held to limits of memory and time, so that no document can take the program down. What it found goes to a file
as JSON; how far it is, to standard output, a line each.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .limits import MB, Limits, Refused
from .progress import At

DEEP = 6000
"""Python's own limit of nesting; lxml refuses XML that is deeper than 256."""
NICE = 15
"""Below the program itself: publishing shares the processor with a reading, and comes first."""
TELL_EVERY = 0.1
"""Seconds between two lines of how far it is."""


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    limits = Limits.from_json(job["limits"])
    hold(limits)
    answer = answer_to(job, limits)
    part = Path(job["out"]).with_suffix(".part")
    part.write_text(json.dumps(answer), encoding="utf-8")
    part.replace(job["out"])


def hold(limits: Limits) -> None:
    """Ask the operating system to hold this process to its limits, and behind everything else, where it can."""
    sys.setrecursionlimit(DEEP)
    with contextlib.suppress(AttributeError, OSError):
        os.nice(NICE)
    try:
        import resource
    except ImportError:
        return
    for name, most in (
        ("RLIMIT_AS", limits.memory_mb * MB),
        ("RLIMIT_CPU", limits.seconds + 5),
        ("RLIMIT_FSIZE", limits.unpacked_mb * MB),
        ("RLIMIT_CORE", 0),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


def answer_to(job: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """What the job came to; a file that cannot be read is an answer too."""
    from .vault import Vault

    vault = Vault(Path(job["vault"]), limits)
    try:
        answer = _do(job, vault, limits)
    except Refused as refused:
        answer = {"refused": refused.message, "remedy": refused.remedy}
    except MemoryError:
        answer = {"refused": "it asks for more memory than is safe", "remedy": "Ask for a smaller copy."}
    except RecursionError:
        answer = {"refused": "it is nested deeper than any honest document", "remedy": "Do not trust this file."}
    except Exception as error:
        # Readers of strangers' formats fail in ways nobody can list; a damaged file is never a traceback.
        answer = {
            "refused": f"it is damaged and cannot be read ({type(error).__name__})",
            "remedy": "Ask for it again.",
        }
    answer["stored"] = {name: one.as_json() for name, one in vault.stored.items()}
    return answer


def _do(job: dict[str, Any], vault: Any, limits: Limits) -> dict[str, Any]:
    path = Path(job["path"])
    if job["task"] == "document":
        from .reading import read_document

        return {"found": asdict(read_document(path, job["name"], vault, limits, Teller()))}
    if job["task"] == "unpack":
        from .archive import unpack

        return unpack(path, job["name"], Path(job["members"]), vault, limits, Teller())
    from .archive import take_pictures

    return take_pictures([(Path(one["path"]), one["name"]) for one in job["pictures"]], vault, Teller())


class Teller:
    """Says how far it is, a line of JSON each, and not more often than somebody can read."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, at: At) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + TELL_EVERY
            print(json.dumps(at.as_json()), flush=True)


if __name__ == "__main__":
    main()
