"""A Bluesky post as readers see it: live only where its facets say so."""

from __future__ import annotations

import html
import json
from itertools import pairwise

from markupsafe import Markup

from .posts import JSON, Post


def faceted(post: Post) -> Markup:
    """The words with their links, mentions and hashtags coloured, everything else escaped."""
    data, places = post.text.encode(), _places(record_of(post))
    edges = sorted({0, len(data), *(edge for place in places for edge in place if edge <= len(data))})
    pieces = [(html.escape(data[start:end].decode("utf-8", "replace")), (start, end)) for start, end in pairwise(edges)]
    return Markup("".join(f'<span class="link">{text}</span>' if at in places else text for text, at in pieces))  # noqa: S704


def record_of(post: Post) -> JSON:
    """The record as it was put."""
    found: JSON = json.loads(post.wrote)
    return found


def _places(record: JSON) -> set[tuple[int, int]]:
    return {(facet["index"]["byteStart"], facet["index"]["byteEnd"]) for facet in record.get("facets", [])}
