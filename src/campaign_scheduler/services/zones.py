"""The zones that times are shown in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from ..store import campaigns
from .app import App


@dataclass(frozen=True, slots=True)
class Zones:
    """The zone of each campaign. `common` is the one that all share, or None: then UTC."""

    each: Mapping[str, ZoneInfo] = field(default_factory=dict)

    def of(self, campaign: str) -> ZoneInfo | None:
        return self.each.get(campaign)

    @property
    def common(self) -> ZoneInfo | None:
        found = set(self.each.values())
        return found.pop() if len(found) == 1 else None


def zones(app: App) -> Zones:
    """As last applied; none when nothing ever was."""
    with app.store_if_any() as store:
        if store is None:
            return Zones()
        with store.read() as connection:
            return Zones(campaigns.zones(connection))
