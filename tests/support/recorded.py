"""What each network answers to each call when all is well, written out from its specification.

Sources, read 2026-11-22: X's OpenAPI document 2.167; LinkedIn's Posts, Images and Organizations pages (version 202609);
docs.joinmastodon.org (Status, MediaAttachment, CredentialAccount, Instance v2); the lexicons of com.atproto and
app.bsky.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from typing import Any

import requests

from campaign_scheduler.platforms.kit.answer import Answer, headers
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.platforms.kit.transmission import Transmission

WORDS = "The report is here: https://example.org/report"
MOMENT = "2030-03-04T09:00:01.000Z"
DID = "did:plc:abcdefghijklmnopqrstuvwx"
SHARE = "urn:li:share:7140000000000000001"
IMAGE = "urn:li:image:C4E10AQFoyyAjHPMQuQ"
CID = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
POST_CID = "bafyreib2rxk3rybk3aobmv5cjuql3bm2twh4jo5uxgf5kpqcsgz7soitae"


@dataclass(frozen=True)
class Recorded:
    """One call's answer. `route` matches `METHOD address`; of several that match, the first one answers."""

    route: str
    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.route

    def answers(self, method: str, url: str) -> bool:
        return re.search(self.route, f"{method} {url}") is not None

    @property
    def content(self) -> bytes:
        return b"" if self.body is None else json.dumps(self.body).encode()


def _token(**claims: object) -> str:
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJFUzI1NksifQ.{middle}.c2lnbmF0dXJl"


SESSION = {
    "did": DID,
    "handle": "trust.example",
    "accessJwt": _token(iat=1_900_000_000, exp=1_900_007_200, sub=DID),
    "refreshJwt": _token(iat=1_900_000_000, exp=1_907_776_000, sub=DID),
    "didDoc": {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": DID,
        "service": [
            {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://pds.example"}
        ],
    },
    "email": "comms@trust.example",
    "active": True,
}
STATUS = {
    "id": "113500000000000001",
    "created_at": MOMENT,
    "visibility": "public",
    "language": "en",
    "uri": "https://mastodon.example/users/trust/statuses/113500000000000001",
    "url": "https://mastodon.example/@trust/113500000000000001",
    "content": '<p>The report is here: <a href="https://example.org/report">'
    '<span class="invisible">https://</span><span class="">example.org/report</span></a></p>',
    "media_attachments": [{"id": "22", "type": "image", "description": "A field"}],
    "account": {"id": "23", "acct": "trust"},
    "mentions": [],
}
EARLIER = STATUS | {"id": "113500000000000000", "created_at": "2030-03-03T09:00:00.000Z", "content": "<p>Before.</p>"}
POST = {
    "id": "1899000000000000001",
    "text": "The report is here: https://t.co/abcdefghij https://t.co/klmnopqrst",
    "edit_history_tweet_ids": ["1899000000000000001"],
    "created_at": MOMENT,
    "attachments": {"media_keys": ["3_1899000000000000002"]},
    "entities": {
        "urls": [
            {"start": 20, "end": 43, "url": "https://t.co/abcdefghij", "expanded_url": "https://example.org/report"},
            {"start": 44, "end": 67, "url": "https://t.co/klmnopqrst", "media_key": "3_1899000000000000002"},
        ]
    },
}
MEDIA = {"id": "1899000000000000002", "media_key": "3_1899000000000000002", "size": 1024, "expires_after_secs": 86400}

RECORDED: dict[str, tuple[Recorded, ...]] = {
    "x": (
        Recorded("GET .*/2/users/me", {"data": {"id": "2244994945", "name": "Trust", "username": "ourtrust"}}),
        Recorded(
            "POST .*/2/media/upload", {"data": MEDIA | {"processing_info": {"state": "pending", "check_after_secs": 1}}}
        ),
        Recorded(
            "GET .*/2/media/upload",
            {"data": MEDIA | {"processing_info": {"state": "succeeded", "progress_percent": 100}}},
        ),
        Recorded(
            "POST .*/2/media/metadata",
            {"data": {"id": MEDIA["id"], "associated_metadata": {"alt_text": {"text": "A field"}}}},
        ),
        Recorded(
            "POST .*/2/tweets",
            {"data": {"id": POST["id"], "text": POST["text"], "edit_history_tweet_ids": [POST["id"]]}},
            201,
        ),
        Recorded("GET .*/2/users/[^/]*/tweets", {"data": [POST], "meta": {"result_count": 1, "newest_id": POST["id"]}}),
        Recorded("DELETE .*/2/tweets/", {"data": {"deleted": True}}),
    ),
    "linkedin": (
        Recorded("GET .*/rest/organizations/", {"id": 7, "localizedName": "Trust", "vanityName": "ourtrust"}),
        Recorded(
            "POST .*/rest/images",
            {"value": {"uploadUrlExpiresAt": 1_900_000_000_000, "uploadUrl": "https://up.example/x", "image": IMAGE}},
        ),
        Recorded("PUT .*", None, 201),
        Recorded("GET .*/rest/images/", {"id": IMAGE, "owner": "urn:li:organization:7", "status": "AVAILABLE"}),
        Recorded("POST .*/rest/posts", None, 201, {"x-restli-id": SHARE}),
        Recorded(
            "GET .*/rest/posts",
            {
                "paging": {"start": 0, "count": 50, "links": []},
                "elements": [
                    {
                        "id": SHARE,
                        "author": "urn:li:organization:7",
                        "commentary": WORDS,
                        "publishedAt": 1_898_845_201_000,
                        "createdAt": 1_898_845_200_000,
                        "lifecycleState": "PUBLISHED",
                        "content": {"media": {"id": IMAGE, "altText": "A field"}},
                    }
                ],
            },
        ),
        Recorded("DELETE .*/rest/posts/", None, 204),
    ),
    "mastodon": (
        Recorded(
            "GET .*/verify_credentials",
            {"id": "23", "acct": "trust", "display_name": "Trust", "url": "https://mastodon.example/@trust"},
        ),
        Recorded(
            "GET .*/api/v2/instance",
            {
                "domain": "mastodon.example",
                "configuration": {
                    "statuses": {"max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23},
                    "media_attachments": {
                        "supported_mime_types": ["image/png", "image/jpeg"],
                        "image_size_limit": 16777216,
                        "image_matrix_limit": 33177600,
                        "description_limit": 1500,
                    },
                },
            },
        ),
        Recorded("GET .*/api/v1/instance", {"uri": "mastodon.example", "max_toot_chars": 500}),
        Recorded("POST .*/api/v2/media", {"id": "22", "type": "image", "url": None, "description": "A field"}, 202),
        Recorded("GET .*/api/v1/media/", {"id": "22", "type": "image", "description": "A field"}),
        Recorded("PUT .*/api/v1/media/", {"id": "22", "type": "image", "description": "A field"}),
        Recorded("POST .*/api/v1/statuses", STATUS),
        Recorded("GET .*/api/v1/accounts/[^/]*/statuses", [STATUS, EARLIER]),
        Recorded("GET .*/api/v1/statuses/", STATUS),
        Recorded("DELETE .*/api/v1/statuses/", STATUS),
    ),
    "bluesky": (
        Recorded("POST .*createSession", SESSION),
        Recorded("POST .*refreshSession", SESSION),
        Recorded(
            "POST .*uploadBlob",
            {"blob": {"$type": "blob", "ref": {"$link": CID}, "mimeType": "image/png", "size": 123}},
        ),
        Recorded("GET .*resolveHandle", {"did": DID}),
        Recorded(
            "POST .*putRecord",
            {"uri": f"at://{DID}/app.bsky.feed.post/RKEY", "cid": POST_CID, "validationStatus": "valid"},
        ),
        Recorded("GET .*getRecord", {"uri": f"at://{DID}/app.bsky.feed.post/RKEY", "cid": POST_CID, "value": {}}),
        Recorded("POST .*deleteRecord", {"commit": {"cid": POST_CID, "rev": "3lbqaaaaaaaaa"}}),
    ),
}


class AnsweringDoor(Door):
    """Gives an answer for each call without a network, for tests of what becomes of answers alone."""

    def __init__(self, platform: str) -> None:
        super().__init__()
        self._recorded = RECORDED[platform]
        self.instead: dict[str, Answer] = {}
        self.asked: list[requests.PreparedRequest] = []
        self.called: list[str] = []
        self.rkey = "RKEY"
        self.record: object = {}

    def send(self, request: requests.PreparedRequest, *, transmission: Transmission | None = None, **_: Any) -> Answer:
        self.asked.append(request)
        if transmission is not None:
            transmission.begin()
            transmission.finish()
        one = next(one for one in self._recorded if one.answers(str(request.method), str(request.url)))
        self.called.append(one.name)
        return self.instead.get(one.name) or self._usual(one)

    def _usual(self, one: Recorded) -> Answer:
        body = one.content.replace(b"RKEY", self.rkey.encode())
        if "getRecord" in one.route:
            body = json.dumps(json.loads(body) | {"value": self.record}).encode()
        return Answer(one.status, headers(one.headers), body)
