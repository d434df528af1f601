"""Fixtures that many tests use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("campaign_scheduler.testing.contract")

from campaign_scheduler.sandbox import RunningSandbox, serve  # noqa: E402  (after the line above)


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    """The stand-in networks on a free port."""
    with serve() as running:
        yield running
