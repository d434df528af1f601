"""While a toolkit is read: how far it is, cancelled, refused, interrupted; and the limits of what may wait."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from campaign_scheduler.model.person import Role
from campaign_scheduler.services import incoming
from campaign_scheduler.services.incoming import places, reading
from support.bringing import form_of, long_pdf, place_of, put, read, toolkit
from support.visitor import Visitor, words
from support.word import Word
from web.conftest import Site


@pytest.fixture
def author(site: Site) -> Visitor:
    return site.as_role(Role.AUTHOR)


def until(what: Callable[[], object], most: float = 30.0) -> None:
    ends = time.monotonic() + most
    while not what():
        assert time.monotonic() < ends, "it did not come to that in time"
        time.sleep(0.05)


def progress(visitor: Visitor, where: str) -> dict[str, object]:
    found: dict[str, object] = visitor.get(where.replace("/bring-in?", "/bring-in/progress?")).json()
    return found


def readers() -> list[str]:
    """Threads that read now."""
    return [one.name for one in threading.enumerate() if one.name.startswith("reading ")]


def folder(site: Site, where: str) -> Path:
    return site.root / ".campaign" / "incoming" / place_of(where)


def test_how_far_it_is_stands_on_a_page_that_comes_back_by_itself(site: Site, author: Visitor, tmp_path: Path) -> None:
    where = put(author, long_pdf(tmp_path / "Long.pdf"))
    page = author.get(where)
    assert page.status_code == 200 and '<noscript><meta http-equiv="refresh"' in page.text
    assert 'http-equiv="refresh"' not in author.get(f"{where}&still=yes").text
    seen: list[int] = []
    while not (now := progress(author, where))["over"]:
        if now["of"]:
            assert now["of"] == 150 and f"page {now['number']} of 150" in str(now["words"])
            seen.append(int(str(now["number"])))
        assert author.get("/").status_code == 200, "other pages are served meanwhile"
    assert len(set(seen)) > 2 and seen == sorted(seen), seen
    assert 'id="review"' in author.get(where).text


def test_one_is_read_at_a_time_and_another_waits_its_turn(site: Site, author: Visitor, tmp_path: Path) -> None:
    first = put(author, long_pdf(tmp_path / "Long.pdf"))
    second = put(author, toolkit(tmp_path / "Toolkit.docx"))
    assert "Another toolkit is being read; yours is next" in str(progress(author, second)["words"])
    author.send("/bring-in", {"token": author.token(), "place": place_of(first), "do": "drop"})
    assert "3 drafts were found" in words(read(author, second))


def test_a_reading_is_cancelled_and_nothing_is_kept(site: Site, author: Visitor, tmp_path: Path) -> None:
    where = put(author, long_pdf(tmp_path / "Long.pdf"))
    until(lambda: progress(author, where)["of"])
    form = {"token": author.token(), "place": place_of(where), "do": "drop"}
    assert author.send("/bring-in", form).headers["location"] == "/bring-in"
    assert "Long.pdf is dropped: nothing of it was written" in words(author.get("/bring-in").text)
    until(lambda: not readers())
    until(lambda: not folder(site, where).exists())
    assert author.get(where).status_code == 422 and progress(author, where) == {"over": True}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("Broken.docx", b"PK\x03\x04 and no more", "damaged or cut short"),
        ("Empty.pdf", b"%PDF-1.7\n", "or ask for the Word file"),
        ("Old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old or password-protected Office file"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(
    site: Site, author: Visitor, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    where = put(author, path)
    page = read(author, where)
    assert author.get(where).status_code == 422
    assert "could not be read" in words(page) and said in words(page)
    again = {"token": author.token(), "place": place_of(where), "do": "again"}
    assert author.send("/bring-in", again).headers["location"] == where
    assert said in words(read(author, where))


SERVER = """
import sys, time
from pathlib import Path
from campaign_scheduler.services import incoming
from support.making import app_for
app = app_for(Path(sys.argv[1]))
place = incoming.keep(app, "Long.pdf", Path(sys.argv[2]).read_bytes(), by="Maya Okafor")
incoming.begin(app, place)
while not (incoming.state(app, place).step and incoming.state(app, place).step.at):
    time.sleep(0.02)
print(place, flush=True)
time.sleep(60)
"""


def test_killed_while_it_was_reading_says_so_and_nothing_is_half_written(
    site: Site, author: Visitor, tmp_path: Path
) -> None:
    before = sorted(path for path in site.root.rglob("*") if ".campaign" not in path.parts)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", SERVER, str(site.root), str(long_pdf(tmp_path / "Long.pdf"))]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    assert server.stdout is not None
    where = f"/bring-in?place={server.stdout.readline().decode().strip()}"
    assert 'id="reading"' in author.get(where).text, "another process is reading it"
    server.kill()
    server.wait()
    server.stdout.close()
    page = author.get(where)
    assert page.status_code == 409
    assert "The program was stopped while it was reading. Nothing was written anywhere" in words(page.text)
    assert "Long.pdf" in words(author.get("/bring-in").text)
    author.send("/bring-in", {"token": author.token(), "place": place_of(where), "do": "again"})
    assert 'id="review"' in read(author, where)
    assert sorted(path for path in site.root.rglob("*") if ".campaign" not in path.parts) == before


def test_an_orderly_stop_ends_the_reading_too(site: Site, author: Visitor, tmp_path: Path) -> None:
    where = put(author, long_pdf(tmp_path / "Long.pdf"))
    until(lambda: progress(author, where)["of"])
    site.web.stop()
    assert not readers()
    assert incoming.state(site.app, place_of(where)).stage is incoming.Stage.INTERRUPTED


TAKER = """
import os, sys
from pathlib import Path
from campaign_scheduler import workspace as files
from campaign_scheduler.services import incoming
from support.making import app_for
files.write_rows = lambda *_: os._exit(9)
incoming.take_in(app_for(Path(sys.argv[1])), sys.argv[2], by="Maya Okafor")
"""


def test_killed_while_it_was_taken_in_is_taken_back_and_said(site: Site, author: Visitor, tmp_path: Path) -> None:
    where = put(author, toolkit(tmp_path / "Toolkit.docx"))
    form = form_of(read(author, where))
    author.send("/bring-in", form | {"do": ["keep"], "words.1": ["Corrected before the kill."]})
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", TAKER, str(site.root), place_of(where)]
    assert subprocess.run(command, env=environment, check=False).returncode == 9
    assert (site.root / "captions/corrected-before-the-kill.md").exists(), "it was killed with its files in place"
    page = author.get(where).text
    assert "What it had written was taken back" in words(page)
    assert not (site.root / "captions/corrected-before-the-kill.md").exists()
    assert form_of(page)["words.1"] == ["Corrected before the kill."]
    assert author.send("/bring-in", form_of(page) | {"do": ["accept"]}).status_code == 303
    assert "Corrected before the kill." in (site.root / "captions/corrected-before-the-kill.md").read_text("utf-8")


def test_the_limits_of_one_file_are_told_on_the_page(site: Site, author: Visitor, tmp_path: Path) -> None:
    limits = site.app.settings.importing
    limits["pages"] = 2
    where = put(author, long_pdf(tmp_path / "Long.pdf", 5))
    assert "Only the first 2 of 5 pages were read" in words(read(author, where))
    limits["seconds"] = 1
    limits["pages"] = 500
    where = put(author, long_pdf(tmp_path / "Longer.pdf", 200))
    assert "It was not read within 1 seconds" in words(read(author, where))
    limits.clear()
    limits["unheard_of"] = 1
    where = put(author, toolkit(tmp_path / "Toolkit.docx"))
    assert "There is no import limit called unheard_of" in words(read(author, where))


def test_the_whole_of_a_toolkit_has_its_time_too(
    site: Site, author: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_SECONDS", 0)
    where = put(author, toolkit(tmp_path / "Toolkit.docx"))
    page = words(read(author, where))
    assert "The whole was not read within 0 minutes" in page and "Send it in parts." in page


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(site: Site, author: Visitor, tmp_path: Path) -> None:
    data = {"token": author.token()}
    answer = author.send("/bring-in", data, files={"file": ("Big.pdf", b"%PDF" + b"0" * places.LARGEST, "x/y")})
    assert answer.status_code in (413, 422)
    assert not (site.root / ".campaign/incoming").exists()


def test_only_so_many_wait_and_those_that_waited_long_are_forgotten(
    site: Site, author: Visitor, tmp_path: Path
) -> None:
    table = tmp_path / "Plan.csv"
    table.write_text("date,text\n2030-05-01,Hello\n", encoding="utf-8")
    there = [put(author, table) for _ in range(places.MOST_WAITING)]
    files = {"file": ("Plan.csv", table.read_bytes(), "text/csv")}
    refused = author.fill("/bring-in", "/bring-in", files=files)
    assert refused.status_code == 422
    assert "20 files wait to be looked at already" in words(refused.text) and "Drop" in words(refused.text)
    author.send("/bring-in", {"token": author.token(), "place": place_of(there[0]), "do": "drop"})
    kept = put(author, table)
    for one in there[1:]:
        _waited(folder(site, one), places.KEPT_FOR + 60)
    _waited(folder(site, kept), places.KEPT_FOR - 600)
    page = author.get("/bring-in").text
    assert re.findall(r"/bring-in\?place=([\w-]+)", page) == [place_of(kept)]
    assert [one.name for one in (site.root / ".campaign/incoming").iterdir()] == [place_of(kept)]


def _waited(place: Path, seconds: float) -> None:
    at = time.time() - seconds
    os.utime(place, (at, at))


def test_what_was_corrected_lately_is_not_forgotten(site: Site, author: Visitor, tmp_path: Path) -> None:
    where = put(author, toolkit(tmp_path / "Toolkit.docx"))
    form = form_of(read(author, where))
    _waited(folder(site, where), places.KEPT_FOR + 60)
    author.send("/bring-in", form | {"do": ["keep"], "words.1": ["Corrected today."]})
    assert place_of(where) in author.get("/bring-in").text
    _waited(folder(site, where) / "work" / "choices.json", places.KEPT_FOR + 60)
    assert place_of(where) not in author.get("/bring-in").text
    assert author.get(where).status_code == 422


def test_all_that_waits_has_a_limit_of_size(site: Site, author: Visitor, tmp_path: Path) -> None:
    """What was unpacked counts; the file here has a size and takes no room."""
    where = put(author, toolkit(tmp_path / "Toolkit.docx"))
    read(author, where)
    with (folder(site, where) / "work" / "read" / "vault" / "large").open("wb") as file:
        file.truncate(places.MOST_KEPT)
    files = {"file": ("Toolkit.docx", (tmp_path / "Toolkit.docx").read_bytes(), "x/y")}
    refused = author.fill("/bring-in", "/bring-in", files=files)
    assert refused.status_code == 422 and "the files that wait take 2,048 MB already" in words(
        refused.text
    ).lower().replace("mb", "MB")
    author.send("/bring-in", {"token": author.token(), "place": place_of(where), "do": "drop"})
    assert put(author, tmp_path / "Toolkit.docx")


def test_a_toolkit_of_nothing_but_articles_is_accepted(site: Site, author: Visitor, tmp_path: Path) -> None:
    word = Word()
    word.heading("Newsletter article")
    for number in range(4):
        word.text(f"Paragraph {number} of an article that tells at length what young people said about services. " * 3)
    where = put(author, word.save(tmp_path / "Article.docx"))
    page = read(author, where)
    assert "No captions were found in it" in words(page) and "Articles" in words(page)
    assert author.send("/bring-in", form_of(page) | {"do": ["accept"]}).status_code == 303
    assert list((site.root / "articles").glob("*.md"))
