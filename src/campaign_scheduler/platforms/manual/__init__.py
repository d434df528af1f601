"""What no program of ours reaches: a person posts it, and is given everything at the due time."""

from .adapter import Manual

__all__ = ["Manual"]
