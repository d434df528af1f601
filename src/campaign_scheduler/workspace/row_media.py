"""The pictures of a row: by its own names, else the caption's front matter, else the one called as the caption is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..model.asset import Asset
from ..model.problem import Severity
from .calendar import Row, RowFindings
from .captions import CaptionFile, MediaReference
from .pictures import MediaFolder

NO_PICTURE = frozenset({"none", "-", "no"})


@dataclass(frozen=True, slots=True)
class RowMedia:
    """Pairs rows with pictures; what is missing or ambiguous is a problem, never a guess."""

    media: MediaFolder
    findings: RowFindings

    def assets(self, row: Row, caption: CaptionFile | None, identity: str) -> tuple[Asset, ...] | None:
        """None when one of them has an error."""
        file = self.findings.file
        references = self._references(row)
        if references is None and caption is not None and caption.media is not None:
            references, file = list(caption.media), caption.file
        if references is None:
            references = self._by_stem(row, caption)
        if references is None:
            return None
        alts = self._alts(row, len(references))
        if alts is None:
            return None
        where = f"{self.findings.file}:{row.line}"
        found = [
            self.media.asset(one, file, identity or None, alt, where) for one, alt in zip(references, alts, strict=True)
        ]
        return tuple(asset for asset in found if asset) if all(found) else None

    def _references(self, row: Row) -> list[MediaReference] | None:
        text = row.text("media")
        if not text:
            return None
        if text.lower() in NO_PICTURE:
            return []
        names = [part.strip() for part in re.split(r"[;|\n]", text) if part.strip()]
        by_comma = [part.strip() for part in text.split(",") if part.strip()]
        if len(names) == 1 and len(by_comma) > 1 and text not in self.media.names:
            names = by_comma
        return [MediaReference(name, row.line) for name in names]

    def _by_stem(self, row: Row, caption: CaptionFile | None) -> list[MediaReference] | None:
        same = self.media.same_stem(caption.name) if caption else []
        if len(same) > 1:
            self.findings.add(
                row,
                "picture-ambiguous",
                f"Several pictures are called {caption.name if caption else ''}: {', '.join(same)}.",
                "Name the one you mean in the media column.",
            )
            return None
        if not same:
            self.findings.add(
                row,
                "no-picture",
                "The post has no picture.",
                "Name one in the media column, or write none there.",
                Severity.INFO,
            )
        return [MediaReference(name, row.line) for name in same]

    def _alts(self, row: Row, count: int) -> list[str] | None:
        text = row.text("alt")
        if not text:
            return [""] * count
        parts = [" ".join(part.split()) for part in (re.split(r"[|\n]", text) if count > 1 else [text])]
        if len(parts) != count:
            self.findings.add(
                row,
                "alt-count",
                f"There are {len(parts)} alt texts for {count} pictures.",
                "Write one for each picture, with | between them.",
            )
            return None
        return parts
