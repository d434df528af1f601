"""What people write: read whole with every problem at once, and written back without disturbing the rest."""

from .ids import write_ids
from .origin import Origin, read_origin, write_origin
from .reader import fingerprint, read
from .starter import Answers, StarterAccount, create
from .variants import start_variant

__all__ = [
    "Answers",
    "Origin",
    "StarterAccount",
    "create",
    "fingerprint",
    "read",
    "read_origin",
    "start_variant",
    "write_ids",
    "write_origin",
]
