"""`make torture N=500 FIRST=0`: N seeded trials; exits with 1 when any went wrong."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from faults.torture import ready, torture


def main(count: int, first: int) -> int:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ready(Path(folder)) as template:
        tally = torture(template, range(first, first + count))
    print("\n".join(tally.lines()))
    print(f"{time.monotonic() - begun:.0f} s")
    return 1 if tally.bad else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
