"""Bluesky, and every server that speaks the AT Protocol."""

from .adapter import Bluesky

__all__ = ["Bluesky"]
