"""Mastodon, and every server that speaks its API."""

from .adapter import Mastodon

__all__ = ["Mastodon"]
