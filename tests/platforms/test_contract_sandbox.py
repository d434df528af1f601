"""The shipped contract, for each of our platforms against the stand-in networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from campaign_scheduler.model.account import Account, Credentials
from campaign_scheduler.model.asset import Rendition
from campaign_scheduler.model.clock import SystemClock
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.platforms.kit.interface import Platform
from campaign_scheduler.platforms.kit.registry import load_platforms
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.testing.contract import Live, LivePost, PlatformContract
from support.making import picture, rendition

OPTIONS = {"linkedin": {"author": "urn:li:organization:7"}}
OAUTH1 = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


@pytest.fixture
def pictures() -> Sequence[Rendition]:
    return [rendition(picture(colour=colour), f"A field that is {colour}") for colour in ("seagreen", "navy")]


class Sandboxed(PlatformContract):
    """What the stand-in networks give the contract."""

    name: str
    fields: tuple[str, ...] = ("access_token",)

    @pytest.fixture
    def platform(self) -> Platform:
        return load_platforms(Door(), SystemClock())[self.name]

    @pytest.fixture
    def account(self, sandbox: RunningSandbox) -> Account:
        return Account(
            "trust",
            self.name,
            base_url=sandbox.base_url(self.name),
            options=OPTIONS.get(self.name, {}),
            credentials=Credentials(dict.fromkeys(self.fields, "token-trust")),
        )

    @pytest.fixture
    def live(self, sandbox: RunningSandbox) -> Live:
        def look() -> Sequence[LivePost]:
            posts = [post for post in sandbox.world.posts() if post.removed_at is None]
            return [LivePost(post.text, tuple(media.alt for media in post.media)) for post in posts]

        return look

    @pytest.fixture
    def drop_answer(self, sandbox: RunningSandbox) -> Callable[[], None]:
        return lambda: sandbox.faults.add(Fault("drop_after", step="publish"))


class TestMastodon(Sandboxed):
    name = "mastodon"


class TestX(Sandboxed):
    name = "x"


class TestXSigned(Sandboxed):
    """OAuth 1.0a, which signs each request."""

    name = "x"
    fields = OAUTH1


class TestLinkedIn(Sandboxed):
    name = "linkedin"


class TestLinkedInMember(Sandboxed):
    """A member's posts cannot be read again."""

    name = "linkedin"

    @pytest.fixture
    def account(self, sandbox: RunningSandbox) -> Account:
        options = {"author": "urn:li:person:trust"}
        secrets = Credentials({"access_token": "token-trust"})
        return Account("trust", self.name, base_url=sandbox.base_url(self.name), options=options, credentials=secrets)


class TestBluesky(Sandboxed):
    name = "bluesky"
    fields = ("identifier", "app_password")
