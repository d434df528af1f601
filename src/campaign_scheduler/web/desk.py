"""What the pages share: the program's parts with one open store, the board, templates, and words said after a form."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace

import anyio

from ..model.clock import steady
from ..services.app import App
from ..services.board import Board, BoardKeeper
from ..services.pulse import Pulse
from ..services.signs import Signs, signs
from ..store import Store
from .throttle import Throttle

AT_ONCE = 2
"""Pages made at the same time: publishing shares the processor with them and comes first."""
SIGNS_REST = 1.0
SIGNS_OLDEST = 10.0
"""Whether the daemon lives is told by time alone."""
MOST_SAID = 2_000


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the next page: `tone` is good, warn or bad; `link` leads further."""

    tone: str
    words: str
    link: str = ""
    link_words: str = ""


@dataclass
class Desk:
    """One a server. `public_url` is the address people use, where that is not this machine's own."""

    app: App
    pulse: Pulse
    keeper: BoardKeeper
    public_url: str = ""
    throttle: Throttle = field(default_factory=Throttle)
    limiter: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(AT_ONCE))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _said: OrderedDict[str, list[Said]] = field(default_factory=OrderedDict)
    _signs: tuple[int, float, Signs] | None = None

    @property
    def secure(self) -> bool:
        """Whether people come over TLS, so that cookies never go without."""
        return self.public_url.startswith("https://")

    def board(self) -> Board:
        return self.keeper.board()

    def signs(self) -> Signs:
        """At most a second old, and read again at once when nobody else just did."""
        number, known = self.pulse.number(), self._signs
        if known is not None:
            age = steady() - known[1]
            if age < SIGNS_REST or (known[0] == number and age < SIGNS_OLDEST):
                return known[2]
        found = signs(self.app)
        self._signs = (number, steady(), found)
        return found

    def forget_signs(self) -> None:
        """Something was just changed here: the next page shows it."""
        self._signs = None

    def say(self, session: str, said: Said) -> None:
        """Keep a sentence for a session's next page."""
        with self._lock:
            self._said.setdefault(session, []).append(said)
            while len(self._said) > MOST_SAID:
                self._said.popitem(last=False)

    def said(self, session: str) -> list[Said]:
        """What was kept for it, once."""
        with self._lock:
            return self._said.pop(session, [])


def desk_for(app: App, store: Store, public_url: str = "") -> Desk:
    """The pages' parts over an open store."""
    sharing = replace(app, shared=store)
    pulse = Pulse(store)
    return Desk(sharing, pulse, BoardKeeper(sharing, pulse), public_url)
