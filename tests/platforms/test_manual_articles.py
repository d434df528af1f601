"""A row that carries an article: a person is given it as it was scheduled, as text and as a Word file."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from docx import Document

from campaign_scheduler.bootstrap import build
from campaign_scheduler.model.problem import Problem
from campaign_scheduler.sandbox import serve
from campaign_scheduler.services.app import App
from campaign_scheduler.services.check import check
from campaign_scheduler.services.scheduling import apply_plan, make_plan
from campaign_scheduler.settings import load_settings
from campaign_scheduler.store import open_store
from campaign_scheduler.toolkit.plain_article import plain_article
from campaign_scheduler.workspace.accounts_file import no_objection
from campaign_scheduler.workspace.drafting import Draft, draft_post, open_row
from support.bench import DUE, Bench
from support.making import SetClock, picture, workspace
from support.receiving import Receiver, receiver

CAMPAIGN = "campaign: spring\ntimezone: Europe/London\naccounts: [staff_news, trust_facebook]\n"
ACCOUNTS = """accounts:
  - {id: staff_news, platform: manual, name: The Friday bulletin, network: Bulletin, person: Sam}
  - {id: trust_facebook, platform: manual, name: Our page, network: Facebook, person: Sam}
"""
ARTICLE = """---
title: Listening to you
media:
  - {file: launch.png, alt: A green field}
---
## What we heard

The report can be found [here](https://www.example.org/report).

- Shorter waits
- Kinder letters
"""
WORDS = (
    "Listening to you\n\nWhat we heard\n\nThe report can be found here (https://www.example.org/report).\n\n"
    "• Shorter waits\n• Kinder letters"
)
HEADING = "id,date,time,article,caption,accounts"
ROW = "news,2030-03-04,09:00,listening,,staff_news"


@pytest.fixture
def inbox() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def office(root: Path, inbox: Receiver, clock: SetClock, row: str = ROW) -> App:
    workspace(
        root,
        [row],
        heading=HEADING,
        campaign=CAMPAIGN,
        accounts=ACCOUNTS,
        pictures={"launch.png": picture()},
        alt="file,alt\n",
    )
    (root / "articles").mkdir()
    (root / "articles/listening.md").write_text(ARTICLE)
    url = f"sqlite:///{(root / 'campaign.db').as_posix()}"
    secrets = {"staff_news": {"notify": inbox.url}}
    return build(load_settings(workspace=root, database_url=url, secrets=secrets), clock)


def problems(app: App) -> list[Problem]:
    return [one for one in check(app).problems if one.is_error]


def test_the_person_is_given_the_article_as_it_was_scheduled(tmp_path: Path, inbox: Receiver) -> None:
    clock = SetClock()
    app = office(tmp_path, inbox, clock)
    assert problems(app) == [], problems(app)
    apply_plan(app, actor="test")
    (tmp_path / "articles/listening.md").write_text(ARTICLE.replace("Kinder", "Fewer"))
    assert len(make_plan(app).plan.to_write) == 1, "an edit of the article is a change to be scheduled"
    clock.moment = DUE
    store = open_store(app.settings.store_url)
    with serve(clock=clock) as sandbox:
        Bench(app, store, clock, sandbox, {"staff_news": {"notify": inbox.url}}).publish()
    store.close()
    (given,) = inbox.received
    assert f"----- copy from here -----\n{WORDS}\n----- to here -----" in given["message"]
    attached = {one["filename"]: base64.b64decode(one["base64"]) for one in given["attachments"]}
    assert list(attached) == ["picture-1.png", "listening.docx"]
    word = Document(io.BytesIO(attached["listening.docx"]))
    assert [one.text for one in word.paragraphs if one.style.name.startswith("List")] == [
        "Shorter waits",
        "Kinder letters",
    ]
    assert [one.address for paragraph in word.paragraphs for one in paragraph.hyperlinks] == [
        "https://www.example.org/report"
    ]


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        ("news,2030-03-04,09:00,listening,,all", "article-not-taken", "Facebook (by hand) takes no articles"),
        ("news,2030-03-04,09:00,listenin,,staff_news", "article-missing", "Did you mean listening?"),
        ("news,2030-03-04,09:00,listening,launch,staff_news", "article-and-words", "caption"),
    ],
)
def test_what_cannot_be_is_told_at_its_row(tmp_path: Path, inbox: Receiver, row: str, code: str, words: str) -> None:
    found = problems(office(tmp_path, inbox, SetClock(), row))
    assert [one.code for one in found] == [code], found
    (problem,) = found
    assert (problem.code, problem.file, problem.line) == (code, "config/calendar.csv", 2)
    assert words in problem.message


def test_a_row_that_is_moved_on_the_page_keeps_its_article(tmp_path: Path, inbox: Receiver) -> None:
    app = office(tmp_path, inbox, SetClock())
    row = open_row(tmp_path, "news", platforms=app.capabilities(), today=DUE.date(), objection=no_objection)
    assert row is not None
    made = draft_post(row, Draft(date(2030, 3, 5), time(10), ("staff_news",), {"": ""}, ()), DUE.date())
    assert made.problems == () and made.post is not None
    assert made.post.wordings["staff_news"].text == WORDS


def test_an_address_that_is_shown_is_not_written_twice() -> None:
    body = "See [www.example.org/a](https://www.example.org/a) and [our page](https://www.example.org/b)."
    assert plain_article("T", body) == "T\n\nSee www.example.org/a and our page (https://www.example.org/b)."
