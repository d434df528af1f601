"""The stand-in for LinkedIn, with its versions, its write-only members and its habit of cutting posts short."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.sandbox.little_text import as_shown, is_cut
from support.making import SetClock, picture
from support.networks import ORGANISATION, Caller, share

MEMBER = "urn:li:person:trust"


def reserve(linkedin: Caller, owner: str = ORGANISATION) -> dict[str, str]:
    body = {"initializeUploadRequest": {"owner": owner}}
    value: dict[str, str] = linkedin.post("/rest/images?action=initializeUpload", json=body).json()["value"]
    return value


def status(linkedin: Caller, urn: str) -> str:
    return str(linkedin.get(f"/rest/images/{quote(urn, safe='')}").json()["status"])


def image(linkedin: Caller, owner: str = ORGANISATION) -> str:
    value = reserve(linkedin, owner)
    assert linkedin.put(value["uploadUrl"], data=picture()).status_code == 201
    while status(linkedin, value["image"]) == "PROCESSING":
        pass
    return value["image"]


def with_image(urn: str, alt: str = "A field") -> dict[str, object]:
    return {"content": {"media": {"id": urn, "altText": alt}}}


def test_a_post_is_201_with_an_empty_body_and_its_urn_in_a_header(linkedin: Caller) -> None:
    answer = linkedin.post("/rest/posts", json=share("Hello"))
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["x-restli-id"].startswith("urn:li:share:")


@pytest.mark.parametrize(
    ("version", "status", "code"),
    [("", 400, "VERSION_MISSING"), ("202411", 426, "NONEXISTENT_VERSION"), ("soon", 426, "NONEXISTENT_VERSION")],
)
def test_a_version_must_be_named_and_alive(linkedin: Caller, version: str, status: int, code: str) -> None:
    answer = linkedin.post("/rest/posts", json=share("Hello"), headers={"LinkedIn-Version": version})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert code != "NONEXISTENT_VERSION" or answer.json()["message"] == f"Requested version {version}01 is not active"


def test_an_expired_token_is_401(linkedin: Caller) -> None:
    answer = linkedin.get("/v2/userinfo", headers={"Authorization": "Bearer bad-old"})
    assert (answer.status_code, answer.json()["code"]) == (401, "EXPIRED_ACCESS_TOKEN")


def test_a_picture_is_reserved_uploaded_processed_and_available(linkedin: Caller, sandbox: RunningSandbox) -> None:
    value = reserve(linkedin)
    assert status(linkedin, value["image"]) == "WAITING_UPLOAD"
    early = linkedin.post("/rest/posts", json=share("Early", **with_image(value["image"])))
    assert (early.status_code, early.json()["code"]) == (400, "MEDIA_ASSET_WAITING_UPLOAD")
    linkedin.put(value["uploadUrl"], data=picture())
    assert [status(linkedin, value["image"]) for _ in range(2)] == ["PROCESSING", "AVAILABLE"]
    assert linkedin.post("/rest/posts", json=share("Now", **with_image(value["image"]))).status_code == 201
    assert sandbox.world.posts()[0].media[0].alt == "A field"


def test_bytes_that_are_no_picture_fail_in_processing(linkedin: Caller) -> None:
    value = reserve(linkedin)
    assert linkedin.put(value["uploadUrl"], data=b"RIFF....WEBPVP8 ").status_code == 201
    assert status(linkedin, value["image"]) == "PROCESSING_FAILED"


def test_the_owner_of_a_picture_must_be_the_author(linkedin: Caller) -> None:
    body = share("Mine", author="urn:li:organization:2", **with_image(image(linkedin)))
    assert linkedin.post("/rest/posts", json=body).status_code == 400


def test_several_pictures_are_two_to_twenty(linkedin: Caller, sandbox: RunningSandbox) -> None:
    several = [{"id": image(linkedin), "altText": f"Picture {n}"} for n in range(2)]
    for images, expected in ((several[:1], 400), (several, 201)):
        body = share(f"{len(images)} of them", content={"multiImage": {"images": images}})
        assert linkedin.post("/rest/posts", json=body).status_code == expected
    assert [media.alt for media in sandbox.world.posts()[0].media] == ["Picture 0", "Picture 1"]


def test_a_member_posts_only_for_himself_and_reads_nothing(linkedin: Caller) -> None:
    assert linkedin.get("/v2/userinfo").json()["sub"] == "trust"
    assert linkedin.post("/rest/posts", json=share("Hello", author=MEMBER)).status_code == 201
    assert linkedin.post("/rest/posts", json=share("Hello", author="urn:li:person:else")).status_code == 403
    assert linkedin.get("/rest/posts", params={"q": "author", "author": MEMBER}).status_code == 403
    urn = reserve(linkedin, MEMBER)["image"]
    assert linkedin.get(f"/rest/images/{quote(urn, safe='')}").status_code == 403


def test_an_organisations_posts_can_be_listed_newest_first(linkedin: Caller) -> None:
    urns = [linkedin.post("/rest/posts", json=share(f"Number {n}")).headers["x-restli-id"] for n in range(3)]
    found = linkedin.get("/rest/posts", params={"q": "author", "author": ORGANISATION, "count": 2}).json()["elements"]
    assert [post["id"] for post in found] == urns[:0:-1]
    assert found[0]["commentary"] == "Number 2"


def test_more_than_3000_characters_are_400(linkedin: Caller) -> None:
    answer = linkedin.post("/rest/posts", json=share("x" * 3001))
    assert answer.status_code == 400
    assert answer.json()["errorDetails"]["inputErrors"][0]["code"] == "FIELD_ARRAY_SIZE_TOO_HIGH"
    assert "(3001 characters)" in answer.json()["message"]


def test_a_missing_field_is_422_and_named(linkedin: Caller) -> None:
    body = {name: value for name, value in share("Hello").items() if name != "distribution"}
    answer = linkedin.post("/rest/posts", json=body)
    assert answer.status_code == 422
    assert "/distribution :: field is required" in answer.json()["message"]


def test_a_duplicate_is_422_naming_the_first_even_when_it_was_deleted() -> None:
    clock = SetClock()
    with serve(clock=clock) as sandbox:
        headers = {"Authorization": "Bearer token-trust", "LinkedIn-Version": "202609"}
        linkedin = Caller(sandbox.base_url("linkedin"), headers)
        urn = linkedin.post("/rest/posts", json=share("Once")).headers["x-restli-id"]
        again = linkedin.post("/rest/posts", json=share("Once"))
        assert (again.status_code, urn in again.json()["message"]) == (422, True)
        assert again.json()["errorDetails"]["inputErrors"][0]["code"] == "DUPLICATE_POST"
        assert [linkedin.delete(f"/rest/posts/{quote(urn, safe='')}").status_code for _ in range(2)] == [204, 204]
        assert linkedin.get(f"/rest/posts/{quote(urn, safe='')}").status_code == 404
        assert linkedin.post("/rest/posts", json=share("Once")).status_code == 422
        clock.moment += timedelta(hours=25)
        assert linkedin.post("/rest/posts", json=share("Once")).status_code == 201


@pytest.mark.parametrize(
    ("commentary", "shown"),
    [
        ("All of it, #Tag and all", "All of it, #Tag and all"),
        ("Open (day) today", "Open "),
        (r"Open \(day\) today", "Open (day) today"),
        ("snake_case", "snake"),
        (r"snake\_case", "snake_case"),
        ("A # alone", "A "),
        ("ends with \\", "ends with "),
        ("Thanks @[Our Trust](urn:li:organization:123) for it", "Thanks Our Trust for it"),
        (r"{hashtag|\#|Health} week", "#Health week"),
        ("mail me@example.org", "mail me"),
    ],
)
def test_text_is_cut_at_the_first_reserved_character(commentary: str, shown: str) -> None:
    assert as_shown(commentary) == shown
    assert is_cut(commentary) == (shown in ("Open ", "snake", "A ", "ends with ", "mail me"))


def test_a_cut_post_is_201_all_the_same(linkedin: Caller, sandbox: RunningSandbox) -> None:
    assert linkedin.post("/rest/posts", json=share("Open (day)")).status_code == 201
    assert (sandbox.world.posts()[0].text, sandbox.world.posts()[0].wrote) == ("Open ", "Open (day)")
