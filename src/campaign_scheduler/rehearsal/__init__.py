"""A whole campaign against the stand-in networks on a fast clock, and the page that shows how it went."""

from .page import rehearsal_page
from .performing import Told, rehearse
from .result import Rehearsal

__all__ = ["Rehearsal", "Told", "rehearsal_page", "rehearse"]
