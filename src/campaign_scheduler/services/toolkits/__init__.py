"""Import a toolkit: read it, write drafts for a person to confirm, and a page to look at."""

from .importing import Outcome, dry, write
from .packing import FORMATS, export_article, write_pack
from .reading import read

__all__ = ["FORMATS", "Outcome", "dry", "export_article", "read", "write", "write_pack"]
