"""Whatever a network answers, an adapter says what became of it, in errors of ours alone."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign_scheduler.model.account import Account, Credentials
from campaign_scheduler.model.delivery import Absent, CannotTell, Prepared, Published
from campaign_scheduler.model.errors import PlatformError, Unconfirmed
from campaign_scheduler.platforms.kit.answer import Answer, headers
from campaign_scheduler.platforms.kit.interface import Platform
from campaign_scheduler.platforms.kit.registry import load_platforms
from campaign_scheduler.testing.contract import MemoryJournal, PlatformContract, transmission
from support.making import SetClock, picture, rendition
from support.recorded import POST, RECORDED, SHARE, STATUS, WORDS, AnsweringDoor

NOW = datetime(2030, 3, 4, 9, tzinfo=UTC)
SECRETS = {"access_token": "token", "identifier": "trust.example", "app_password": "abcd"}
OPTIONS = {"linkedin": {"author": "urn:li:organization:7"}}
PLATFORMS = tuple(RECORDED)
make = PlatformContract()


class Call:
    """One account on one network that gives the answers of `support.recorded`, or others instead."""

    def __init__(self, name: str) -> None:
        self.door = AnsweringDoor(name)
        self.platform: Platform = load_platforms(self.door, SetClock(NOW))[name]
        base_url = {"mastodon": "https://mastodon.example", "bluesky": "https://pds.example"}.get(name, "")
        self.account = Account("trust", name, "", base_url, OPTIONS.get(name, {}), credentials=Credentials(SECRETS))
        self.post = make.rendered(self.platform, self.account, WORDS, [rendition(picture(), "A field")])

    def prepare(self) -> Prepared:
        prepared = self.platform.prepare(self.post, self.account, MemoryJournal(), token="t")
        self.door.rkey = prepared.record_key or "RKEY"
        self.door.record = prepared.payload.get("record", {})
        return prepared

    def send(self, prepared: Prepared) -> Published:
        return self.platform.send(prepared, self.account, transmission())

    def find(self, prepared: Prepared) -> Published | Absent | CannotTell:
        profile = self.platform.verify(self.account).key
        return self.platform.find(make.attempt(self.post, prepared, NOW, profile), self.account)

    def everything(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Each thing an adapter does, after good answers to what comes before it."""
        good = self.door.instead
        self.door.instead = {}
        prepared = self.prepare()
        published = Published(
            {"x": str(POST["id"]), "linkedin": SHARE, "mastodon": str(STATUS["id"])}.get(
                self.platform.name, f"at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/{self.door.rkey}"
            )
        )
        self.door.instead = good
        yield "verify", lambda: self.platform.verify(self.account)
        yield "prepare", self.prepare
        yield "find", lambda: self.find(prepared)
        yield "delete", lambda: self.platform.delete(published, self.account)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waited for, but each wait must be a number of seconds that can be waited."""

    def sleep(seconds: float) -> None:
        assert 0 <= seconds <= 60 and math.isfinite(seconds)

    for name in ("x", "linkedin"):
        monkeypatch.setattr(f"campaign_scheduler.platforms.{name}.adapter.time", SimpleNamespace(sleep=sleep))
    for name in ("x", "linkedin", "mastodon"):
        monkeypatch.setattr(f"campaign_scheduler.platforms.{name}.adapter.turns", lambda limit: range(3))


SELDOM = {
    *("GET .*resolveHandle", "POST .*refreshSession", "PUT .*/api/v1/media/", "GET .*/api/v1/instance"),
    *("GET .*/2/media/upload", "GET .*/api/v1/statuses/"),
}
"""Calls that are made only after another answer than the recorded one."""


@pytest.mark.parametrize("name", PLATFORMS)
def test_the_recorded_answers_are_those_of_a_network_that_works(name: str) -> None:
    call = Call(name)
    prepared = call.prepare()
    published = call.send(prepared)
    assert call.find(prepared) == published
    call.platform.delete(published, call.account)
    answered = {one.name for one in RECORDED[name] if one.name in call.door.called}
    assert {one.name for one in RECORDED[name]} - answered <= SELDOM


# Mutations

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**30, -1, 0, 1e308, float("inf"), float("-inf"), float("nan"), 1e-300]),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["", " ", "\x00", "\ud800", "http://[", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "<![x["]
    ),
    st.sampled_from(["²", "١٢", "../..", "a\r\nX: y", "1" * 5000, "<p>" * 3000]),
    st.just([]),
    st.just({}),
    st.lists(st.none(), max_size=3),
    st.recursive(st.none(), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner)),
)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every part of a JSON value, itself included."""
    yield at
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*at, key))


def mutated(draw: Callable[..., Any], body: Any) -> Any:
    """The same with one part replaced, left out, wrapped, repeated or swapped with another."""
    whole = [copy.deepcopy(body)]
    way = draw(st.sampled_from([*places(whole, ())][1:]))
    *above, last = way
    holder: Any = whole
    for key in above:
        holder = holder[key]
    kind = draw(st.sampled_from(["junk", "leave out", "wrap", "repeat", "as a string", "swap"]))
    if kind == "junk":
        holder[last] = draw(JUNK)
    elif kind == "leave out" and isinstance(holder, dict):
        del holder[last]
    elif kind == "wrap":
        holder[last] = draw(st.sampled_from([[holder[last]], {"data": holder[last]}, {"value": {"id": holder[last]}}]))
    elif kind == "repeat":
        holder[last] = [holder[last]] * 3
    elif kind == "as a string":
        holder[last] = json.dumps(holder[last])
    elif kind == "swap" and isinstance(holder, dict) and len(holder) > 1:
        other = draw(st.sampled_from(sorted(holder)))
        holder[last], holder[other] = holder[other], holder[last]
    return whole[0]


BODIES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            *(b"", b"null", b"[]", b"{}", b'"yes"', b"<html><form action=/login>", b"[" * 60_000, b'{"a":' * 60_000),
            *(b"\xff\xfe{\x00}\x00", b'{"id": "caf\xe9"}', b"\xef\xbb\xbf{}", b"\x1f\x8b\x08" + b"\x00" * 20, b"NaN"),
        ]
    ),
)
ODD_HEADERS = st.dictionaries(
    st.sampled_from(
        ["Retry-After", "x-rate-limit-reset", "RateLimit-Reset", "X-RateLimit-Reset", "x-restli-id", "Date"]
    ),
    st.sampled_from(
        ["", "NaN", "1e400", "-1", "0001-01-01T00:00:00+23:59", "Mon, 99 Foo 0000", "urn:li:share:", "\x80", "9" * 400]
    ),
    max_size=3,
)
STATUSES = st.sampled_from(
    [200, 200, 200, 200, 201, 202, 204, 206, 301, 302, 400, 401, 403, 404, 409, 422, 429, 500, 503, 599]
)


@st.composite
def lies(draw: Callable[..., Any], name: str) -> tuple[str, Answer]:
    """One call, and what is answered to it instead."""
    one = draw(st.sampled_from(RECORDED[name]))
    status = draw(st.just(one.status) | STATUSES)
    whole = one.body is not None and draw(st.integers(0, 4)) > 0
    body = json.dumps(mutated(draw, one.body)).encode() if whole else draw(BODIES)
    if draw(st.integers(0, 6)) == 0:
        body = body[: len(body) // 2]
    return one.name, Answer(status, headers({**one.headers, **draw(ODD_HEADERS)}), body)


MANY = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", PLATFORMS)
def test_only_errors_of_ours_come_out_of_any_answer(name: str) -> None:
    call = Call(name)

    @MANY
    @given(lie=lies(name))
    def holds(lie: tuple[str, Answer]) -> None:
        for what, step in fresh(call, lie).everything():
            try:
                found = step()
            except PlatformError as error:
                assert not isinstance(error, Unconfirmed), f"{what} publishes nothing"
                plain(error.message, error.remedy, error.detail)
            else:
                plain(*(part for part in vars_of(found) if isinstance(part, str)))

    holds()


@pytest.mark.parametrize("name", PLATFORMS)
def test_the_publishing_request_is_published_only_by_a_clear_yes(name: str) -> None:
    call = Call(name)

    @MANY
    @given(lie=lies(name))
    def holds(lie: tuple[str, Answer]) -> None:
        tried = fresh(call, (lie[0], lie[1]) if "createSession" not in lie[0] else ("", lie[1]))
        instead, tried.door.instead = tried.door.instead, {}
        prepared = tried.prepare()
        tried.door.instead = instead
        answer = instead.get(PUBLISHING[name])
        try:
            published = tried.send(prepared)
        except PlatformError as error:
            unclear = answer is not None and (answer.status < 400 or answer.status >= 500)
            assert isinstance(error, Unconfirmed) or not unclear, f"{answer} became {type(error).__name__}"
            plain(error.message, error.remedy, error.detail)
        else:
            assert answer is None or answer.ok
            plain(published.remote_id, published.permalink)
            assert published.remote_id.isprintable() and published.remote_id.isascii()

    holds()


PUBLISHING = {
    "x": "POST .*/2/tweets",
    "linkedin": "POST .*/rest/posts",
    "mastodon": "POST .*/api/v1/statuses",
    "bluesky": "POST .*putRecord",
}


def fresh(call: Call, lie: tuple[str, Answer]) -> Call:
    """The same network without what it learned, and with a lie."""
    made = copy.copy(call)
    made.door = AnsweringDoor(call.platform.name)
    made.platform = type(call.platform)(made.door, SetClock(NOW))  # type: ignore[call-arg]
    made.door.instead = {lie[0]: lie[1]}
    return made


def vars_of(found: object) -> list[object]:
    names = getattr(type(found), "__dataclass_fields__", {})
    return [getattr(found, name) for name in names]


def plain(*texts: str) -> None:
    """Every database can keep these words."""
    for text in texts:
        assert "\x00" not in text
        text.encode()


@pytest.mark.parametrize("name", PLATFORMS)
@pytest.mark.parametrize("body", [b"<html>Please sign in</html>", b"{}", b"", b"null", b"[1]"])
def test_a_page_instead_of_an_answer_verifies_nobody(name: str, body: bytes) -> None:
    call = Call(name)
    asked = next(one.name for one in RECORDED[name])
    call.door.instead = {asked: Answer(200, headers({"Content-Type": "text/html"}), body)}
    with pytest.raises(PlatformError):
        call.platform.verify(call.account)


@pytest.mark.parametrize("name", PLATFORMS)
def test_the_answer_of_another_call_is_never_a_yes(name: str) -> None:
    """A proxy that mixes answers up: whatever any other call was answered, the post is not taken for published."""
    for other in RECORDED[name]:
        if other.body is STATUS or other.name == PUBLISHING[name]:
            continue  # a Status is what publishing is answered with: the core knows which posts are whose
        call = Call(name)
        prepared = call.prepare()
        call.door.instead = {PUBLISHING[name]: Answer(200, headers(other.headers), other.content)}
        with pytest.raises(Unconfirmed):
            call.send(prepared)
