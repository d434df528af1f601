"""What a Bluesky server does not take as a post, in its own words, and how it names what it takes.

Written apart from the adapter, so that the two check each other. Sources: the lexicons, and answers of PDS 0.5.35,
both read 2026-11-22.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import regex

from .posts import JSON

COLLECTION = "app.bsky.feed.post"
IMAGES, EXTERNAL = "app.bsky.embed.images", "app.bsky.embed.external"
MOST_GRAPHEMES, MOST_BYTES = 300, 3000
MOST_IMAGES, LARGEST_IMAGE, LARGEST_THUMB = 4, 2_000_000, 1_000_000
MOST_LANGS = 3
TAG_GRAPHEMES, TAG_BYTES = 64, 640
TID = regex.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
DATETIME = regex.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LANGUAGE = regex.compile(r"(i|[a-z]{2,3})(-[A-Za-z0-9]{1,8})*")
URI = regex.compile(r"\w+:(?://)?[^\s/]\S*")
DID = regex.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]")
GRAPHEME = regex.compile(r"\X")


def wrong(record: object) -> str:
    """Why a record is refused; blank when it is fine."""
    if not isinstance(record, dict):
        return "Input/record must be an object"
    if record.get("$type", COLLECTION) != COLLECTION:
        return f"Invalid $type: expected {COLLECTION}, got {record['$type']}"
    why = next(_wrongs(record), "")
    return f"Invalid {COLLECTION} record: {why}" if why else ""


def _wrongs(record: JSON) -> Iterator[str]:
    for name in ("text", "createdAt"):
        if name not in record:
            yield f'Missing required key "{name}" at $.record'
    yield from _text(record.get("text"), "$.record.text", MOST_BYTES, MOST_GRAPHEMES)
    if not DATETIME.fullmatch(str(record.get("createdAt"))):
        yield f'Invalid datetime (got "{record.get("createdAt")}") at $.record.createdAt'
    yield from _langs(record.get("langs", []))
    yield from _facets(record.get("facets", []))
    yield from _embed(record.get("embed"))


def _text(text: Any, place: str, most_bytes: int, most_graphemes: int) -> Iterator[str]:
    if not isinstance(text, str):
        yield f"Expected string value type (got {json.dumps(text)}) at {place}"
        return
    used = len(text.encode("utf-8", "replace"))
    if used > most_bytes:
        yield f"string too big (maximum {most_bytes}, got {used}) at {place}"
    used = len(GRAPHEME.findall(text))
    if used > most_graphemes:
        yield f"grapheme too big (maximum {most_graphemes}, got {used}) at {place}"


def _langs(langs: Any) -> Iterator[str]:
    yield from _array(langs, "$.record.langs", MOST_LANGS)
    for number, one in enumerate(langs if isinstance(langs, list) else []):
        if not LANGUAGE.fullmatch(str(one)):
            yield f'Invalid language (got "{one}") at $.record.langs[{number}]'


def _array(value: Any, place: str, most: int | None = None) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"Expected array value type (got {json.dumps(value)}) at {place}"
    elif most is not None and len(value) > most:
        yield f"array too big (maximum {most}, got {len(value)}) at {place}"


def _facets(facets: Any) -> Iterator[str]:
    yield from _array(facets, "$.record.facets")
    for number, facet in enumerate(facets if isinstance(facets, list) else []):
        place = f"$.record.facets[{number}]"
        index = facet.get("index") if isinstance(facet, dict) else None
        for name in ("byteStart", "byteEnd"):
            if not isinstance(index, dict) or not isinstance(index.get(name), int) or index[name] < 0:
                yield f"Expected integer value type at {place}.index.{name}"
                return
        for at, feature in enumerate(facet.get("features", [])):
            yield from _feature(feature, f"{place}.features[{at}]")


def _feature(feature: JSON, place: str) -> Iterator[str]:
    kind = str(feature.get("$type")).rpartition("#")[2]
    if kind == "link" and not URI.fullmatch(str(feature.get("uri"))):
        yield f'Invalid uri (got "{feature.get("uri")}") at {place}.uri'
    if kind == "mention" and not DID.fullmatch(str(feature.get("did"))):
        yield f'Invalid DID (got "{feature.get("did")}") at {place}.did'
    if kind == "tag":
        yield from _text(feature.get("tag"), f"{place}.tag", TAG_BYTES, TAG_GRAPHEMES)


def _embed(embed: Any) -> Iterator[str]:
    if embed is None:
        return
    if not isinstance(embed, dict):
        yield f"Expected object value type (got {json.dumps(embed)}) at $.record.embed"
        return
    if embed.get("$type") == IMAGES:
        yield from _array(embed.get("images"), "$.record.embed.images", MOST_IMAGES)
        for number, image in enumerate(embed["images"] if isinstance(embed.get("images"), list) else []):
            yield from _image(image, f"$.record.embed.images[{number}]")
    if embed.get("$type") == EXTERNAL:
        yield from _external(embed.get("external"))


def _image(image: Any, place: str) -> Iterator[str]:
    given = image if isinstance(image, dict) else {}
    for name in ("image", "alt"):
        if name not in given:
            yield f'Missing required key "{name}" at {place}'
    if not isinstance(given.get("alt"), str):
        yield f"Expected string value type (got {json.dumps(given.get('alt'))}) at {place}.alt"
    yield from _blob(given.get("image"), f"{place}.image", LARGEST_IMAGE)
    ratio = given.get("aspectRatio", {"width": 1, "height": 1})
    for name in ("width", "height"):
        if not isinstance(ratio, dict) or not isinstance(ratio.get(name), int) or ratio[name] < 1:
            yield f"integer too small (minimum 1, got {json.dumps(ratio)}) at {place}.aspectRatio.{name}"


def _external(external: Any) -> Iterator[str]:
    given = external if isinstance(external, dict) else {}
    for name in ("uri", "title", "description"):
        if not isinstance(given.get(name), str):
            yield f'Missing required key "{name}" at $.record.embed.external'
    if not URI.fullmatch(str(given.get("uri"))):
        yield f'Invalid uri (got "{given.get("uri")}") at $.record.embed.external.uri'
    if "thumb" in given:
        yield from _blob(given["thumb"], "$.record.embed.external.thumb", LARGEST_THUMB)


def _blob(blob: Any, place: str, largest: int) -> Iterator[str]:
    if not isinstance(blob, dict) or not link_of(blob) or not isinstance(blob.get("size"), int):
        yield f"Expected blob value type (got {json.dumps(blob)}) at {place}"
    elif not str(blob.get("mimeType")).startswith("image/"):
        yield f'Expected "image/*" (got "{blob.get("mimeType")}") at {place}.mimeType'
    elif blob["size"] > largest:
        yield f"blob too big (maximum {largest}, got {blob['size']}) at {place}"


def link_of(blob: Any) -> str:
    """The blob's own id; blank where there is none."""
    reference = blob.get("ref") if isinstance(blob, dict) else None
    return str(reference.get("$link") or "") if isinstance(reference, dict) else ""


def pictures_of(record: JSON) -> list[tuple[JSON, str]]:
    """Each blob of a good record with its alt text; a link card's own picture needs none."""
    embed = record.get("embed") or {}
    if embed.get("$type") == IMAGES:
        return [(image["image"], image["alt"]) for image in embed["images"]]
    return []


def record_cid(record: JSON) -> str:
    """Names a record by its content, shaped as a real server's."""
    return _cid(0x71, json.dumps(record, sort_keys=True).encode())


def blob_cid(data: bytes) -> str:
    """Names bytes by their content, exactly as a real server does."""
    return _cid(0x55, data)


def _cid(codec: int, data: bytes) -> str:
    whole = bytes((1, codec, 0x12, 32)) + hashlib.sha256(data).digest()
    return "b" + base64.b32encode(whole).decode().lower().rstrip("=")
