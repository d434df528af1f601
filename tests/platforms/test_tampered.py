"""A proxy tampers with the answer of each call of each adapter: the right ending, and never a second post.

What reached the network is counted at the network's side.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from requests import PreparedRequest

from campaign_scheduler.model.account import Account, Credentials
from campaign_scheduler.model.clock import SystemClock, steady
from campaign_scheduler.model.delivery import Absent, CannotTell, Prepared, Published
from campaign_scheduler.model.errors import PlatformError, Unavailable, Unconfirmed
from campaign_scheduler.model.rendered import RenderedPost
from campaign_scheduler.platforms.kit import waiting
from campaign_scheduler.platforms.kit.answer import Answer
from campaign_scheduler.platforms.kit.http import USER_AGENT, Door
from campaign_scheduler.platforms.kit.interface import Platform
from campaign_scheduler.platforms.kit.registry import load_platforms
from campaign_scheduler.platforms.kit.transmission import Transmission
from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.testing.contract import MemoryJournal, PlatformContract
from support.making import picture, rendition
from support.proxy import FATES, PUBLISHING, SHORT, Fate, Proxy

OAUTH1 = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
ALT = "A field under the sky"
FOUND = {name: type(platform) for name, platform in load_platforms(Door(), SystemClock()).items()}
CALLS: dict[str, tuple[str, ...]] = {
    "x": (
        *("GET /x/2/users/me", "POST /x/2/media/upload", "GET /x/2/media/upload", "POST /x/2/media/metadata"),
        *("POST /x/2/tweets", "GET /x/2/users/.*/tweets", "DELETE /x/2/tweets/"),
    ),
    "linkedin": (
        *(
            "GET /linkedin/rest/organizations/",
            "POST /linkedin/rest/images",
            "PUT /linkedin/",
            "GET /linkedin/rest/images/",
        ),
        *("POST /linkedin/rest/posts", "GET /linkedin/rest/posts", "DELETE /linkedin/rest/posts/"),
    ),
    "mastodon": (
        *("GET .*/verify_credentials", "GET .*/v2/instance", "POST .*/v2/media", "GET .*/v1/media/"),
        *("POST .*/v1/statuses", "GET .*/accounts/.*/statuses", "DELETE .*/v1/statuses/"),
    ),
    "bluesky": (
        *("POST .*createSession", "POST .*uploadBlob", "GET .*resolveHandle", "POST .*putRecord", "GET .*getRecord"),
        "POST .*deleteRecord",
    ),
}
number = itertools.count(1000)
make = PlatformContract()


@pytest.fixture(scope="module")
def networks() -> Iterator[tuple[RunningSandbox, Proxy]]:
    with serve() as sandbox, Proxy(sandbox.url) as proxy:
        sandbox.world.site = proxy.url
        sandbox.world.habits.polls["x"] = 1
        yield sandbox, proxy


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "FIRST_PAUSE", 0.01)


@dataclass
class Person:
    """One new account behind the proxy, which wants to say one thing once."""

    sandbox: RunningSandbox
    proxy: Proxy
    name: str
    slow: bool
    id: int = field(default_factory=lambda: next(number))
    journal: MemoryJournal = field(default_factory=MemoryJournal)

    def __post_init__(self) -> None:
        secrets = {"access_token": f"token-p{self.id}", "identifier": f"p{self.id}", "app_password": "abcd"}
        options = {"author": f"urn:li:organization:{self.id}"} if self.name == "linkedin" else {}
        place = f"{self.proxy.url}/{self.name}"
        self.account = Account("trust", self.name, "", place, options, credentials=Credentials(secrets))
        self.door = Door()
        self.platform: Platform = FOUND[self.name](self.door, SystemClock())
        self.post: RenderedPost = make.rendered(
            self.platform, self.account, f"Thank you, @trust.test ({self.id})", [rendition(picture(), ALT)]
        )

    @property
    def live(self) -> int:
        mine = [post for post in self.sandbox.world.posts(self.name) if post.account == f"p{self.id}"]
        assert all([media.alt for media in post.media] == [ALT] for post in mine), (
            "nothing goes out without its alt text"
        )
        return sum(post.removed_at is None for post in mine)

    @property
    def publishing_requests(self) -> int:
        return sum(re.search(PUBLISHING, one) is not None for one in self.proxy.seen)

    def hurry(self, call: str) -> None:
        """A short deadline for one call, whose fate is slow."""
        send = self.door.send

        def quickly(request: PreparedRequest, **more: Any) -> Answer:
            if re.search(call, f"{request.method} {request.path_url}") and not more.get("transmission"):
                more["total"] = SHORT
            return send(request, **more)

        self.door.send = quickly  # type: ignore[method-assign]

    def transmission(self) -> Transmission:
        within = 2 * SHORT if self.slow else 20.0
        return Transmission(SystemClock(), latest_start=steady() + within, deadline=steady() + within)

    def prepare(self) -> Prepared:
        return self.platform.prepare(self.post, self.account, self.journal, token=f"t{self.id}")

    def find(self, prepared: Prepared, started: datetime, profile: str) -> Published | Absent | CannotTell:
        return self.platform.find(make.attempt(self.post, prepared, started, profile), self.account)


CASES = [(name, call, fate) for name, calls in CALLS.items() for call in calls for fate in FATES]


@pytest.mark.parametrize(("name", "call", "fate"), CASES, ids=lambda one: getattr(one, "name", str(one)))
def test_each_answer_of_each_call_tampered_with(
    networks: tuple[RunningSandbox, Proxy], name: str, call: str, fate: Fate
) -> None:
    sandbox, proxy = networks
    proxy.forget()
    person = Person(sandbox, proxy, name, fate.slow)
    proxy.tamper(f"^{call}", fate)
    if fate.slow:
        person.hurry(f"^{call}")
    profile = twice(lambda: person.platform.verify(person.account), person, 0)
    prepared = twice(person.prepare, person, 0)
    published, started = send_once(person, prepared, fate)
    assert person.publishing_requests == 1
    found = twice(lambda: person.find(prepared, started, profile.key), person, person.live)
    if published is not None:
        assert person.live == 1
    elif isinstance(found, Published):
        assert person.live == 1, "what is found is there"
    else:
        assert not (isinstance(found, Absent) and person.live), "what is proved absent is not there"
    known = published or (found if isinstance(found, Published) else None)
    if known is not None:
        twice(lambda: person.platform.delete(known, person.account), person, 1)
        assert person.live == 0
    assert person.publishing_requests == 1


def send_once(person: Person, prepared: Prepared, fate: Fate) -> tuple[Published | None, datetime]:
    """The publishing request, made once whatever comes of it."""
    started = SystemClock().now()
    before = len(person.proxy._plans)
    try:
        return person.platform.send(prepared, person.account, person.transmission()), started
    except Unconfirmed:
        assert before and not fate.harmless, "it was unclear, and nothing had been tampered with"
        assert person.live == (1 if fate.carried_out else 0)
        return None, started


def twice(step, person: Person, live: int):  # type: ignore[no-untyped-def]
    """A step that publishes nothing; where it failed, made once more, as the program would."""
    try:
        return step()
    except PlatformError as error:
        assert not isinstance(error, Unconfirmed), "this step publishes nothing"
        assert isinstance(error, Unavailable), f"it may be tried again: {error!r}"
        assert person.live in (live, 0)
    return step()


@pytest.mark.parametrize(("name", "secrets"), [*((name, ()) for name in CALLS), ("x", OAUTH1)])
def test_no_call_is_left_out_and_each_names_the_program(
    networks: tuple[RunningSandbox, Proxy], name: str, secrets: tuple[str, ...]
) -> None:
    sandbox, proxy = networks
    proxy.forget()
    person = Person(sandbox, proxy, name, slow=False)
    if secrets:
        signed = Credentials(dict.fromkeys(secrets, f"token-p{person.id}"))
        person.account = replace(person.account, credentials=signed)
    profile, prepared, started = person.platform.verify(person.account), person.prepare(), SystemClock().now()
    published = person.platform.send(prepared, person.account, person.transmission())
    assert person.find(prepared, started, profile.key) == published
    person.platform.delete(published, person.account)
    called = list(proxy.seen)
    assert all(any(re.search(f"^{call}", one) for call in CALLS[name]) for one in called)
    assert all(any(re.search(f"^{call}", one) for one in called) for call in CALLS[name])
    assert set(proxy.agents) == {USER_AGENT}
    assert re.fullmatch(r"CampaignScheduler/\d+\.\d+\S*", USER_AGENT)
