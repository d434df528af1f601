"""This machine itself: reached without a proxy, and all that a rehearsal can reach."""

from __future__ import annotations

import pytest

from campaign_scheduler.model.errors import Unavailable
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.platforms.kit.loopback import LoopbackDoor
from campaign_scheduler.sandbox import RunningSandbox


def test_a_proxy_is_not_asked_for_this_machine_itself(sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert Door().request("GET", sandbox.url).ok


def test_the_loopback_door_opens_to_this_machine(sandbox: RunningSandbox) -> None:
    assert LoopbackDoor().request("GET", sandbox.url).ok


@pytest.mark.parametrize(
    "address", ["http://192.0.2.1/", "http://127.0.0.1.example/", "http://localhost:1/", "http://"]
)
def test_the_loopback_door_opens_to_nothing_else(address: str) -> None:
    with pytest.raises(Unavailable):
        LoopbackDoor().request("GET", address)
