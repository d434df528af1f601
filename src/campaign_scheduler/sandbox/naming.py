"""Which pictures a publishing request names: read past the networks' own code, since they may never see it."""

from __future__ import annotations

import json
from typing import Any


def pictures_named(platform: str, body: bytes) -> list[str]:
    """The ids, each once; none when the body cannot be read."""
    try:
        found = _ids(platform, json.loads(body))
    except (ValueError, AttributeError, TypeError, RecursionError):
        return []
    return list(dict.fromkeys(str(identity) for identity in found))


def _ids(platform: str, body: Any) -> list[Any]:
    if platform == "linkedin":
        content = body.get("content") or {}
        many = (content.get("multiImage") or {}).get("images") or []
        return [one.get("id") for one in [*many, *([content["media"]] if "media" in content else [])]]
    holder = body.get("media") or {} if platform == "x" else body
    return list(holder.get("media_ids") or [])
