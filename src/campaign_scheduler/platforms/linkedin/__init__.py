"""LinkedIn, for members and organisations."""

from .adapter import LinkedIn

__all__ = ["LinkedIn"]
