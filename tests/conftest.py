"""Fixtures that many tests use."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

# Everything that tests talk to is on this machine, which a setting must allow; processes they start inherit it.
os.environ.setdefault("CAMPAIGN_ALLOW_PRIVATE_ADDRESSES", "127.0.0.1")

pytest.register_assert_rewrite("campaign_scheduler.testing.contract")

from campaign_scheduler.sandbox import RunningSandbox, serve  # noqa: E402  (after the line above)


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    """The stand-in networks on a free port."""
    with serve() as running:
        yield running
