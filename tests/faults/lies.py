"""Every way in which a network can fail or lie about one request, and what follows from each at each step."""

from __future__ import annotations

from dataclasses import dataclass, replace

from campaign_scheduler.platforms.mastodon import capabilities as mastodon
from campaign_scheduler.sandbox.faults import Fault

PLATFORMS = ("x", "linkedin", "mastodon", "bluesky")
PROVES_ABSENCE = ("mastodon", "bluesky")
"""Networks whose list is known to be up to date after a while; on the others a person is asked."""
DEADLINE = 0.4
"""Seconds that a request may take where a lie is about slowness; everywhere else it is the usual time."""
PAGE = "<html><body>Please sign in</body></html>"


@dataclass(frozen=True)
class Lie:
    """`fault` is what the network does; `slow` ones need a short deadline; `lag` is how late its list is (seconds)."""

    name: str
    fault: Fault
    slow: bool = False
    lag: float = 0.0

    def at(self, step: str, times: int = 1) -> Fault:
        return replace(self.fault, step=step, times=times)


def _answers_after(status: int) -> Lie:
    kind = "redirect_after" if 300 <= status < 400 else "error_after"
    return Lie(f"does it, answers {status}", Fault(kind, status=status))


def _answers(status: int, name: str = "", body: str = "") -> Lie:
    headers = {"content-type": "text/html"} if body == PAGE else {}
    return Lie(name or f"does nothing, answers {status}", Fault("status", status=status, body=body, headers=headers))


DONE = [
    Lie("does it, drops the answer", Fault("drop_after")),
    *(_answers_after(status) for status in (408, 499, 500, 502, 503, 504, 520, 301, 302, 303, 307, 308)),
    Lie("does it, answers a web page", Fault("html_after")),
    Lie("does it, answers nothing with 200", Fault("empty_after")),
    Lie("does it, answers half of its JSON", Fault("cut_after")),
    Lie("does it after the deadline", Fault("delay", seconds=2 * DEADLINE), slow=True),
    Lie("does it, answers a byte at a time", Fault("drip", seconds=0.02), slow=True),
    Lie("answers 504, does it later", Fault("late", seconds=0.2)),
    Lie("does it, drops the answer, its list lags", Fault("drop_after"), lag=mastodon.SETTLE.value - 1),
]
"""It did what was asked, and did not say so."""

NOT_DONE = [
    Lie("drops the request", Fault("drop_before")),
    Lie("resets while the request arrives", Fault("reset_upload")),
    *(_answers(status) for status in (408, 499, 500, 502, 503, 504, 520, 301, 302)),
    _answers(200, "does nothing, answers a web page", PAGE),
    _answers(200, "does nothing, answers {} with 200", "{}"),
    _answers(200, "does nothing, answers half of its JSON", '{"id": "1'),
]
"""It did not do what was asked, and did not say so clearly."""

UNCLEAR = [*DONE, *NOT_DONE]


@dataclass(frozen=True)
class Limit:
    """A 429, and how many seconds to wait after it: by network where its own headers are sent."""

    name: str
    fault: Fault
    waits: dict[str, float]


def _everywhere(seconds: float) -> dict[str, float]:
    return dict.fromkeys(PLATFORMS, seconds)


LIMITS = [
    Limit("Retry-After", Fault("status_429", headers={"Retry-After": "120"}), _everywhere(120)),
    Limit("its own headers", Fault("status_429", seconds=300), _everywhere(300) | {"linkedin": 900}),
    Limit("no headers", Fault("status_429", bare=True), _everywhere(900)),
]
