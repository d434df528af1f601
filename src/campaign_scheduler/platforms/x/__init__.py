"""X, built on tweepy."""

from .adapter import X

__all__ = ["X"]
