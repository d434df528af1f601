"""Whatever the bytes are, the answer is drafts or words for a person: never a traceback, never long."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from campaign_scheduler.model.errors import InputError
from campaign_scheduler.services.app import App
from support.importing import DATA, look, written
from support.making import SetClock, app_for, workspace


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    root = workspace(tmp_path_factory.mktemp("hostile") / "home")
    return app_for(root, SetClock(datetime(2026, 9, 1, tzinfo=UTC)))


def survives(app: App, content: bytes, name: str = "file.csv") -> None:
    started = time.monotonic()
    try:
        looked = look(app, written(app.root.parent / name, content))
    except InputError as error:
        assert all(problem.message and problem.remedy for problem in error.problems)
    else:
        assert looked.proposal is not None or looked.difference is not None
    assert time.monotonic() - started < 10


SEEDS = [path.read_bytes() for path in sorted(DATA.glob("*.csv"))]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SEEDS), st.integers(0, 2**32))
def test_mutated_tables(app: App, seed: bytes, number: int) -> None:
    survives(app, _mutated(seed, random.Random(number)))


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes(app: App, content: bytes) -> None:
    survives(app, content)


CELL = st.sampled_from(
    ["2026-10-13", "09:00", "Words to post", "https://a.example/b.png", "LinkedIn", "", "1", "=1", "\n", '"']
)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(CELL, max_size=6), max_size=6),
    st.sampled_from(["", "Date,Time,Text,Image,Network\n", "id,date,time,accounts,as exported\n"]),
)
def test_any_table_of_likely_cells(app: App, rows: list[list[str]], headings: str) -> None:
    survives(app, (headings + "\n".join(",".join(row) for row in rows)).encode())


def test_mutated_workbooks(app: App, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "Time", "Text", "Network"])
    sheet.append([datetime(2026, 10, 13), "09:00", "Words to post", "LinkedIn"])
    sheet.merge_cells("A2:A4")
    book.save(tmp_path / "plan.xlsx")
    seed = (tmp_path / "plan.xlsx").read_bytes()
    for number in range(60):
        survives(app, _mutated(seed, random.Random(number)), "file.xlsx")


def _mutated(seed: bytes, chance: random.Random) -> bytes:
    """Bits turned, parts cut out, doubled or moved."""
    content = bytearray(seed)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(content) + 1), chance.randint(1, 30)
        kind = chance.randrange(4)
        if kind == 0 and content:
            content[at % len(content)] = chance.randrange(256)
        elif kind == 1:
            del content[at : at + length]
        elif kind == 2:
            content[at:at] = content[at : at + length] * chance.randint(1, 5)
        else:
            content[at:at] = chance.choice([b'"', b"\x00", b"\xff\xfe", b"\r", b",,,,", b"&#0;", b"]]>", b"\xe2\x80"])
    return bytes(content)
