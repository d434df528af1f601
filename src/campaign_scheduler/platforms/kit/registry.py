"""Finds the installed platforms, ours and others', by entry point."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from ...model.clock import Clock
from ...model.errors import SettingsError
from .interface import Platform

if TYPE_CHECKING:
    from .http import Door

GROUP = "campaign_scheduler.platforms"


class Platforms(Mapping[str, Platform]):
    """Every installed platform by name, each loaded when it is first asked for; used from many threads.

    Asking for one that cannot be loaded raises SettingsError naming it.
    """

    def __init__(self, door: Callable[[], Door], clock: Clock) -> None:
        self._make_door = door
        self._clock = clock
        self._loaded: dict[str, Platform] = {}
        self._loading = threading.RLock()

    def __getitem__(self, name: str) -> Platform:
        with self._loading:
            if name not in self._loaded:
                self._loaded[name] = self._load(self._entries[name])
            return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    @cached_property
    def _entries(self) -> dict[str, EntryPoint]:
        return {one.name: one for one in sorted(entry_points(group=GROUP), key=lambda one: one.name)}

    @cached_property
    def _door(self) -> Door:
        """One for all of them, so that connections are kept."""
        return self._make_door()

    def _load(self, entry: EntryPoint) -> Platform:
        try:
            platform: Platform = entry.load()(self._door, self._clock)
        except Exception as error:
            raise SettingsError(
                f"the network {entry.name} ({entry.value}) cannot be loaded: {type(error).__name__}",
                remedy="Install it again, or remove the package that brings it.",
            ) from error
        return platform


def load_platforms(door: Door, clock: Clock) -> Platforms:
    """The installed platforms, all with this door."""
    return Platforms(lambda: door, clock)
