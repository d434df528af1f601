"""`python -m campaign_scheduler.sandbox [--port N] [--state FILE]`: a sandbox until it is interrupted."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from .server import serve


def main() -> None:
    """Print the address on the first line, then serve."""
    parser = argparse.ArgumentParser(description="The stand-in networks.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    with serve(given.port, state=given.state, seed=given.seed) as sandbox:
        print(sandbox.url, flush=True)
        try:
            stopping.wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
