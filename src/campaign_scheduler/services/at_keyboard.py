"""Who asks, where a command was typed."""

from __future__ import annotations

import getpass


def current_user() -> str:
    """Who is at the keyboard, for the event log."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
