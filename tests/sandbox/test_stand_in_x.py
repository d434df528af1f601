"""The stand-in for X keeps to the vendor's document and manners."""

from __future__ import annotations

import base64
import time

import pytest

from campaign_scheduler.sandbox import RunningSandbox
from support.making import picture
from support.networks import Caller


def upload(x: Caller, **more: str) -> str:
    data = {"media_category": "tweet_image", **more}
    answer = x.post("/2/media/upload", files={"media": ("a.png", picture())}, data=data)
    return str(answer.json()["data"]["id"])


def send(x: Caller, **body: object) -> int:
    return x.post("/2/tweets", json=body).status_code


def test_a_post_is_201_with_a_string_id(x: Caller) -> None:
    answer = x.post("/2/tweets", json={"text": "Hello"})
    data = answer.json()["data"]
    assert answer.status_code == 201
    assert data == {"id": data["id"], "text": "Hello", "edit_history_tweet_ids": [data["id"]]}
    assert data["id"].isdigit()
    assert 1 <= len(data["id"]) <= 19
    assert int(answer.headers["x-rate-limit-reset"]) > time.time()


@pytest.mark.parametrize(
    "body",
    [
        {"text": "a", "scheduled_at": "2030-01-01"},
        {"text": 5},
        {"text": "   "},
        {},
        {"media": {"media_ids": []}},
        {"media": {"media_ids": [5]}},
        {"media": {"media_ids": ["1", "2", "3", "4", "5"]}},
        {"media": {"media_ids": ["1"], "alt": "x"}},
        {"text": "a", "media": {"media_ids": ["999"]}},
    ],
)
def test_bodies_that_the_document_does_not_allow_are_400(x: Caller, body: dict[str, object]) -> None:
    answer = x.post("/2/tweets", json=body)
    assert (answer.status_code, answer.json()["title"]) == (400, "Invalid Request")


def test_length_is_weighted(x: Caller) -> None:
    assert send(x, text="x" * 280) == 201
    assert send(x, text="x" * 281) == 403
    assert send(x, text="日" * 141) == 403
    assert send(x, text="https://example.org/" + "a" * 300) == 201


def test_the_same_words_twice_are_refused_until_the_first_is_gone(x: Caller) -> None:
    first = x.post("/2/tweets", json={"text": "Again"}).json()["data"]["id"]
    refused = x.post("/2/tweets", json={"text": "Again"})
    assert refused.status_code == 403
    assert refused.json()["detail"] == "You are not allowed to create a Tweet with duplicate content."
    other = {"Authorization": "Bearer token-other"}
    assert x.post("/2/tweets", json={"text": "Again"}, headers=other).status_code == 201
    assert x.delete(f"/2/tweets/{first}", headers=other).status_code == 403
    assert x.delete(f"/2/tweets/{first}").json() == {"data": {"deleted": True}}
    assert send(x, text="Again") == 201


def test_a_picture_with_alt_text(x: Caller, sandbox: RunningSandbox) -> None:
    identity = upload(x)
    alt = {"id": identity, "metadata": {"alt_text": {"text": "A field"}}}
    assert x.post("/2/media/metadata", json=alt).json()["data"]["id"] == identity
    assert send(x, text="Look", media={"media_ids": [identity]}) == 201
    media = sandbox.world.posts()[0].media[0]
    assert (media.alt, media.width, media.height, media.mime) == ("A field", 64, 48, "image/png")


@pytest.mark.parametrize(("alt", "status"), [("x" * 1000, 200), ("x" * 1001, 400), ("", 400)])
def test_alt_text_has_at_most_1000_characters(x: Caller, alt: str, status: int) -> None:
    body = {"id": upload(x), "metadata": {"alt_text": {"text": alt}}}
    assert x.post("/2/media/metadata", json=body).status_code == status


def test_upload_takes_json_and_refuses_what_it_does_not_know(x: Caller) -> None:
    whole = {"media": base64.b64encode(picture()).decode(), "media_category": "tweet_image"}
    given = x.post("/2/media/upload", json=whole).json()["data"]
    assert given["image"] == {"w": 64, "h": 48, "image_type": "image/png"}
    assert given["expires_after_secs"] == 86_400
    assert x.post("/2/media/upload", json=whole | {"media_type": "image/png"}).status_code == 400
    assert x.post("/2/media/upload", json={"media": whole["media"]}).status_code == 400
    assert x.post("/2/media/upload", json=whole | {"media": "bm90IGEgcGljdHVyZQ=="}).status_code == 400


def test_upload_in_pieces(x: Caller) -> None:
    data = picture()
    start = {"media_type": "image/png", "total_bytes": len(data), "media_category": "tweet_image"}
    identity = x.post("/2/media/upload/initialize", json=start).json()["data"]["id"]
    for index, piece in enumerate((data[:50], data[50:])):
        form = {"files": {"media": ("a", piece)}, "data": {"segment_index": str(index)}}
        assert "expires_at" in x.post(f"/2/media/upload/{identity}/append", **form).json()["data"]
    done = x.post(f"/2/media/upload/{identity}/finalize")
    assert (done.status_code, done.json()["data"]["size"]) == (200, len(data))
    assert send(x, text="In pieces", media={"media_ids": [identity]}) == 201


def test_a_picture_still_processing_cannot_be_used(x: Caller, sandbox: RunningSandbox) -> None:
    sandbox.world.habits.polls["x"] = 1
    identity = upload(x)
    ask = {"command": "STATUS", "media_id": identity}
    assert send(x, text="Too early", media={"media_ids": [identity]}) == 400
    assert x.get("/2/media/upload", params=ask).json()["data"]["processing_info"]["state"] == "in_progress"
    assert "processing_info" not in x.get("/2/media/upload", params=ask).json()["data"]
    assert send(x, text="Now", media={"media_ids": [identity]}) == 201


def test_links_come_back_as_t_co_with_entities(x: Caller) -> None:
    text = "Read & think: https://example.org/report or example.com"
    x.post("/2/tweets", json={"text": text, "media": {"media_ids": [upload(x)]}})
    me = x.get("/2/users/me").json()["data"]["id"]
    fields = {"tweet.fields": "created_at,entities,attachments", "max_results": 5}
    (tweet,) = x.get(f"/2/users/{me}/tweets", params=fields).json()["data"]
    urls = tweet["entities"]["urls"]
    assert "example" not in tweet["text"]
    assert "Read &amp; think" in tweet["text"]
    assert [url["expanded_url"] for url in urls[:2]] == ["https://example.org/report", "http://example.com"]
    assert all(tweet["text"][url["start"] : url["end"]] == url["url"] for url in urls)
    assert urls[2]["media_key"] == tweet["attachments"]["media_keys"][0]
    assert tweet["text"].endswith(urls[2]["url"])


def test_fields_that_were_not_asked_for_are_left_out(x: Caller) -> None:
    identity = x.post("/2/tweets", json={"text": "Plain"}).json()["data"]["id"]
    assert set(x.get(f"/2/tweets/{identity}").json()["data"]) == {"id", "text", "edit_history_tweet_ids"}


def test_the_timeline_pages_and_starts_where_told(x: Caller) -> None:
    ids = [x.post("/2/tweets", json={"text": f"Number {n}"}).json()["data"]["id"] for n in range(7)]
    path = f"/2/users/{x.get('/2/users/me').json()['data']['id']}/tweets"
    first = x.get(path, params={"max_results": 5}).json()
    second = x.get(path, params={"max_results": 5, "pagination_token": first["meta"]["next_token"]}).json()
    assert [tweet["id"] for tweet in first["data"] + second["data"]] == ids[::-1]
    assert "next_token" not in second["meta"]
    assert x.get(path, params={"start_time": "2090-01-01T00:00:00Z"}).json() == {"meta": {"result_count": 0}}
    assert x.get(path, params={"max_results": 4}).status_code == 400


def test_a_post_that_is_not_there_is_200_with_errors(x: Caller) -> None:
    there = x.post("/2/tweets", json={"text": "Here"}).json()["data"]["id"]
    answer = x.get("/2/tweets", params={"ids": f"{there},123"})
    assert [tweet["id"] for tweet in answer.json()["data"]] == [there]
    assert answer.json()["errors"][0]["resource_id"] == "123"
    assert "data" not in x.get("/2/tweets/123").json()


def test_oauth_1_must_be_signed(x: Caller) -> None:
    names = ("consumer_key", "nonce", "signature", "signature_method", "timestamp", "token")
    whole = {name: "token-signed" if name == "token" else "1" for name in names}

    def ask(parts: dict[str, str]) -> int:
        header = "OAuth " + ", ".join(f'oauth_{name}="{value}"' for name, value in parts.items())
        return x.get("/2/users/me", headers={"Authorization": header}).status_code

    assert ask(whole) == 200
    assert ask({name: value for name, value in whole.items() if name != "signature"}) == 401


def test_refresh_tokens_are_good_once(x: Caller) -> None:
    def refresh(token: str) -> dict[str, object]:
        form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": "app"}
        answered: dict[str, object] = x.post("/2/oauth2/token", data=form).json()
        return answered

    first = refresh("refresh-trust")
    bearer = {"Authorization": f"Bearer {first['access_token']}"}
    assert x.get("/2/users/me", headers=bearer).json()["data"]["username"] == "trust"
    assert refresh("refresh-trust")["error"] == "invalid_request"
    assert "access_token" in refresh(str(first["refresh_token"]))
