"""Who approves: names as people give them."""

from __future__ import annotations

from ...model.errors import DeliveryError
from ...model.signoff import Known, Signatory

LONGEST = 100


def signatory(name: str, known: Known, by: str = "") -> Signatory:
    """A person by name. Raises DeliveryError for one that cannot be told from nobody."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST or not plain.isprintable() or not any(char.isalnum() for char in plain):
        raise DeliveryError("that is not a person's name", remedy=f"Give a name of at most {LONGEST} characters.")
    return Signatory(plain, known, " ".join(by.split()))


def signed_in(name: str) -> Signatory:
    """Somebody whose password or session the web page has checked."""
    return signatory(name, Known.SIGNED_IN)


def recorded(name: str, *, by: str) -> Signatory:
    """`by` writes down what `name` said or signed elsewhere."""
    return signatory(name, Known.RECORDED, by)


def at_terminal(name: str) -> Signatory:
    """Whoever works at this machine, as it knows them."""
    return signatory(name, Known.TERMINAL)
