"""What is to go wrong, where and how often. `misbehaving` makes it so."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field, replace

KINDS = {
    "status": "answers `status` and does nothing",
    "drop_before": "takes the request in and closes the connection; nothing is stored",
    "drop_after": "does what was asked and closes the connection without an answer",
    "reset_upload": "resets the connection while the request is still arriving",
    "error_after": "does what was asked and answers `status` (502)",
    "html_after": "does what was asked and answers 200 with a web page",
    "redirect_after": "does what was asked and answers `status` (301) to a login page; 307 and 308 to itself",
    "empty_after": "does what was asked and answers 200 with nothing in it",
    "cut_after": "does what was asked and answers 200 with JSON that ends midway",
    "lie": "answers as if it had done what was asked",
    "delay": "waits `seconds`, then does what was asked",
    "late": "answers 504, and does what was asked `seconds` later",
    "drip": "does what was asked and answers a byte each `seconds`",
    "hidden_for": "publishes, but shows the post in lists only after `seconds`",
}
CONNECTING = ("authorize", "token", "revoke", "introspect", "apps")
STEPS = ("upload", "wait", "alt", "publish", "verify", "find", "delete", *CONNECTING, "any")


@dataclass
class Fault:
    """One thing that goes wrong.

    `kind` is one of KINDS, or `status_503` for `status` with that number. `times` None means until cleared;
    `probability` 1 means always. `seconds` are real ones: the length of a wait, for 429 the time to the reset.
    `bare` leaves out the headers and body that the network would send; `headers` and `body` replace them.
    """

    kind: str
    platform: str = "*"
    step: str = "publish"
    times: int | None = 1
    probability: float = 1.0
    status: int = 0
    seconds: float = 1.0
    account: str = "*"
    bare: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a kind or step that does not exist."""
        name, _, status = self.kind.partition("_")
        if name == "status" and status.isdigit():
            self.kind, self.status = name, int(status)
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}. There are: {', '.join(KINDS)}")
        if self.step not in STEPS:
            raise ValueError(f"no such step: {self.step}. There are: {', '.join(STEPS)}")
        self.status = self.status or {"error_after": 502, "redirect_after": 301}.get(self.kind, 500)

    def strikes(self, platform: str, account: str, step: str) -> bool:
        """Whether a request is one that this fault is for."""
        wanted = ((self.platform, platform), (self.account, account))
        return self.step in ("any", step) and all(mine in ("*", given) for mine, given in wanted)


class FaultBook:
    """The faults in force, the oldest first. Random ones come from a seed, so that a run can be repeated."""

    def __init__(self, seed: int = 0) -> None:
        self._faults: list[Fault] = []
        self._random = random.Random(seed)  # noqa: S311
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(replace(fault))

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def in_force(self) -> list[Fault]:
        """Copies, with the times that are left."""
        with self._lock:
            return [replace(fault) for fault in self._faults]

    def take(self, platform: str, account: str, step: str) -> Fault | None:
        """The fault that strikes this request, if any; it is used up by it."""
        with self._lock:
            for fault in self._faults:
                if fault.strikes(platform, account, step) and self._random.random() < fault.probability:
                    self._use(fault)
                    return fault
        return None

    def _use(self, fault: Fault) -> None:
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._faults.remove(fault)
