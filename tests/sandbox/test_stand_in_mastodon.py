"""The stand-in for Mastodon keeps the manners of a real server."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.sandbox.mastodon_html import as_html, length
from support.making import SetClock, picture
from support.networks import Caller


def upload(mastodon: Caller, alt: str = "A green field", data: bytes | None = None) -> str:
    files = {"file": ("a.png", data or picture())}
    return str(mastodon.post("/api/v2/media", files=files, data={"description": alt}).json()["id"])


def ready(mastodon: Caller, alt: str = "A green field") -> str:
    identity = upload(mastodon, alt)
    while mastodon.get(f"/api/v1/media/{identity}").status_code == 206:
        pass
    return identity


@pytest.mark.parametrize("path", ["/api/v1/instance", "/api/v1/instance/", "/api/v2/instance", "/api/v2/instance/"])
def test_an_instance_tells_its_limits_with_and_without_the_slash(mastodon: Caller, path: str) -> None:
    told = mastodon.get(path).json()
    assert told["version"].startswith("4.")
    assert told["configuration"]["statuses"]["max_characters"] == 500
    assert told["configuration"]["media_attachments"]["image_size_limit"] == 16_777_216


def test_a_picture_is_202_then_206_then_200(mastodon: Caller) -> None:
    first = mastodon.post("/api/v2/media", files={"file": ("a.png", picture())}, data={"description": "Green"})
    assert (first.status_code, first.json()["url"], first.json()["description"]) == (202, None, "Green")
    path = f"/api/v1/media/{first.json()['id']}"
    assert [mastodon.get(path).status_code for _ in range(3)] == [206, 200, 200]
    assert mastodon.get(path).json()["meta"]["original"] == {"width": 64, "height": 48}


def test_processing_can_be_made_longer_or_left_out(mastodon: Caller, sandbox: RunningSandbox) -> None:
    sandbox.world.habits.polls["mastodon"] = 3
    path = f"/api/v1/media/{upload(mastodon)}"
    assert [mastodon.get(path).status_code for _ in range(4)] == [206, 206, 206, 200]
    sandbox.world.habits.at_once_below = 100_000
    assert mastodon.post("/api/v2/media", files={"file": ("a.png", picture())}).status_code == 200


def test_a_picture_still_processing_cannot_be_attached(mastodon: Caller) -> None:
    answer = mastodon.post("/api/v1/statuses", json={"status": "Too early", "media_ids": [upload(mastodon)]})
    assert answer.status_code == 422
    assert "have not finished processing" in answer.json()["error"]


def test_alt_text_can_be_set_later_and_is_kept(mastodon: Caller, sandbox: RunningSandbox) -> None:
    identity = ready(mastodon, alt="")
    changed = mastodon.put(f"/api/v1/media/{identity}", json={"description": "A field"})
    assert changed.json()["description"] == "A field"
    mastodon.post("/api/v1/statuses", json={"status": "Look", "media_ids": [identity]})
    assert sandbox.world.posts()[0].media[0].alt == "A field"


@pytest.mark.parametrize(
    ("data", "alt", "why"), [(b"not a picture", "x", "content type is invalid"), (None, "x" * 1501, "too long")]
)
def test_pictures_that_a_server_refuses(mastodon: Caller, data: bytes | None, alt: str, why: str) -> None:
    answer = mastodon.post("/api/v2/media", files={"file": ("a.png", data or picture())}, data={"description": alt})
    assert (answer.status_code, why in answer.json()["error"]) == (422, True)


def test_a_picture_belongs_to_its_owner_and_to_one_status(mastodon: Caller) -> None:
    identity = ready(mastodon)
    other = {"Authorization": "Bearer token-other"}
    assert mastodon.get(f"/api/v1/media/{identity}", headers=other).status_code == 404
    body = {"status": "Mine", "media_ids": [identity]}
    assert mastodon.post("/api/v1/statuses", json=body, headers=other).status_code == 422
    assert mastodon.post("/api/v1/statuses", json=body).status_code == 200
    assert mastodon.get(f"/api/v1/media/{identity}").status_code == 404
    again = mastodon.post("/api/v1/statuses", json=body | {"status": "Again"})
    assert "already attached" in again.json()["error"]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("", "Validation failed: Text can't be blank"),
        ("x" * 501, "Validation failed: Text character limit of 500 exceeded"),
    ],
)
def test_texts_that_a_server_refuses(mastodon: Caller, status: str, error: str) -> None:
    answer = mastodon.post("/api/v1/statuses", json={"status": status})
    assert (answer.status_code, answer.json()) == (422, {"error": error})


def test_more_than_four_pictures_are_refused(mastodon: Caller) -> None:
    answer = mastodon.post("/api/v1/statuses", json={"status": "Five", "media_ids": [str(n) for n in range(5)]})
    assert answer.json() == {"error": "Cannot attach more than 4 files"}


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("x" * 500, 500),
        ("👩‍👩‍👧‍👦" * 10, 10),
        ("https://example.org/" + "a" * 300, 23),
        ("see https://example.org/a_(b).", 4 + 23 + 1),
        ("Thank you @someone@very.long.server.example", 10 + 8),
        ("example.org is no link", 22),
        ("#TheListeningProject", 20),
    ],
)
def test_length_is_in_graphemes_with_links_at_23(text: str, used: int) -> None:
    assert length(text) == used


def test_a_form_works_as_json_does(mastodon: Caller) -> None:
    identity = ready(mastodon)
    answer = mastodon.post("/api/v1/statuses", data={"status": "By form", "media_ids[]": [identity]})
    assert (answer.status_code, answer.json()["media_attachments"][0]["id"]) == (200, identity)


def test_the_same_key_gives_the_same_status_within_an_hour() -> None:
    clock = SetClock()
    with serve(clock=clock) as sandbox:
        mastodon = Caller(sandbox.base_url("mastodon"), {"Authorization": "Bearer token-trust"})

        def send(key: str, **headers: str) -> str:
            more = {"Idempotency-Key": key, **headers}
            return str(mastodon.post("/api/v1/statuses", json={"status": "Once"}, headers=more).json()["id"])

        first = send("one")
        assert send("one") == first
        assert send("two") != first
        assert send("one", Authorization="Bearer token-other") != first
        clock.moment += timedelta(minutes=61)
        assert send("one") != first


def test_keys_can_be_ignored_as_many_servers_do(mastodon: Caller, sandbox: RunningSandbox) -> None:
    sandbox.world.habits.honours_keys = False
    for _ in range(2):
        mastodon.post("/api/v1/statuses", json={"status": "Twice"}, headers={"Idempotency-Key": "k"})
    assert len(sandbox.world.posts()) == 2


def test_the_list_pages_backwards(mastodon: Caller) -> None:
    ids = [mastodon.post("/api/v1/statuses", json={"status": f"Number {n}"}).json()["id"] for n in range(5)]
    path = f"/api/v1/accounts/{mastodon.get('/api/v1/accounts/verify_credentials').json()['id']}/statuses"
    first = mastodon.get(path, params={"limit": 3, "exclude_reblogs": "true"}).json()
    second = mastodon.get(path, params={"limit": 3, "max_id": first[-1]["id"]}).json()
    assert [status["id"] for status in first + second] == ids[::-1]


def test_a_deleted_status_is_gone_for_readers_and_kept_in_the_truth(mastodon: Caller, sandbox: RunningSandbox) -> None:
    identity = mastodon.post("/api/v1/statuses", json={"status": "A mistake"}).json()["id"]
    path = f"/api/v1/statuses/{identity}"
    assert mastodon.delete(path, headers={"Authorization": "Bearer token-other"}).status_code == 404
    assert mastodon.delete(path).json()["text"] == "A mistake"
    assert mastodon.get(path).status_code == mastodon.delete(path).status_code == 404
    assert sandbox.world.posts()[0].removed_at is not None


def test_a_bad_token_is_401_in_the_servers_words(mastodon: Caller) -> None:
    answer = mastodon.get("/api/v1/accounts/verify_credentials", headers={"Authorization": "Bearer bad"})
    assert (answer.status_code, answer.json()) == (401, {"error": "The access token is invalid"})


def test_the_reset_header_is_iso_8601(mastodon: Caller) -> None:
    headers = mastodon.get("/api/v1/accounts/verify_credentials").headers
    assert datetime.fromisoformat(headers["X-RateLimit-Reset"]).tzinfo is not None
    assert headers["X-RateLimit-Limit"] == "300"


def test_content_is_html_as_a_server_writes_it() -> None:
    text = "Tom & <b>\nline\n\nhttps://www.example.org/a/very/long/path/to/it #Tag @a@b.example @c"
    html = as_html(text, "http://here")
    assert html.startswith("<p>Tom &amp; &lt;b&gt;<br />line</p><p><a href=")
    assert (
        '<span class="invisible">https://www.</span><span class="ellipsis">example.org/a/very/long/path/t</span>'
        in html
    )
    assert '<a href="http://here/tags/tag" class="mention hashtag" rel="tag">#<span>Tag</span></a>' in html
    assert '<a href="https://b.example/@a" class="u-url mention">@<span>a</span></a>' in html
    assert '<a href="http://here/@c" class="u-url mention">' in html


def test_an_account_may_have_the_limits_of_its_own_server(mastodon: Caller, sandbox: RunningSandbox) -> None:
    sandbox.world.limits["trust"] = {"max_characters": 30, "characters_per_url": 10, "description_limit": 5}
    fits = "x" * 20 + " " + "https://example.org/a-long-address"
    assert mastodon.post("/api/v1/statuses", json={"status": "x" * 31}).status_code == 422
    assert mastodon.post("/api/v1/statuses", json={"status": fits[1:]}).status_code == 200
    assert mastodon.post("/api/v1/statuses", json={"status": "x" + fits}).status_code == 422
    long_alt = mastodon.post("/api/v2/media", files={"file": ("a.png", picture())}, data={"description": "Green field"})
    assert "maximum is 5" in long_alt.json()["error"]
    other = mastodon.with_account("other_mastodon")
    assert other.post("/api/v1/statuses", json={"status": "x" * 31}).status_code == 200
