"""What must be true before a post may go out: one small function a rule."""

from .check import RULES, check
from .context import Context

__all__ = ["RULES", "Context", "check"]
