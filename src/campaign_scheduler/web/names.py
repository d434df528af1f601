"""What pages call things: an account by its name and network, never by its id alone."""

from __future__ import annotations

from ..services.board import Board
from ..store.post_log import Entry


def profile(board: Board, account: str, platform: str) -> str:
    """`Our Trust on Mastodon`; the id stands in where the account is not in the files any more."""
    known = board.reading.workspace.accounts.get(account)
    return f"{known.label if known else account} on {board.titles.get(platform, platform)}"


def place(board: Board, entry: Entry) -> str:
    """`launch, Our Trust on Mastodon`"""
    return f"{entry.post_id}, {profile(board, entry.account, entry.platform)}"
