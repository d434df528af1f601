"""What every service needs, built once by bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.account import Account
from ..model.capabilities import Capabilities
from ..model.clock import Clock
from ..platforms.kit.interface import Platform
from ..platforms.kit.reach import ANYWHERE, Reach
from ..rendering import ImageFitter
from ..settings import Settings
from ..store import Store, location, open_store
from ..store.content import PictureReader

if TYPE_CHECKING:
    from ..platforms.kit.http import Door


@dataclass(frozen=True)
class App:
    """The settings, the clock, the networks and the picture pipeline. `reach` is where requests may go.

    `web` gives the door to the pages that posts link to; None where link cards are switched off.
    """

    settings: Settings
    clock: Clock
    platforms: Mapping[str, Platform]
    fitter: ImageFitter
    reach: Reach = ANYWHERE
    web: Callable[[], Door] | None = None
    shared: Store | None = None
    """A store that is open already, for who asks often; else each use opens one of its own."""

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return self.settings.workspace

    def capabilities(self) -> dict[str, Capabilities]:
        """What each installed network can do, unrefined by any account."""
        blank = {name: Account("none", name) for name in self.platforms}
        return {name: platform.capabilities(blank[name]) for name, platform in self.platforms.items()}

    def picture(self, sha256: str) -> bytes:
        """A picture that the store keeps. Raises DeliveryError when it does not any more."""
        with self.store() as store:
            return PictureReader(store).picture(sha256)

    @contextmanager
    def store(self, *, check: bool = False) -> Iterator[Store]:
        """The store, made when it is not there yet; with `check`, only if it is whole. Raises SettingsError."""
        if self.shared is not None:
            yield self.shared
            return
        store = open_store(self.settings.store_url, check=check)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def store_if_any(self) -> Iterator[Store | None]:
        """The store, or None when nothing was ever scheduled, so that looking never makes a file."""
        path = None if self.shared else location.sqlite_file(self.settings.store_url)
        if path is not None and not path.exists():
            yield None
            return
        with self.store() as store:
            yield store
