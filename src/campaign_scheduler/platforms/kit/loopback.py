"""A door that opens to this machine alone: for the demo and rehearsals, which must reach no network."""

from __future__ import annotations

from urllib.parse import urlsplit

import requests

from ...model.errors import Unavailable
from .answer import Answer
from .http import LARGEST_BODY, Door, is_here
from .transmission import Transmission


class LoopbackDoor(Door):
    """Refuses every request to another machine before a connection is opened."""

    def send(
        self,
        request: requests.PreparedRequest,
        *,
        transmission: Transmission | None = None,
        total: float | None = None,
        most: int = LARGEST_BODY,
    ) -> Answer:
        if not is_here(str(request.url)):
            host = urlsplit(str(request.url)).hostname or "Another machine"
            raise Unavailable(f"{host} was not asked: a rehearsal reaches no network.", remedy="Nothing is to be done.")
        return super().send(request, transmission=transmission, total=total, most=most)
