"""The HTTP door, against servers that drip, reset, redirect and refuse."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from campaign_scheduler.model.clock import SystemClock
from campaign_scheduler.model.errors import PlatformError, Unavailable, Unconfirmed
from campaign_scheduler.platforms.kit.answer import Answer
from campaign_scheduler.platforms.kit.errors import retry_at
from campaign_scheduler.platforms.kit.http import LARGEST_BODY, Door
from campaign_scheduler.platforms.kit.transmission import Left, Transmission

Serve = Callable[[socket.socket, bytes], None]
SECRET = "hunter2-hunter2"


class Server:
    """One connection after the other: reads a whole request, then does what the test says."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests: list[bytes] = []
        self.connections = 0
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        with connection:
            while request := _read_request(connection):
                self.requests.append(request)
                try:
                    self._serve(connection, request)
                except OSError:
                    return

    def close(self) -> None:
        self._listener.close()


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        try:
            part = connection.recv(65536)
        except OSError:
            return b""
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def server(serve: Serve) -> Iterator[Server]:
    running = Server(serve)
    try:
        yield running
    finally:
        running.close()


def ok(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


def reset(connection: socket.socket, request: bytes) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()


def drip(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(0.05)


def silent(connection: socket.socket, request: bytes) -> None:
    time.sleep(5)


def half(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{")
    connection.close()


def half_headers(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nx-restli-id: urn:li:sha")
    connection.close()


def dripping_headers(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 201 Created\r\nx-restli-id: ")
    while True:
        connection.sendall(b"1")
        time.sleep(0.05)


def endless_body(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"1")
        time.sleep(0.05)


BROKEN = [reset, drip, silent, half, half_headers, dripping_headers, endless_body]


def garbage(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"\x00\x01 this is no HTTP\r\n\r\n")
    connection.close()


def redirect(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 301 Moved\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n")


def transmission(*, start: float = 5, total: float = 5) -> Transmission:
    now = time.monotonic()
    return Transmission(SystemClock(), latest_start=now + start, deadline=now + total)


def test_a_request_is_answered_and_the_connection_kept() -> None:
    with server(ok) as running:
        door = Door()
        assert [door.request("GET", running.url).status for _ in range(3)] == [200, 200, 200]
        assert running.connections == 1
        assert b"User-Agent: CampaignScheduler/" in running.requests[0]


def test_publishing_uses_a_new_connection_each_time_and_knows_when_the_first_byte_left() -> None:
    with server(ok) as running:
        door = Door()
        before = datetime.now(UTC)
        for _ in range(2):
            sent = transmission()
            assert door.publish("POST", running.url, sent, json={"text": "hello"}).status == 200
            assert sent.left is Left.ALL
            assert sent.first_byte_at is not None
            assert sent.first_byte_at >= before
        assert running.connections == 2


@pytest.mark.parametrize("fault", [*BROKEN, garbage])
def test_whatever_goes_wrong_after_the_first_byte_is_unconfirmed_and_sent_once(fault: Serve) -> None:
    with server(fault) as running:
        sent = transmission(total=0.6)
        begun = time.monotonic()
        with pytest.raises(Unconfirmed):
            Door().publish("POST", running.url, sent, json={"text": "hello"})
        assert time.monotonic() - begun < 3
        assert len(running.requests) == 1
        assert sent.left is Left.ALL


@pytest.mark.parametrize("fault", [*BROKEN, garbage])
def test_the_same_faults_on_a_read_are_only_unavailable(fault: Serve) -> None:
    with server(fault) as running, pytest.raises(Unavailable):
        Door().request("GET", running.url, total=0.6)


def test_a_refused_connection_means_that_nothing_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    sent = transmission()
    with pytest.raises(Unavailable):
        Door().publish("POST", url, sent, json={})
    assert sent.left is Left.NOTHING
    assert sent.first_byte_at is None


def test_a_name_that_is_not_found_means_that_nothing_left() -> None:
    sent = transmission()
    with pytest.raises(Unavailable, match="not found"):
        Door().publish("POST", "http://no-such-host.invalid/", sent, json={})
    assert sent.left is Left.NOTHING


def test_when_it_is_too_late_to_begin_no_byte_is_sent() -> None:
    with server(ok) as running:
        with pytest.raises(Unavailable, match="too little time"):
            Door().publish("POST", running.url, transmission(start=-1), json={})
        assert running.requests == []


def test_redirects_are_not_followed() -> None:
    with server(redirect) as running:
        assert Door().publish("POST", running.url, transmission(), json={}).status == 301
        assert len(running.requests) == 1


def test_a_second_publishing_request_in_one_attempt_is_impossible() -> None:
    with server(ok) as running:
        sent = transmission()
        Door().publish("POST", running.url, sent, json={})
        with pytest.raises(RuntimeError):
            Door().publish("POST", running.url, sent, json={})
        assert len(running.requests) == 1


def test_a_huge_body_is_capped() -> None:
    def huge(connection: socket.socket, request: bytes) -> None:
        size = LARGEST_BODY + 100
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size)

    with server(huge) as running:
        answer = Door().request("GET", running.url)
        assert answer.truncated
        assert len(answer.body) == LARGEST_BODY


@pytest.mark.parametrize("fault", [reset, half, garbage])
def test_no_error_holds_a_secret(fault: Serve) -> None:
    with server(fault) as running:
        with pytest.raises(PlatformError) as caught:
            url = running.url.replace("http://", f"http://user:{SECRET}@") + f"/bot{SECRET}?access_token={SECRET}"
            Door().publish(
                "POST", url, transmission(), headers={"Authorization": f"Bearer {SECRET}"}, json={"token": SECRET}
            )
        whole = f"{caught.value} {caught.value.detail} {caught.value.remedy} {caught.value.__cause__}"
        assert SECRET not in whole


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "Mon, 04 Mar 2030 09:02:00 GMT"}, 120),
        ({"X-RateLimit-Reset": "2030-03-04T09:05:00.123456Z"}, 300.123456),
        ({"X-RateLimit-Reset": str(int(datetime(2030, 3, 4, 9, 1, tzinfo=UTC).timestamp()))}, 60),
        ({}, 900),
        ({"Retry-After": "nonsense"}, 900),
        ({"Retry-After": "-5"}, 900),
        ({"Retry-After": "99999999"}, 2 * 24 * 3600),
    ],
)
def test_when_to_try_again(headers: dict[str, str], seconds: float) -> None:
    class Fixed(SystemClock):
        def now(self) -> datetime:
            return datetime(2030, 3, 4, 9, tzinfo=UTC)

    moment = retry_at(Answer(429, headers), Fixed(), "X-RateLimit-Reset")
    assert (moment - Fixed().now()).total_seconds() == pytest.approx(seconds)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"null", b"{", b"\xff\xfe", b"[" * 100_000])
def test_an_answer_that_is_not_what_was_asked_for_never_raises(body: bytes) -> None:
    assert Answer(200, {}, body).mapping() == {}
