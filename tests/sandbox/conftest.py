"""A caller for each stand-in network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from campaign_scheduler.sandbox import RunningSandbox
from support.networks import Caller, Say, log_in, record, share


def caller(base: str, **headers: str) -> Iterator[Caller]:
    made = Caller(base, headers)
    with made.session:
        yield made


@pytest.fixture
def mastodon(sandbox: RunningSandbox) -> Iterator[Caller]:
    yield from caller(sandbox.base_url("mastodon"), Authorization="Bearer token-trust")


@pytest.fixture
def x(sandbox: RunningSandbox) -> Iterator[Caller]:
    yield from caller(sandbox.base_url("x"), Authorization="Bearer token-trust")


@pytest.fixture
def linkedin(sandbox: RunningSandbox) -> Iterator[Caller]:
    version = {"LinkedIn-Version": "202609", "X-Restli-Protocol-Version": "2.0.0"}
    yield from caller(sandbox.base_url("linkedin"), Authorization="Bearer token-trust", **version)


@pytest.fixture
def bluesky(sandbox: RunningSandbox) -> Iterator[Caller]:
    """Logged in as trust. Paths begin after /xrpc."""
    for made in caller(f"{sandbox.base_url('bluesky')}/xrpc"):
        yield log_in(made, "trust")


@pytest.fixture
def control(sandbox: RunningSandbox) -> Iterator[Caller]:
    yield from caller(f"{sandbox.url}/_sandbox")


@pytest.fixture
def say(mastodon: Caller, x: Caller, linkedin: Caller, bluesky: Caller) -> dict[str, Say]:
    """Publish a text on a network: what a client of each does."""
    return {
        "mastodon": lambda text: mastodon.post("/api/v1/statuses", json={"status": text}),
        "x": lambda text: x.post("/2/tweets", json={"text": text}),
        "linkedin": lambda text: linkedin.post("/rest/posts", json=share(text)),
        "bluesky": lambda text: bluesky.post("/com.atproto.repo.createRecord", json=record(bluesky, text)),
    }
