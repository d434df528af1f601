"""What we send, held against the networks' own specifications.

The facts in `data/` are of the OpenAPI document 2.167 and of the lexicons as read on 2026-11-22. Where the documents
are at hand (CAMPAIGN_X_OPENAPI, a file; CAMPAIGN_LEXICONS, a folder) the facts are held against them too.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from requests import PreparedRequest

from campaign_scheduler.model.card import LinkCard
from campaign_scheduler.model.delivery import Published
from campaign_scheduler.model.rendered import RenderedPost
from campaign_scheduler.platforms.x import adapter as x_adapter
from campaign_scheduler.sandbox.bluesky_records import wrong
from campaign_scheduler.testing.contract import MemoryJournal
from platforms.test_answers import Call
from support.making import picture, rendition
from support.openapi import JSON, against, facts_of
from support.recorded import POST, RECORDED

DATA = Path(__file__).parent / "data"
X_FACTS: JSON = json.loads((DATA / "x_requests.json").read_text(encoding="utf-8"))
POST_SCHEMA: JSON = json.loads((DATA / "bluesky_post.json").read_text(encoding="utf-8"))
OPERATIONS = tuple(tuple(name.split(" ", 1)) for name in X_FACTS)
RENAMED = {"tweet.fields": "post.fields", "note_tweet": "note_post"}
"""The document has the new names; the guides, and tweepy, still have the old ones, which X takes."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[PreparedRequest]:
    """Everything that the adapter for X ever asks."""
    monkeypatch.setattr(x_adapter, "_asked", lambda state: 0.0)
    monkeypatch.setattr(x_adapter, "turns", lambda limit: range(3))
    call = Call("x")
    call.post = replace(call.post, media=tuple(rendition(picture(colour=(n, 9, 9)), "A field") for n in range(4)))
    prepared = call.prepare()
    call.send(prepared)
    call.find(prepared)
    call.platform.delete(Published(str(POST["id"])), call.account)
    call.send(replace(prepared, payload={"text": "Words alone."}))
    return call.door.asked


def operation(request: PreparedRequest) -> str:
    path = str(request.path_url).partition("?")[0]
    return next(
        f"{method} {pattern}"
        for method, pattern in OPERATIONS
        if method == request.method and re.fullmatch(re.sub(r"\{\w+\}", r"\\d{1,19}", pattern), path)
    )


def faults(asked: list[PreparedRequest], facts: Mapping[str, Any]) -> list[str]:
    found = []
    for request in asked:
        name, renamed = operation(request), request.copy()
        for old, new in RENAMED.items():
            renamed.url = str(renamed.url).replace(old, new)
        found += [f"{name}: {what}" for what in against(renamed, facts[name])]
    return found


def test_every_request_to_x_is_as_its_document_has_it(asked: list[PreparedRequest]) -> None:
    assert {operation(request) for request in asked} == set(X_FACTS)
    assert faults(asked, X_FACTS) == []


def test_the_facts_would_find_a_fault(asked: list[PreparedRequest]) -> None:
    post = next(request for request in asked if operation(request) == "POST /2/tweets")
    for body in ({"text": 1}, {"media": {"media_ids": []}}, {"media": {"media_ids": ["1"] * 5}}, {"status": "old"}):
        changed = post.copy()
        changed.body = json.dumps(body).encode()
        assert faults([changed], X_FACTS), body
    timeline = next(request for request in asked if operation(request) == "GET /2/users/{id}/tweets")
    changed = timeline.copy()
    changed.url = str(timeline.url).replace("max_results=100", "max_results=101") + "&unknown=1"
    assert len(faults([changed], X_FACTS)) == 2


@pytest.fixture
def document() -> JSON:
    file = os.environ.get("CAMPAIGN_X_OPENAPI")
    if not file:
        pytest.skip("X's OpenAPI document is not at hand (CAMPAIGN_X_OPENAPI)")
    found: JSON = json.loads(Path(file).read_text(encoding="utf-8"))
    return found


def test_requests_and_recorded_answers_fit_the_document_itself(document: JSON, asked: list[PreparedRequest]) -> None:
    facts = facts_of(document, OPERATIONS)
    assert faults(asked, facts) == []
    for one in RECORDED["x"]:
        name = next(
            name for name in facts if one.answers(name.split(" ")[0], f"x{re.sub(r'{.*?}', '1', name.split(' ')[1])}")
        )
        jsonschema.Draft202012Validator(facts[name]["answers"][str(one.status)]).validate(one.body)


def test_the_facts_are_still_the_documents(document: JSON) -> None:
    now = facts_of(document, OPERATIONS)
    assert {name: {part: one[part] for part in ("parameters", "bodies")} for name, one in now.items()} == X_FACTS


# Bluesky


def records() -> Iterator[JSON]:
    call = Call("bluesky")
    plain: RenderedPost = replace(call.post, media=())
    words = "Thank you @trust.test: https://example.org/ü, example.org #thanks 👩‍👩‍👧‍👦"
    thumbnail = rendition(picture(), "")
    for post in (
        plain,
        call.post,
        replace(call.post, media=call.post.media * 4),
        replace(plain, text=words, words=words, options={"language": "en-GB"}),
        replace(plain, card=LinkCard("https://example.org/ü", "T", "")),
        replace(plain, card=LinkCard("https://example.org/report", "Title", "About", thumbnail)),
    ):
        prepared = call.platform.prepare(post, call.account, MemoryJournal(), token="t")
        record = prepared.payload["record"]
        assert isinstance(record, dict)
        yield record


def test_every_record_is_as_the_lexicon_has_it() -> None:
    made = list(records())
    assert {record.get("embed", {}).get("$type") for record in made} == {
        None,
        "app.bsky.embed.images",
        "app.bsky.embed.external",
    }
    for record in made:
        jsonschema.Draft202012Validator(POST_SCHEMA).validate(record)
        assert wrong(record) == ""


def test_the_schema_would_find_a_fault() -> None:
    good = next(records())
    for fault in ({"embed": {"$type": "app.bsky.embed.external", "external": {"uri": "no"}}}, {"text": 1}, {"x": 1}):
        assert not jsonschema.Draft202012Validator(POST_SCHEMA).is_valid(good | fault)


def test_the_schema_says_what_the_lexicons_say() -> None:
    folder = os.environ.get("CAMPAIGN_LEXICONS")
    if not folder:
        pytest.skip("Bluesky's lexicons are not at hand (CAMPAIGN_LEXICONS)")

    def lexicon(name: str, part: str) -> JSON:
        found: JSON = json.loads((Path(folder) / f"{name}.json").read_text(encoding="utf-8"))["defs"][part]
        return found

    post = lexicon("app.bsky.feed.post", "main")["record"]
    known = set(POST_SCHEMA["properties"]) - {"$type"}
    assert known <= set(post["properties"])
    assert set(post["required"]) == set(POST_SCHEMA["required"]) - {"$type"}
    external = lexicon("app.bsky.embed.external", "external")
    ours = POST_SCHEMA["$defs"]["external"]["properties"]["external"]
    assert set(external["required"]) == set(ours["required"])
    assert external["properties"]["thumb"]["maxSize"] == 1_000_000
    image = lexicon("app.bsky.embed.images", "image")
    assert set(image["required"]) == {"image", "alt"}
    assert image["properties"]["image"]["maxSize"] == 2_000_000
