"""The numbered points of the publishing code, in the order a post passes them. Fault tests kill a daemon at each."""

from __future__ import annotations

from collections.abc import Callable

POINTS = {
    "claimed": "a delivery is this daemon's",
    "uploaded": "the network gave an id for a picture; it is not committed yet",
    "prepared": "everything is uploaded and described",
    "intent": "what is about to be sent is committed",
    "leaving": "the connection is open; the first byte is about to leave",
    "left": "the last byte has left; no answer yet",
    "sent": "the network acknowledged; it is not written down yet",
    "recorded": "how it ended is committed",
    "looking": "an unconfirmed post is about to be looked for",
    "looked": "the network's list was read; what it proves is not written down yet",
    "settled": "what it proves is committed",
}

AFTERWARDS = {
    "reading": "a published post is about to be read back",
    "read": "it was read; what it shows is not written down yet",
    "noted": "what it shows is committed",
    "removing": "that a post is to be taken down is committed; the network was not asked yet",
    "removed": "the network was asked; what it said is not written down yet",
}
"""Points that no delivery passes on its way out."""

Checkpoint = Callable[[str], None]
"""Called with the name of each point as it is reached."""


def pass_by(point: str) -> None:
    """The checkpoint of every day: nothing happens."""
