"""A whole campaign against the stand-in networks on a fast clock, and the page that shows how it went."""

from .rehearse import Rehearsal, rehearse

__all__ = ["Rehearsal", "rehearse"]
