"""A toolkit document becomes drafts for a person to confirm. Strangers' files are read in processes of their own."""

from .draft import Aside, Draft, Found, Proposal, Resource, Shown
from .gathering import Gathered, gather
from .limits import Limits, Refused

__all__ = ["Aside", "Draft", "Found", "Gathered", "Limits", "Proposal", "Refused", "Resource", "Shown", "gather"]
