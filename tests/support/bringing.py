"""Toolkits put on the page, as a person does it."""

from __future__ import annotations

import time
from pathlib import Path

from support.pdf import Page, pdf_of
from support.toolkits import caption_of
from support.visitor import Visitor, fields, words
from support.word import Word

WAIT = 60.0


def toolkit(path: Path, numbers: tuple[int, ...] = (0, 1, 2), *, spare: int | None = 3) -> Path:
    """A table of captions with their pictures; a picture that no caption takes stands at the end."""
    word = Word()
    word.heading("Social media posts")
    table = word.table(len(numbers), 2)
    for row, number in enumerate(numbers):
        word.fill(table.cell(row, 0), f"Caption: {caption_of(number)}")
        word.picture_in(table.cell(row, 1).paragraphs[0], number, alt=f"Card {number}")
    if spare is not None:
        word.heading("About this toolkit")
        word.text("The cards were drawn by the young people themselves, and may be used until the end of the year.")
        word.picture(spare)
    return word.save(path)


def put(visitor: Visitor, path: Path, name: str = "") -> str:
    """Send a file; gives where it can be looked at."""
    files = {"file": (name or path.name, path.read_bytes(), "application/octet-stream")}
    answer = visitor.fill("/bring-in", "/bring-in", files=files)
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"]


def read(visitor: Visitor, where: str) -> str:
    """The page once the reading has come to an end."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        page = visitor.get(where)
        if 'id="reading"' not in page.text:
            return page.text
        time.sleep(0.1)
    raise AssertionError("the toolkit was not read in time")


def form_of(page: str) -> dict[str, list[str]]:
    """The review's form as it stands on the page."""
    return fields(page, "", named="review")


def place_of(where: str) -> str:
    return where.partition("place=")[2]


def long_pdf(path: Path, pages: int = 150) -> Path:
    """One that takes a while."""
    lines = [f"Line {number} of a page about what young people want from services." for number in range(40)]
    return pdf_of(path, *(Page().text(60, 60, f"Page {number}", *lines) for number in range(1, pages + 1)))
