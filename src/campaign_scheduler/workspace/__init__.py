"""What people write: read whole with every problem at once, and written back without disturbing the rest."""

from .ids import write_ids
from .reader import fingerprint, read
from .starter import Answers, StarterAccount, create
from .variants import start_variant

__all__ = ["Answers", "StarterAccount", "create", "fingerprint", "read", "start_variant", "write_ids"]
