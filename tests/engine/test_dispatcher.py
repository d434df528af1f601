"""What the dispatcher does at each look, and what it leaves for later while looks come thick."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from campaign_scheduler.engine import dispatcher as module
from campaign_scheduler.engine.dispatcher import Dispatcher


class Idle:
    """A publisher with nothing to claim."""

    def claim(self, daemon: str, limit: int) -> list[Any]:
        return []


def test_the_next_post_is_looked_up_at_every_look_and_the_rest_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else posts that fall due one upon another would go out as late as what is done between them is rare."""
    monkeypatch.setattr(module, "PAUSE", 3600.0)
    done: list[str] = []
    looked = threading.Semaphore(0)

    def ahead() -> None:
        done.append("ahead")
        looked.release()

    made = Dispatcher(Idle(), daemon="d", workers=1, afterwards=lambda: done.append("afterwards"), ahead=ahead)  # type: ignore[arg-type]
    made.start()
    for _ in range(5):
        made.wake()
        assert looked.acquire(timeout=30)
    made.stop()
    assert done.count("ahead") >= 5
    assert done.count("afterwards") <= 1
