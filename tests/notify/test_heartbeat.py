"""A sign of life, only while the daemon works."""

from __future__ import annotations

import logging
import time

import pytest

from campaign_scheduler.notify.heartbeat import Heartbeat
from campaign_scheduler.platforms.kit.http import Door
from support.receiving import Receiver


def test_a_daemon_that_works_is_heard_and_one_that_does_not_is_silent(told: Receiver) -> None:
    working = [True]
    heartbeat = Heartbeat(f"http://{told.place}/ping", Door(), lambda: working[0])
    assert heartbeat.beat()
    working[0] = False
    assert not heartbeat.beat()
    assert told.asked == ["/ping"]


def test_a_watchdog_that_fails_is_logged_once_without_its_address(
    told: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    heartbeat = Heartbeat(f"http://{told.place}/s3cret", Door(), lambda: True)
    told.statuses = [500, 500, 200, 500]
    with caplog.at_level(logging.WARNING):
        assert [heartbeat.beat() for _ in range(4)] == [False, False, True, False]
    assert len(caplog.messages) == 2
    assert "it answered 500" in caplog.messages[0]
    assert "s3cret" not in caplog.text


def test_one_that_is_not_there_does_no_harm() -> None:
    heartbeat = Heartbeat("http://127.0.0.1:9/ping", Door(), lambda: True, every=0.05)
    heartbeat.start()
    begun = time.monotonic()
    heartbeat.stop()
    assert time.monotonic() - begun < 15


def test_it_beats_by_itself_until_stopped(told: Receiver) -> None:
    heartbeat = Heartbeat(f"http://{told.place}/ping", Door(), lambda: True, every=0.05)
    heartbeat.start()
    until = time.monotonic() + 30
    while len(told.asked) < 3:
        assert time.monotonic() < until
        time.sleep(0.02)
    heartbeat.stop()
