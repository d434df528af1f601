"""`make torture N=500 FIRST=0`: N seeded trials; exits with 1 when any went wrong."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from faults.torture import ready, torture

ENOUGH = 400
"""Trials after which a daemon must have been killed at every point on every store."""


def main(count: int, first: int) -> int:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ready(Path(folder)) as template:
        tally = torture(template, range(first, first + count))
    print("\n".join(tally.lines()))
    missed = tally.missed_points() if count >= ENOUGH else []
    print(f"points that no kill came to: {', '.join(missed) or 'none'}" if count >= ENOUGH else "")
    print(f"{time.monotonic() - begun:.0f} s")
    return 1 if tally.bad or missed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
