"""Each fault as a raw client sees it, and what the network holds afterwards."""

from __future__ import annotations

import json
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest
import requests

from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.sandbox.faults import Fault
from support.networks import Caller, Say, share
from support.program import wait_for

NETWORKS = ("mastodon", "x", "linkedin")
PUBLISH = {
    "mastodon": ("/mastodon/api/v1/statuses", {"status": "Hello"}),
    "x": ("/x/2/tweets", {"text": "Hello"}),
    "linkedin": ("/linkedin/rest/posts", share("Hello")),
}


class RawAnswer:
    """What came back on a socket, byte for byte, and how it ended."""

    def __init__(self, sandbox: RunningSandbox, network: str, *, most: int = 100_000) -> None:
        path, body = PUBLISH[network]
        self.data, self.reset = b"", False
        started = time.monotonic()
        with socket.create_connection(_place(sandbox), timeout=10) as connection:
            connection.sendall(_request(path, json.dumps(body).encode()))
            try:
                while len(self.data) < most and (piece := connection.recv(4096)):
                    self.data += piece
            except ConnectionResetError:
                self.reset = True
        self.took = time.monotonic() - started

    @property
    def status(self) -> int:
        return int(self.data.split()[1])

    @property
    def head(self) -> bytes:
        return self.data.partition(b"\r\n\r\n")[0]

    @property
    def body(self) -> bytes:
        return self.data.partition(b"\r\n\r\n")[2]


def _place(sandbox: RunningSandbox) -> tuple[str, int]:
    parts = urlsplit(sandbox.url)
    return str(parts.hostname), int(parts.port or 0)


def _request(path: str, body: bytes) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: sandbox",
        "Authorization: Bearer token-trust",
        "LinkedIn-Version: 202609",
        "Content-Type: application/json",
        "Connection: close",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def count(sandbox: RunningSandbox) -> int:
    return len(sandbox.world.posts())


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize(("kind", "posts"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_ends_without_a_byte(sandbox: RunningSandbox, network: str, kind: str, posts: int) -> None:
    sandbox.faults.add(Fault(kind))
    answer = RawAnswer(sandbox, network)
    assert (answer.data, answer.reset, count(sandbox)) == (b"", False, posts)
    assert sandbox.world.requests[f"{network}:publish"] == 1


@pytest.mark.parametrize("network", NETWORKS)
def test_a_reset_is_a_real_one(sandbox: RunningSandbox, network: str) -> None:
    sandbox.faults.add(Fault("reset_upload", step="any"))
    answer = RawAnswer(sandbox, network)
    assert (answer.data, answer.reset, count(sandbox)) == (b"", True, 0)


def test_an_upload_is_reset_while_it_arrives(sandbox: RunningSandbox, mastodon: Caller) -> None:
    sandbox.faults.add(Fault("reset_upload", step="upload"))
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 4_000_000
    with pytest.raises(requests.ConnectionError):
        mastodon.post("/api/v2/media", files={"file": ("a.png", picture)})
    assert not sandbox.world.blobs


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize(
    ("kind", "status", "inside"),
    [
        ("error_after", 502, b"Bad gateway"),
        ("html_after", 200, b"sign in"),
        ("redirect_after", 301, b""),
        ("empty_after", 200, b""),
    ],
)
def test_unclear_answers_come_after_the_post_is_stored(
    sandbox: RunningSandbox, network: str, kind: str, status: int, inside: bytes
) -> None:
    sandbox.faults.add(Fault(kind))
    answer = RawAnswer(sandbox, network)
    assert (answer.status, count(sandbox)) == (status, 1)
    assert inside in answer.body if inside else answer.body == b""
    assert (f"location: {sandbox.url}/login".encode() in answer.head) == (kind == "redirect_after")


@pytest.mark.parametrize("network", NETWORKS)
def test_a_lie_is_a_clean_yes_with_nothing_behind_it(
    sandbox: RunningSandbox, say: dict[str, Say], network: str
) -> None:
    sandbox.faults.add(Fault("lie"))
    assert say[network]("Hello").ok
    assert count(sandbox) == 0
    assert say[network]("Hello").ok, "the words were not said, so they are no duplicate"
    assert count(sandbox) == 1


def test_alt_text_can_be_lied_about_too(sandbox: RunningSandbox, mastodon: Caller) -> None:
    sandbox.world.habits.polls["mastodon"] = 0
    sandbox.faults.add(Fault("lie", step="alt"))
    data = b"\x89PNG\r\n\x1a\n"
    identity = mastodon.post("/api/v2/media", files={"file": ("a.png", data)}).json()["id"]
    assert mastodon.put(f"/api/v1/media/{identity}", json={"description": "A field"}).json()["description"] is None


@pytest.mark.parametrize("network", NETWORKS)
def test_a_delayed_post_goes_out_though_nobody_waits(sandbox: RunningSandbox, network: str) -> None:
    sandbox.faults.add(Fault("delay", seconds=0.3))
    path, body = PUBLISH[network]
    with socket.create_connection(_place(sandbox), timeout=10) as connection:
        connection.sendall(_request(path, json.dumps(body).encode()))
        wait_for(lambda: sandbox.world.requests[f"{network}:publish"] == 1)
        assert count(sandbox) == 0
    wait_for(lambda: count(sandbox) == 1)


@pytest.mark.parametrize("network", NETWORKS)
def test_a_late_post_comes_after_its_504(sandbox: RunningSandbox, network: str) -> None:
    sandbox.faults.add(Fault("late", seconds=0.3))
    assert RawAnswer(sandbox, network).status == 504
    assert count(sandbox) == 0
    wait_for(lambda: count(sandbox) == 1)


@pytest.mark.parametrize("network", NETWORKS)
def test_a_dripped_answer_is_the_true_one_a_byte_at_a_time(sandbox: RunningSandbox, network: str) -> None:
    sandbox.faults.add(Fault("drip", seconds=0.01))
    answer = RawAnswer(sandbox, network, most=20)
    assert answer.data[:9] == b"HTTP/1.1 "
    assert (answer.status in (200, 201), count(sandbox)) == (True, 1)
    assert answer.took >= 0.15


@pytest.mark.parametrize("network", ["mastodon", "x"])
def test_a_hidden_post_is_not_listed_at_first(
    sandbox: RunningSandbox, say: dict[str, Say], mastodon: Caller, x: Caller, network: str
) -> None:
    sandbox.faults.add(Fault("hidden_for", seconds=0.4))
    assert say[network]("Hello").ok
    me = sandbox.world.profile_id(network, "trust")

    def listed() -> list[object]:
        if network == "x":
            found = x.get(f"/2/users/{me}/tweets").json().get("data", [])
        else:
            found = mastodon.get(f"/api/v1/accounts/{me}/statuses").json()
        assert isinstance(found, list)
        return found

    assert (listed(), count(sandbox)) == ([], 1)
    wait_for(lambda: len(listed()) == 1)


@pytest.mark.parametrize(
    ("network", "status", "inside"),
    [
        ("mastodon", 401, {"error": "The access token is invalid"}),
        ("mastodon", 422, {"error": "Validation failed: Text can't be blank"}),
        ("x", 402, {"title": "CreditsDepleted", "status": 402}),
        ("x", 403, {"title": "Forbidden", "type": "about:blank"}),
        ("linkedin", 401, {"code": "EXPIRED_ACCESS_TOKEN", "serviceErrorCode": 65602}),
        ("linkedin", 426, {"code": "NONEXISTENT_VERSION", "status": 426}),
    ],
)
def test_a_refusal_is_in_the_networks_own_words(
    sandbox: RunningSandbox, network: str, status: int, inside: dict[str, object]
) -> None:
    sandbox.faults.add(Fault(f"status_{status}"))
    answer = RawAnswer(sandbox, network)
    assert (answer.status, count(sandbox)) == (status, 0)
    assert inside.items() <= json.loads(answer.body).items()


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_server_errors_store_nothing(sandbox: RunningSandbox, network: str, status: int) -> None:
    sandbox.faults.add(Fault("status", status=status))
    assert (RawAnswer(sandbox, network).status, count(sandbox)) == (status, 0)


@pytest.mark.parametrize(
    ("network", "header"), [("mastodon", b"x-ratelimit-reset"), ("x", b"x-rate-limit-reset"), ("linkedin", None)]
)
def test_429_carries_each_networks_headers_unless_bare(
    sandbox: RunningSandbox, network: str, header: bytes | None
) -> None:
    sandbox.faults.add(Fault("status_429", seconds=60))
    sandbox.faults.add(Fault("status_429", bare=True))
    first, second = RawAnswer(sandbox, network), RawAnswer(sandbox, network)
    assert first.status == second.status == 429
    assert (b"reset" in first.head.lower()) == (header is not None)
    assert header is None or header in first.head
    assert (b"reset" in second.head.lower(), second.body) == (False, b"")


def test_a_fault_strikes_only_where_and_as_often_as_it_says(sandbox: RunningSandbox, say: dict[str, Say]) -> None:
    sandbox.faults.add(Fault("status_500", platform="x", account="trust", times=2))
    sandbox.faults.add(Fault("status_500", platform="mastodon", account="other", times=None))
    assert say["mastodon"]("Hello").status_code == 200
    assert [say["x"](f"Hello {n}").status_code for n in range(3)] == [500, 500, 201]


def test_faults_of_chance_are_the_same_for_the_same_seed() -> None:
    def run(seed: int) -> list[bool]:
        with serve(seed=seed) as sandbox:
            sandbox.faults.add(Fault("status_500", times=None, probability=0.5))
            mastodon = Caller(sandbox.base_url("mastodon"), {"Authorization": "Bearer token-trust"})
            return [mastodon.post("/api/v1/statuses", json={"status": f"{n}"}).ok for n in range(20)]

    first = run(1)
    assert run(1) == first
    assert set(first) == {True, False}
    assert run(2) != first


def test_faults_are_added_listed_and_cleared_over_http(control: Caller, sandbox: RunningSandbox) -> None:
    added = control.post("/faults", json={"kind": "status_503", "platform": "x", "times": 3})
    assert (added.status_code, added.json()["status"]) == (201, 503)
    assert RawAnswer(sandbox, "x").status == 503
    (left,) = control.get("/faults").json()
    assert (left["kind"], left["times"]) == ("status", 2)
    assert control.delete("/faults").status_code == 204
    assert RawAnswer(sandbox, "x").status == 201


@pytest.mark.parametrize("body", [{"kind": "explode"}, {"kind": "lie", "step": "dance"}, {"why": 1}, {}])
def test_a_fault_that_does_not_exist_is_refused_with_a_reason(control: Caller, body: dict[str, object]) -> None:
    answer = control.post("/faults", json=body)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
    assert control.get("/faults").json() == []


def test_a_stop_does_not_wait_for_a_dripping_answer() -> None:
    with serve() as sandbox:
        sandbox.faults.add(Fault("drip", seconds=5))
        reader = threading.Thread(target=RawAnswer, args=(sandbox, "x"))
        reader.start()
        wait_for(lambda: count(sandbox) == 1)
        started = time.monotonic()
        sandbox.stop()
        assert time.monotonic() - started < 3
    reader.join(10)
    assert not reader.is_alive()
