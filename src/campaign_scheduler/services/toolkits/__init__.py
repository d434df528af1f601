"""Import a toolkit: read it, write drafts for a person to confirm, and a page to look at."""

from .importing import Outcome, dry, write
from .reading import read

__all__ = ["Outcome", "dry", "read", "write"]
