"""The stand-in for Bluesky keeps the manners of a real server (PDS 0.5.35)."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
import requests

from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.sandbox.faults import Fault
from support.making import SetClock, picture
from support.networks import Caller, log_in, record

PUT, GET, LIST = "/com.atproto.repo.putRecord", "/com.atproto.repo.getRecord", "/com.atproto.repo.listRecords"
UPLOAD, DELETE = "/com.atproto.repo.uploadBlob", "/com.atproto.repo.deleteRecord"
LOG_IN, REFRESH = "/com.atproto.server.createSession", "/com.atproto.server.refreshSession"
KEYS = [f"3m6fgrrnqrc2{letter}" for letter in "abcdefg"]
FAMILY = "👩‍👩‍👧‍👦"


def put(bluesky: Caller, text: str, rkey: str = KEYS[0], **more: object) -> requests.Response:
    return bluesky.post(PUT, json=record(bluesky, text, rkey=rkey, swapRecord=None, **more))


def get(bluesky: Caller, rkey: str) -> requests.Response:
    named = {"repo": bluesky.headers["X-Did"], "collection": "app.bsky.feed.post", "rkey": rkey}
    return bluesky.get(GET, params=named)


def upload(bluesky: Caller, data: bytes | None = None, kind: str = "image/png") -> Any:
    answer = bluesky.post(UPLOAD, data=data or picture(), headers={"Content-Type": kind})
    return answer.json()["blob"]


def images(*blobs: object, alt: str = "A green field") -> dict[str, object]:
    shown = [{"image": blob, "alt": alt, "aspectRatio": {"width": 64, "height": 48}} for blob in blobs]
    return {"$type": "app.bsky.embed.images", "images": shown}


def error(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_a_session_has_tokens_of_three_parts_and_tells_where_the_account_lives(
    bluesky: Caller, sandbox: RunningSandbox
) -> None:
    session = bluesky.post(LOG_IN, json={"identifier": "trust.test", "password": "x"}).json()
    assert session["handle"] == "trust.test"
    assert session["did"].startswith("did:plc:")
    assert len(session["did"]) == 32
    assert session["didDoc"]["service"][0]["serviceEndpoint"] == sandbox.base_url("bluesky")
    middle = session["accessJwt"].split(".")[1]
    told = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    assert (told["exp"] - told["iat"], told["sub"], told["scope"]) == (7200, session["did"], "com.atproto.appPass")


@pytest.mark.parametrize("identifier", ["trust", "trust.test", "TRUST.test", "trust.bsky.social"])
def test_an_account_has_one_id_by_whatever_name_it_logs_in(bluesky: Caller, identifier: str) -> None:
    session = bluesky.post(LOG_IN, json={"identifier": identifier, "password": "x"}).json()
    assert session["did"] == bluesky.headers["X-Did"]
    again = bluesky.post(LOG_IN, json={"identifier": session["did"], "password": "x"}).json()
    assert again["handle"] == "trust.test"


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"identifier": "trust.test", "password": "bad-one"}, (401, "AuthenticationRequired")),
        ({"identifier": "@trust.test", "password": "x"}, (401, "AuthenticationRequired")),
        ({"identifier": "trust.test"}, (400, "InvalidRequest")),
    ],
)
def test_who_may_not_log_in(bluesky: Caller, body: dict[str, str], refusal: tuple[int, str]) -> None:
    assert error(bluesky.post(LOG_IN, json=body)) == refusal


def test_logging_in_too_often_is_refused_with_the_time_to_wait() -> None:
    clock = SetClock()
    with serve(clock=clock) as sandbox:
        bluesky = Caller(f"{sandbox.base_url('bluesky')}/xrpc", {})
        body = {"identifier": "trust", "password": "x"}
        assert {bluesky.post(LOG_IN, json=body).status_code for _ in range(30)} == {200}
        assert error(bluesky.post(LOG_IN, json=body)) == (429, "RateLimitExceeded")
        clock.lease += 301
        assert bluesky.post(LOG_IN, json=body).status_code == 200


def test_a_token_that_has_ended_is_400_and_can_be_refreshed() -> None:
    clock = SetClock()
    with serve(clock=clock) as sandbox:
        bluesky = Caller(f"{sandbox.base_url('bluesky')}/xrpc", {})
        session = bluesky.post(LOG_IN, json={"identifier": "trust", "password": "x"}).json()
        clock.lease += 7201
        old = {"Authorization": f"Bearer {session['accessJwt']}"}
        assert error(bluesky.post(UPLOAD, data=b"x", headers=old)) == (400, "ExpiredToken")
        refreshed = bluesky.post(REFRESH, headers={"Authorization": f"Bearer {session['refreshJwt']}"}).json()
        new = {"Authorization": f"Bearer {refreshed['accessJwt']}"}
        assert bluesky.post(UPLOAD, data=b"x", headers=new).status_code == 200


def test_tokens_that_are_refused(bluesky: Caller) -> None:
    session = bluesky.post(LOG_IN, json={"identifier": "trust", "password": "x"}).json()
    for given, refusal in (
        ("Bearer bad", (400, "InvalidToken")),
        ("Bearer a.b.c", (400, "InvalidToken")),
        (f"Bearer {session['refreshJwt']}", (400, "InvalidToken")),
        ("", (401, "AuthMissing")),
    ):
        assert error(bluesky.post(PUT, json=record(bluesky, "x"), headers={"Authorization": given})) == refusal
    access = {"Authorization": f"Bearer {session['accessJwt']}"}
    assert error(bluesky.post(REFRESH, headers=access)) == (400, "InvalidToken")


def test_a_record_can_be_put_once_and_the_same_again_changes_nothing(bluesky: Caller, sandbox: RunningSandbox) -> None:
    first, again = put(bluesky, "Once").json(), put(bluesky, "Once").json()
    assert first["uri"] == f"at://{bluesky.headers['X-Did']}/app.bsky.feed.post/{KEYS[0]}"
    assert ("commit" in first, "commit" in again) == (True, False)
    assert (again["uri"], again["cid"]) == (first["uri"], first["cid"])
    assert error(put(bluesky, "Other")) == (400, "InvalidSwap")
    assert [post.text for post in sandbox.world.posts()] == ["Once"]


def test_without_swap_record_a_put_replaces(bluesky: Caller) -> None:
    put(bluesky, "Once")
    assert bluesky.post(PUT, json=record(bluesky, "Changed", rkey=KEYS[0])).status_code == 200
    assert get(bluesky, KEYS[0]).json()["value"]["text"] == "Changed"


def test_create_makes_two_of_two_and_a_taken_key_is_an_internal_error(bluesky: Caller, sandbox: RunningSandbox) -> None:
    create = "/com.atproto.repo.createRecord"
    for _ in range(2):
        bluesky.post(create, json=record(bluesky, "Twice"))
    assert len(sandbox.world.posts()) == 2
    bluesky.post(create, json=record(bluesky, "Mine", rkey=KEYS[0]))
    assert error(bluesky.post(create, json=record(bluesky, "Mine", rkey=KEYS[0]))) == (500, "InternalServerError")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"text": "x" * 301}, "grapheme too big (maximum 300, got 301) at $.record.text"),
        ({"text": FAMILY * 130}, "string too big (maximum 3000, got 3250) at $.record.text"),
        ({"text": 5}, "Expected string value type (got 5) at $.record.text"),
        ({"createdAt": "yesterday"}, 'Invalid datetime (got "yesterday") at $.record.createdAt'),
        ({"langs": ["en", "de", "fr", "cy"]}, "array too big (maximum 3, got 4) at $.record.langs"),
        ({"langs": ["english language"]}, 'Invalid language (got "english language") at $.record.langs[0]'),
        ({"facets": "no"}, 'Expected array value type (got "no") at $.record.facets'),
    ],
)
def test_records_that_are_refused(bluesky: Caller, more: dict[str, Any], why: str) -> None:
    body = record(bluesky, "x", rkey=KEYS[0])
    body["record"] |= more  # type: ignore[operator]
    answer = bluesky.post(PUT, json=body).json()
    assert answer == {"error": "InvalidRequest", "message": f"Invalid app.bsky.feed.post record: {why}"}


@pytest.mark.parametrize(
    ("feature", "why"),
    [
        ({"$type": "#link", "uri": "https://"}, "Invalid uri"),
        ({"$type": "#mention", "did": "nobody"}, "Invalid DID"),
        ({"$type": "#tag", "tag": "x" * 65}, "grapheme too big (maximum 64, got 65)"),
    ],
)
def test_facets_that_are_refused(bluesky: Caller, feature: dict[str, str], why: str) -> None:
    feature["$type"] = f"app.bsky.richtext.facet{feature['$type']}"
    facets = [{"index": {"byteStart": 0, "byteEnd": 1}, "features": [feature]}]
    assert why in put(bluesky, "x", facets=facets).json()["message"]


def test_keys_are_tids_and_a_repository_is_its_owners(bluesky: Caller) -> None:
    assert "Invalid TID" in put(bluesky, "x", "nottid").json()["message"]
    other = log_in(bluesky, "other")
    theirs = {**record(other, "x", rkey=KEYS[0])}
    assert error(bluesky.post(PUT, json=theirs)) == (401, "AuthenticationRequired")
    assert error(bluesky.post(DELETE, json=theirs)) == (401, "AuthenticationRequired")


def test_what_a_picture_is_is_told_by_its_bytes_and_the_same_has_the_same_name(bluesky: Caller) -> None:
    data = picture()
    blob = upload(bluesky, data, "text/plain")
    assert (blob["mimeType"], blob["size"], blob) == ("image/png", len(data), upload(bluesky, data))
    cid = base64.b32encode(bytes((1, 0x55, 0x12, 32)) + hashlib.sha256(data).digest()).decode().lower().rstrip("=")
    assert blob["ref"]["$link"] == f"b{cid}"


def test_alt_text_is_of_the_record_and_a_picture_may_be_in_many(bluesky: Caller, sandbox: RunningSandbox) -> None:
    blob = upload(bluesky)
    put(bluesky, "One", KEYS[0], embed=images(blob, alt="First"))
    put(bluesky, "Two", KEYS[1], embed=images(blob, blob, alt="Second"))
    assert [[one.alt for one in post.media] for post in sandbox.world.posts()] == [["First"], ["Second", "Second"]]


def test_the_same_picture_of_two_accounts_belongs_to_both(bluesky: Caller) -> None:
    mine = upload(bluesky)
    other = log_in(bluesky, "other")
    assert error(put(other, "Theirs", embed=images(mine))) == (400, "BlobNotFound")
    assert put(other, "Theirs", embed=images(upload(other))).status_code == 200
    assert put(bluesky, "Mine", embed=images(mine)).status_code == 200


def test_pictures_that_are_refused_only_with_the_record(bluesky: Caller) -> None:
    blob, big = upload(bluesky), upload(bluesky, picture() + bytes(2_000_000))
    text = upload(bluesky, b"hello", "text/plain")
    no_alt = images(blob)
    del no_alt["images"][0]["alt"]  # type: ignore[index]
    for embed, why in (
        (images(big), "blob too big (maximum 2000000, got 2000140) at $.record.embed.images[0].image"),
        (images(text), 'Expected "image/*" (got "text/plain") at $.record.embed.images[0].image.mimeType'),
        (images(*[blob] * 5), "array too big (maximum 4, got 5) at $.record.embed.images"),
        (no_alt, 'Missing required key "alt" at $.record.embed.images[0]'),
        (images({**blob, "mimeType": "image/webp"}), "Expected: image/png, Got: image/webp"),
        (images({**blob, "size": 5}), "Expected: 140, Got: 5"),
    ):
        answer = put(bluesky, "x", embed=embed)
        assert (answer.status_code, why in answer.json()["message"]) == (400, True), answer.text


def test_an_upload_over_five_mebibytes_is_413(bluesky: Caller) -> None:
    answer = bluesky.post(UPLOAD, data=bytes(5_242_881), headers={"Content-Type": "image/png"})
    assert error(answer) == (413, "PayloadTooLarge")


def test_records_are_read_without_a_token_and_a_missing_one_is_400(bluesky: Caller) -> None:
    put(bluesky, "Here")
    assert get(bluesky, KEYS[0]).json()["value"]["text"] == "Here"
    assert error(get(bluesky, KEYS[1])) == (400, "RecordNotFound")
    by_handle = {"repo": "trust.test", "collection": "app.bsky.feed.post", "rkey": KEYS[0]}
    assert bluesky.get(GET, params=by_handle, headers={"Authorization": ""}).status_code == 200
    unknown = by_handle | {"repo": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"}
    assert error(bluesky.get(GET, params=unknown)) == (502, "UpstreamFailure")


def test_reading_one_record_never_lags_though_lists_may(bluesky: Caller, sandbox: RunningSandbox) -> None:
    sandbox.world.habits.list_lag = 3600
    put(bluesky, "Here")
    assert get(bluesky, KEYS[0]).status_code == 200


def test_the_list_pages_from_the_newest_key(bluesky: Caller) -> None:
    for key in (KEYS[3], *KEYS[:3], KEYS[4]):
        put(bluesky, key, key)
    asked: dict[str, Any] = {"repo": "trust.test", "collection": "app.bsky.feed.post", "limit": 2}
    found: list[str] = []
    while page := bluesky.get(LIST, params=asked).json():
        found += [one["value"]["text"] for one in page["records"]]
        if "cursor" not in page:
            break
        asked["cursor"] = page["cursor"]
    assert found == sorted(KEYS[:5], reverse=True)
    assert error(bluesky.get(LIST, params=asked | {"limit": 101})) == (400, "InvalidRequest")


def test_deleting_twice_is_fine_and_the_truth_remembers(bluesky: Caller, sandbox: RunningSandbox) -> None:
    put(bluesky, "A mistake")
    named = record(bluesky, "", rkey=KEYS[0])
    first, second = (bluesky.post(DELETE, json=named) for _ in range(2))
    assert ("commit" in first.json(), second.status_code, second.json()) == (True, 200, {})
    assert error(get(bluesky, KEYS[0])) == (400, "RecordNotFound")
    assert sandbox.world.posts()[0].removed_at is not None


def test_handles_lead_to_those_who_logged_in(bluesky: Caller) -> None:
    resolve = "/com.atproto.identity.resolveHandle"
    assert bluesky.get(resolve, params={"handle": "trust.test"}).json() == {"did": bluesky.headers["X-Did"]}
    assert error(bluesky.get(resolve, params={"handle": "nobody.test"})) == (400, "HandleNotFound")
    assert error(bluesky.get(resolve, params={"handle": "trust.example.org"})) == (400, "InvalidRequest")
    assert error(bluesky.get(resolve, params={"handle": "x"})) == (400, "InvalidRequest")


def test_limits_are_in_the_headers_and_their_end_in_epoch_seconds(bluesky: Caller, sandbox: RunningSandbox) -> None:
    headers = bluesky.get("/com.atproto.server.describeServer").headers
    assert (headers["RateLimit-Limit"], headers["RateLimit-Policy"]) == ("3000", "3000;w=300")
    sandbox.faults.add(Fault("status_429", "bluesky", "publish", seconds=290))
    refused = put(bluesky, "Too many")
    assert error(refused) == (429, "RateLimitExceeded")
    assert refused.headers["Retry-After"] == "290"
    assert int(refused.headers["RateLimit-Reset"]) > int(headers["RateLimit-Reset"]) - 60


def test_what_is_posted_is_there_after_a_restart(tmp_path: Any) -> None:
    for text in ("Kept", "Kept"):
        with serve(state=tmp_path / "posts") as sandbox:
            bluesky = log_in(Caller(f"{sandbox.base_url('bluesky')}/xrpc", {}), "trust")
            assert put(bluesky, text, embed=images(upload(bluesky))).status_code == 200
            assert len(sandbox.world.posts()) == 1


def test_the_feed_shows_as_live_only_what_facets_say(bluesky: Caller, sandbox: RunningSandbox) -> None:
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://a.org"}
    facets = [{"index": {"byteStart": 3, "byteEnd": 8}, "features": [link]}]
    put(bluesky, "é a.org <b> dead.org", facets=facets, embed=images(upload(bluesky)))
    page = requests.get(sandbox.url, timeout=10).text
    assert 'é <span class="link">a.org</span> &lt;b&gt; dead.org' in page
    assert 'alt="A green field"' in page
    assert "@trust.test" in page
    assert requests.get(sandbox.world.posts()[0].permalink, timeout=10).status_code == 200
