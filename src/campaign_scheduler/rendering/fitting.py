"""Fits each picture once for each set of limits, and remembers the result in memory and on disk."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..model.asset import Asset, Rendition
from ..model.capabilities import ImageLimits
from .pictures import PictureError, fit

PIPELINE = "2"
"""Changes whenever the pipeline would make other bytes, so that remembered ones are not used."""


@dataclass(frozen=True, slots=True)
class _Made:
    sha256: str
    mime: str
    width: int
    height: int
    size: int


class ImageFitter:
    """`cache` is a folder for finished pictures, or None to keep them in memory alone; `known` is another's cache,
    which is read and never written.

    A cache that is damaged, or cannot be written, is made anew or done without.
    """

    def __init__(self, cache: Path | None = None, *, known: Path | None = None) -> None:
        self._cache = cache
        self._places = tuple(place for place in (cache, known) if place is not None)
        self._made: dict[tuple[str, str], _Made | PictureError] = {}
        self._bytes: dict[str, bytes] = {}

    def fit(self, asset: Asset, limits: ImageLimits) -> Rendition:
        """The picture as it will be sent within `limits`. Raises PictureError."""
        key = (asset.sha256, _name(limits))
        if key not in self._made:
            self._made[key] = self._remembered(key) or self._make(asset, limits, key)
        made = self._made[key]
        if isinstance(made, PictureError):
            raise made
        return Rendition(
            made.sha256,
            asset.sha256,
            asset.name,
            made.mime,
            made.width,
            made.height,
            made.size,
            asset.alt,
            asset.alt_from,
            read=lambda: self._read(asset, limits, made),
        )

    def kept(self, sha256: str) -> bytes | None:
        """A finished picture by its hash, if it is remembered."""
        return self._bytes.get(sha256) or self._from_disk(sha256)

    def _make(self, asset: Asset, limits: ImageLimits, key: tuple[str, str]) -> _Made | PictureError:
        try:
            content = asset.path.read_bytes()
        except OSError:
            return PictureError("picture-unreadable", "It cannot be opened.", "Check the file's permissions.")
        if hashlib.sha256(content).hexdigest() != asset.sha256:
            return PictureError("picture-changed", "It changed while it was being read.", "Run this again.")
        try:
            fitted = fit(content, limits)
        except PictureError as error:
            return error
        sha256 = hashlib.sha256(fitted.data).hexdigest()
        made = _Made(sha256, fitted.mime, fitted.width, fitted.height, len(fitted.data))
        self._keep(key, made, fitted.data)
        return made

    def _read(self, asset: Asset, limits: ImageLimits, made: _Made) -> bytes:
        """The bytes of a finished picture; made again, and held to their hash, when they were not kept."""
        if made.sha256 in self._bytes:
            return self._bytes[made.sha256]
        kept = self._from_disk(made.sha256)
        if kept is not None:
            return kept
        data = fit(asset.path.read_bytes(), limits).data
        if hashlib.sha256(data).hexdigest() != made.sha256:
            raise PictureError("picture-changed", f"{asset.name} changed while it was used.", "Run this again.")
        return data

    def _keep(self, key: tuple[str, str], made: _Made, data: bytes) -> None:
        if self._cache is None:
            self._bytes[made.sha256] = data
            return
        record = {name: getattr(made, name) for name in _Made.__slots__}
        with contextlib.suppress(OSError):
            _write(self._cache / made.sha256, data)
            _write(_record(self._cache, key), json.dumps(record).encode())

    def _remembered(self, key: tuple[str, str]) -> _Made | None:
        for place in self._places:
            with contextlib.suppress(OSError, ValueError, TypeError):
                made = _Made(**json.loads(_record(place, key).read_text(encoding="utf-8")))
                if self._from_disk(made.sha256) is not None:
                    return made
        return None

    def _from_disk(self, sha256: str) -> bytes | None:
        for place in self._places:
            with contextlib.suppress(OSError):
                data = (place / sha256).read_bytes()
                if hashlib.sha256(data).hexdigest() == sha256:
                    return data
        return None


def _record(place: Path, key: tuple[str, str]) -> Path:
    return place / f"{hashlib.sha256('|'.join(key).encode()).hexdigest()}.json"


@lru_cache(256)
def _name(limits: ImageLimits) -> str:
    """All that decides the bytes, as one string."""
    sides = tuple(figure.value if figure else None for figure in (limits.max_pixels, limits.max_side))
    return repr((PIPELINE, limits.max_bytes.value, limits.formats.value, sides))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(path)
