"""Pictures: as they are sent, and smaller for the page; always bytes that we made ourselves."""

from __future__ import annotations

import re

from starlette.responses import Response

from ...services import pictures
from ..door import Asked, not_found, page

SHA256 = re.compile(r"[0-9a-f]{64}\Z")
SIZES = (160, 320, 640, 960)
KEEP = "private, max-age=86400"
"""A picture's address names its very bytes, so a browser may keep it."""


def fitted(asked: Asked) -> Response:
    """A picture by the hash of what is sent; `w` for one made smaller."""
    sha256, width = asked.path("sha256"), asked.query.number("w")
    if not SHA256.match(sha256) or width not in (None, *SIZES):
        raise not_found()
    return answer(pictures.fitted(asked.app, sha256, width))


def original(asked: Asked) -> Response:
    """A picture of the media folder, made small; the file itself is never sent to a browser."""
    return answer(pictures.original(asked.app, asked.query.get("name")))


def answer(found: tuple[str, bytes] | None) -> Response:
    if found is None:
        raise not_found()
    return Response(found[1], headers={"content-type": found[0], "cache-control": KEEP})


ROUTES = [page("/pictures/{sha256}", fitted), page("/media", original)]
