"""What pages call things: an account by its name and network, never by its id alone."""

from __future__ import annotations

from ..services.board import Board
from ..store.post_log import Entry
from .dates import Say


def profile(board: Board, account: str, platform: str, say: Say) -> str:
    """`Our Trust on Mastodon`; the id stands in where the account is not in the files any more."""
    known = board.reading.workspace.accounts.get(account)
    names = {"name": known.label if known else account, "network": board.titles.get(platform, platform)}
    return say("%(name)s on %(network)s") % names


def place(board: Board, entry: Entry, say: Say) -> str:
    """`launch, Our Trust on Mastodon`"""
    return f"{entry.post_id}, {profile(board, entry.account, entry.platform, say)}"


BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""By the part of what a browser says of itself, the particular before those that others pretend to be."""
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser(agent: str, say: Say) -> str:
    """`Firefox on Windows`, of what a browser says of itself; blank where it says nothing known."""
    name = next((words for part, words in BROWSERS.items() if f"{part}/" in agent), "")
    system = next((words for part, words in SYSTEMS.items() if part in agent), "")
    if name and system:
        return say("%(name)s on %(network)s") % {"name": name, "network": system}
    return name or system
