"""The page on this machine that waits for the browser."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from campaign_scheduler.cli.callback import Callback
from campaign_scheduler.model.errors import SettingsError

STATE = "the-right-state"


@pytest.fixture
def callback() -> Iterator[Callback]:
    with Callback(0, lambda params: params.get("state") == STATE) as running:
        yield running


def get(callback: Callback, path: str, host: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", callback.port, timeout=10)
    connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{callback.port}"})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_the_answer_ends_the_wait_and_is_not_shown(callback: Callback) -> None:
    status, page = get(callback, f"/callback?{urlencode({'code': 'code-1', 'state': STATE})}")
    assert (status, callback.wait(0)) == (200, {"code": "code-1", "state": STATE})
    assert "code-1" not in page
    assert STATE not in page


def test_a_no_is_an_answer_too(callback: Callback) -> None:
    get(callback, f"/callback?error=access_denied&state={STATE}")
    assert callback.wait(0) == {"error": "access_denied", "state": STATE}


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/callback", "/callback?code=c&state=wrong", "/callback?code=c"])
def test_whoever_else_knocks_ends_nothing(callback: Callback, path: str) -> None:
    status, _ = get(callback, path)
    assert status in (400, 404)
    assert callback.wait(0) is None


def test_a_page_of_another_name_is_not_served(callback: Callback) -> None:
    status, _ = get(callback, f"/callback?code=c&state={STATE}", host=f"evil.example:{callback.port}")
    assert status == 404
    assert callback.wait(0) is None


def test_the_first_answer_counts(callback: Callback) -> None:
    for code in ("first", "second"):
        get(callback, f"/callback?code={code}&state={STATE}")
    assert callback.wait(0) == {"code": "first", "state": STATE}


def test_nothing_is_logged(callback: Callback, capfd: pytest.CaptureFixture[str]) -> None:
    get(callback, f"/callback?code=code-1&state={STATE}")
    assert capfd.readouterr() == ("", "")


def test_a_port_in_use_is_told(callback: Callback) -> None:
    with pytest.raises(SettingsError, match="in use") as caught:
        Callback(callback.port, lambda params: True)
    assert "--paste" in caught.value.remedy
