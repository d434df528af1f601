"""The installed networks: each is loaded when it is first asked for, once, and a broken one spoils no other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from campaign_scheduler.bootstrap import build_daemon
from campaign_scheduler.model.clock import SystemClock
from campaign_scheduler.model.errors import SettingsError
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.platforms.kit.registry import Platforms, load_platforms
from campaign_scheduler.store import open_store
from support.making import app_for, workspace

OURS = ["bluesky", "linkedin", "manual", "mastodon", "x"]


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package that brings a network whose code is not there."""
    package = tmp_path / "packages" / "broken-1.0.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[campaign_scheduler.platforms]\nbroken = no_such_module:Nothing\n")
    monkeypatch.syspath_prepend(str(package.parent))


def test_every_network_has_the_name_of_its_entry_point() -> None:
    found = load_platforms(Door(), SystemClock())
    assert {name: platform.name for name, platform in found.items()} == {name: name for name in OURS}


@pytest.mark.usefixtures("broken")
def test_one_that_cannot_be_loaded_is_named_when_it_is_asked_for() -> None:
    found = load_platforms(Door(), SystemClock())
    assert sorted(found) == sorted([*OURS, "broken"]) and "broken" in found
    assert found["mastodon"].name == "mastodon"
    with pytest.raises(SettingsError, match=r"the network broken \(no_such_module:Nothing\) cannot be loaded"):
        found["broken"]
    with pytest.raises(KeyError):
        found["facebook"]


@pytest.mark.usefixtures("broken")
def test_the_daemon_finds_out_before_a_post_is_due(tmp_path: Path) -> None:
    app = app_for(workspace(tmp_path))
    with (
        closing(open_store(app.settings.store_url)) as store,
        pytest.raises(SettingsError, match="the network broken"),
    ):
        build_daemon(app, store)


def test_nothing_is_made_before_it_is_asked_for_and_then_once() -> None:
    doors: list[Door] = []

    def door() -> Door:
        doors.append(Door())
        return doors[-1]

    found = Platforms(door, SystemClock())
    assert (len(found), "x" in found, doors) == (5, True, [])
    with ThreadPoolExecutor(16) as pool:
        made = set(map(id, pool.map(lambda number: found[OURS[number % 2]], range(64))))
    assert (len(made), len(doors)) == (2, 1)
