"""The demo: the example campaign, whole, through the real adapters to the stand-in networks, on a fast clock.

The clock runs at the machine's own speed while anything is under way and skips the empty time between posts, so
that lateness, leases and waits are what they would be in earnest.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from . import sandbox
from .bootstrap import build, build_daemon
from .engine.daemon import Daemon
from .model.clock import steady
from .model.delivery import State
from .model.errors import SettingsError
from .services.app import App
from .services.scheduling import apply_plan
from .settings import load_settings
from .store import Store, location, open_store, outcomes, read_backs
from .store.post_log import Entry, Filter, counts, entries

BEGINS = datetime(2026, 10, 12, 9, tzinfo=UTC)
MARKER = ".campaign-demo"
FOLDERS = ("config", "captions", "media")
ACCOUNTS = ("trust_x", "trust_linkedin", "trust_mastodon", "trust_bluesky")
FIELDS = ("access_token", "identifier", "app_password")
"""Every secret that one network or another asks for; the stand-ins take any."""
UNDER_WAY = (State.PUBLISHING, State.UNCONFIRMED)
LEAD = timedelta(milliseconds=250)
"""How long before a post is due the clock stops skipping."""
GIVE_UP_AFTER = 90.0


class SkippingClock:
    """Begins at a given instant and runs at the machine's speed; `skip_to` jumps ahead, never back."""

    def __init__(self, begins: datetime) -> None:
        self._begins = begins
        self._started = time.monotonic()
        self._skipped = timedelta(0)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self._begins + self._skipped + timedelta(seconds=time.monotonic() - self._started)

    def lease_time(self) -> float:
        return steady()

    def skip_to(self, moment: datetime) -> None:
        """Make it `moment` if that is still ahead."""
        ahead = moment - self.now()
        if ahead > timedelta(0):
            with self._lock:
                self._skipped += ahead


@dataclass(frozen=True, slots=True)
class Progress:
    """`clock` is the campaign's time in words; `done` how many deliveries are settled."""

    clock: str
    done: int


class Demo:
    """Use it in a `with`: the sandbox runs inside it."""

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        self._folder = folder.resolve()
        self._port = port
        self.zone = ZoneInfo("Europe/London")
        self.clock = SkippingClock(BEGINS)
        self.unfinished = 0

    def __enter__(self) -> Demo:
        self._sandbox = sandbox.serve(self._port, clock=self.clock)
        try:
            prepare_folder(self._folder)
            point_to_sandbox(self._folder, self._sandbox)
            self._app = self._build()
        except BaseException:
            self._sandbox.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.stop()

    @property
    def url(self) -> str:
        """The feed page."""
        return self._sandbox.url

    @property
    def store_file(self) -> Path | None:
        return location.sqlite_file(self._app.settings.store_url)

    def schedule(self) -> int:
        """Plan and apply the example. Gives how many deliveries that made."""
        return len(apply_plan(self._app, actor="demo").written)

    def publish(self) -> Iterator[Progress]:
        """Publish everything, telling how far it is after each step."""
        with self._store() as store:
            daemon = build_daemon(self._app, store)
            daemon.start()
            try:
                yield from self._watch(store, daemon)
            finally:
                daemon.stop()
                self.unfinished = self._unpublished(store)

    def log(self) -> list[Entry]:
        with self._store() as store, store.read() as connection:
            return entries(connection, Filter())

    def _watch(self, store: Store, daemon: Daemon) -> Iterator[Progress]:
        until, last = time.monotonic() + GIVE_UP_AFTER, -1
        while time.monotonic() < until:
            done, busy, following = self._look(store)
            if done != last:
                last = done
                yield Progress(f"{self.clock.now().astimezone(self.zone):%a %d %b %H:%M}", done)
            if not busy and following is None:
                following = self._first_reading(store)
                if following is None:
                    return
            if not busy and following is not None and following - LEAD > self.clock.now():
                self.clock.skip_to(following - LEAD)
                daemon.wake()
            time.sleep(0.02)

    def _look(self, store: Store) -> tuple[int, bool, datetime | None]:
        """How many are settled, whether any is due or under way, and when the next is due."""
        now = self.clock.now()
        with store.read() as connection:
            found = counts(connection)
            due = outcomes.count_due(connection, now)
            following = outcomes.next_scheduled(connection, now)
        waiting = sum(found.get(state, 0) for state in (*UNDER_WAY, State.SCHEDULED))
        under_way = sum(found.get(state, 0) for state in UNDER_WAY)
        return sum(found.values()) - waiting, bool(due or under_way), following

    def _first_reading(self, store: Store) -> datetime | None:
        """When the next of the last posts is read back."""
        with store.read() as connection:
            return read_backs.first_at(connection)

    def _unpublished(self, store: Store) -> int:
        with store.read() as connection:
            found = counts(connection)
        return sum(count for state, count in found.items() if state is not State.PUBLISHED)

    def _build(self) -> App:
        secrets = {name: dict.fromkeys(FIELDS, f"token-{name}") for name in ACCOUNTS}
        url = f"sqlite:///{(self._folder / 'post-log.db').as_posix()}"
        settings = load_settings(workspace=self._folder, database_url=url, secrets=secrets, catch_up_pause=timedelta(0))
        return build(settings, self.clock)

    @contextlib.contextmanager
    def _store(self) -> Iterator[Store]:
        store = open_store(self._app.settings.store_url)
        try:
            yield store
        finally:
            store.close()


def example() -> Path:
    """The example workspace: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).parent
    for place in (package / "example", package.parent.parent):
        if (place / "config" / "campaign.yaml").is_file():
            return place
    raise SettingsError("the example campaign is not installed", remedy="Install the program again.")


def prepare_folder(folder: Path) -> None:
    """Lay the example out afresh. A folder that is not an earlier demo's is never touched."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise SettingsError(f"{folder} has other files in it", remedy="Choose an empty folder with --dir.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("Made by campaign demo; made anew each time.\n", encoding="utf-8")
    for name in FOLDERS:
        shutil.copytree(example() / name, folder / name)


def point_to_sandbox(folder: Path, running: sandbox.RunningSandbox) -> None:
    """Give each account the stand-in's address. The rest of the file stays as it is."""
    path = folder / "config" / "accounts.yaml"
    yaml = YAML()
    data = yaml.load(path.read_text(encoding="utf-8"))
    for account in data["accounts"]:
        account["base_url"] = running.base_url(account["platform"])
        account["permalink"] = f"{running.url}/p/{account['platform']}/{{}}"
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(data, file)
