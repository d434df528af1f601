"""A toolkit document becomes drafts for a person to confirm. Strangers' files are read in processes of their own."""

from .draft import Aside, Draft, Found, Proposal, Resource, Shown
from .gathering import Gathered, gather
from .limits import Limits, Refused
from .progress import Cancelled, Step

__all__ = [
    "Aside",
    "Cancelled",
    "Draft",
    "Found",
    "Gathered",
    "Limits",
    "Proposal",
    "Refused",
    "Resource",
    "Shown",
    "Step",
    "gather",
]
