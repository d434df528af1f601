"""The demo: the example campaign, whole, through the real adapters to the stand-in networks, on a fast clock."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from . import sandbox
from .bootstrap import build
from .model.delivery import State
from .model.errors import SettingsError
from .rehearsal.clock import SkippingClock
from .rehearsal.stage import Progress, publish, stage_app
from .services import toolkits
from .services.scheduling import apply_plan
from .settings import load_settings
from .store import Store, location
from .store.post_log import Entry, Filter, counts, entries
from .toolkit import Found

BEGINS = datetime(2026, 10, 12, 9, tzinfo=UTC)
MARKER = ".campaign-demo"
FOLDERS = ("config", "captions", "media")
TOOLKIT = Path("toolkit") / "listening-project-toolkit.docx"
FROM_TOOLKIT = "from-toolkit"
ACCOUNTS = ("trust_x", "trust_linkedin", "trust_mastodon", "trust_bluesky")


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
            self._app = stage_app(self._folder, self._folder / "post-log.db", ACCOUNTS, self.clock)
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

    def read_toolkit(self) -> tuple[Found, Path]:
        """Import the partner's Word file, as it came, into a workspace of its own: what was found, and its page."""
        root = self._folder / FROM_TOOLKIT
        (root / "config").mkdir(parents=True)
        for name in ("campaign.yaml", "accounts.yaml"):
            shutil.copyfile(self._folder / "config" / name, root / "config" / name)
        app = build(load_settings(workspace=root), self.clock)
        with toolkits.read([example() / TOOLKIT], app.settings) as gathered:
            outcome = toolkits.write(app, gathered, now=self.clock.now())
        return gathered.found, root / outcome.review

    def schedule(self) -> int:
        """Plan and apply the example. Gives how many deliveries that made."""
        return len(apply_plan(self._app, actor="demo").written)

    def publish(self) -> Iterator[Progress]:
        """Publish everything, telling how far it is after each step."""
        with self._app.store() as store:
            try:
                for step in publish(self._app, store, self.clock):
                    yield replace(step, clock=step.clock.astimezone(self.zone))
            finally:
                self.unfinished = self._unpublished(store)

    def log(self) -> list[Entry]:
        with self._app.store() as store, store.read() as connection:
            return entries(connection, Filter())

    def _unpublished(self, store: Store) -> int:
        with store.read() as connection:
            found = counts(connection)
        return sum(count for state, count in found.items() if state is not State.PUBLISHED)


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
