"""For other programs: is it healthy, and figures for Prometheus."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from ...services import signs
from ..door import Asked, page


def healthz(asked: Asked) -> Response:
    """200 while the store can be read and the daemon gives signs of life, else 503."""
    found = signs.signs(asked.app)
    body = {"ok": found.daemon_alive, "daemon": "alive" if found.daemon_alive else "silent"}
    return JSONResponse(body, 200 if found.daemon_alive else 503)


ROUTES = [page("/healthz", healthz, signed_in=False)]
