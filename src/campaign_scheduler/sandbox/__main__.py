"""`python -m campaign_scheduler.sandbox [--port N] [--state FILE]`: a sandbox until it is interrupted."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import threading
from pathlib import Path

from ..model.errors import SettingsError
from .server import serve


def main() -> int:
    """Print the address on the first line, then serve. Gives the exit code."""
    given = _arguments()
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    try:
        with serve(given.port, state=given.state, seed=given.seed) as sandbox, contextlib.suppress(KeyboardInterrupt):
            print(sandbox.url, flush=True)
            stopping.wait()
    except SettingsError as error:
        print(f"{error} {error.remedy}", file=sys.stderr)
        return 3
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m campaign_scheduler.sandbox", description="The stand-in networks.")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; 0, the default, takes a free one")
    parser.add_argument("--state", type=Path, help="a file that keeps what was posted for the next start")
    parser.add_argument("--seed", type=int, default=0, help="makes faults of chance repeatable")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
