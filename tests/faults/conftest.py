from __future__ import annotations

from collections.abc import Iterator

import pytest

from faults.campaign import Template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Template]:
    yield Template(tmp_path_factory.mktemp("campaign"), postgres_url)
