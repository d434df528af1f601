"""A toolkit is corrected in its review before it is accepted: what was corrected is what comes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign_scheduler.model.person import Role
from campaign_scheduler.workspace import read as read_workspace
from support.bringing import form_of, put, read, toolkit
from support.toolkits import caption_of, picture, sha
from support.visitor import Visitor, words
from web.conftest import Site


@pytest.fixture
def author(site: Site) -> Visitor:
    return site.as_role(Role.AUTHOR)


@pytest.fixture
def where(site: Site, author: Visitor, tmp_path: Path) -> str:
    """A toolkit of three drafts and four pictures that was read, of which p4 is left over."""
    at = put(author, toolkit(tmp_path / "Toolkit.docx"))
    assert "3 drafts were found" in words(read(author, at))
    return at


def brought(site: Site) -> dict[str, list[tuple[str, str]]]:
    """Each new draft of the calendar by its first words: its pictures by hash with their alt text, as the program reads
    the files.
    """
    calendar = site.root / "config/calendar.csv"
    calendar.write_text(calendar.read_text(encoding="utf-8").replace(",draft,", ",,"), encoding="utf-8")
    found = read_workspace(site.root, platforms=site.app.capabilities(), today=site.clock.now().date())
    posts = {}
    for post in found.posts:
        for wording in post.wordings.values():
            posts[wording.text[:80]] = [(sha((site.root / a.name).read_bytes()), a.alt) for a in wording.assets]
    return posts


def send(visitor: Visitor, form: dict[str, list[str]], **changes: object) -> object:
    """The review's form with some of its fields changed (`pictures__2`); None takes a field out."""
    data = dict(form)
    for name, value in changes.items():
        data[name.replace("__", ".")] = value  # type: ignore[assignment]
    return visitor.send("/bring-in", {name: value for name, value in data.items() if value is not None})


def test_what_was_corrected_is_what_comes_in(site: Site, author: Visitor, where: str) -> None:
    form = form_of(author.get(where).text)
    assert form["pictures.1"] == ["p1"] and form["alt.1.p1"] == ["Card 0"]
    answer = send(
        author,
        form | {"alt.1.p2": ["Card one, corrected"]},
        do="accept",
        pictures__1=["p2"],
        pictures__2=["p1", "p4"],
        take__3=None,
        words__2=f"{caption_of(1)} Corrected.",
    )
    assert answer.status_code == 303, words(answer.text)
    posts = brought(site)
    assert posts[caption_of(0)[:80]] == [(sha(picture(1)), "Card one, corrected")]
    assert posts[f"{caption_of(1)} Corrected."[:80]] == [(sha(picture(0)), "Card 0"), (sha(picture(3)), "")]
    assert caption_of(2)[:80] not in posts
