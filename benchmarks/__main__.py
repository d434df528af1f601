"""`python -m benchmarks [NAME]…`: all of them when none is named."""

from __future__ import annotations

import sys

from . import guarantee, idle, importing, lateness, pages, planning, restart, starting, stopping, throughput

ALL = {
    "throughput": throughput,
    "guarantee": guarantee,
    "stopping": stopping,
    "restart": restart,
    "starting": starting,
    "lateness": lateness,
    "planning": planning,
    "pages": pages,
    "idle": idle,
    "importing": importing,
}


def main() -> None:
    """Print a table for each measurement."""
    for name in sys.argv[1:] or ALL:
        print(f"{name}: {(ALL[name].__doc__ or '').strip()}", flush=True)
        for line in ALL[name].measure():
            print(f"  {line}", flush=True)


if __name__ == "__main__":
    main()
