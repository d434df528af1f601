"""Finds the installed platforms, ours and others', by entry point."""

from __future__ import annotations

from importlib.metadata import entry_points

from ...model.clock import Clock
from ...model.errors import SettingsError
from .http import Door
from .interface import Platform

GROUP = "campaign_scheduler.platforms"


def load_platforms(door: Door, clock: Clock) -> dict[str, Platform]:
    """Every installed platform by name. Raises SettingsError naming one that cannot be loaded."""
    found: dict[str, Platform] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        try:
            platform: Platform = entry.load()(door, clock)
        except Exception as error:
            raise SettingsError(
                f"the network {entry.name} ({entry.value}) cannot be loaded: {type(error).__name__}",
                remedy="Install it again, or remove the package that brings it.",
            ) from error
        found[platform.name] = platform
    return found
