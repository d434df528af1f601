"""What the sandbox says of itself: every post and request, kept over a restart, seen as a reader would."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from campaign_scheduler.model.errors import SettingsError
from campaign_scheduler.sandbox import RunningSandbox, World, serve
from support.making import SetClock, picture
from support.networks import Caller, Say

NETWORKS = ("mastodon", "x", "linkedin")


def post_a_picture(mastodon: Caller, text: str, alt: str = "A green field") -> str:
    data = {"description": alt}
    identity = mastodon.post("/api/v2/media", files={"file": ("a.png", picture())}, data=data).json()["id"]
    while mastodon.get(f"/api/v1/media/{identity}").status_code == 206:
        pass
    body = {"status": text, "media_ids": [identity]}
    return str(mastodon.post("/api/v1/statuses", json=body, headers={"Idempotency-Key": "key"}).json()["id"])


def test_a_post_is_told_whole(mastodon: Caller, control: Caller) -> None:
    identity = post_a_picture(mastodon, "Look")
    (told,) = control.get("/posts").json()
    expected = {"platform": "mastodon", "account": "trust", "id": identity, "text": "Look", "idempotency_key": "key"}
    assert expected.items() <= told.items()
    assert (told["request_number"], told["removed_at"]) == (1, None)
    (media,) = told["media"]
    sha256 = hashlib.sha256(picture()).hexdigest()
    assert media == {
        "id": media["id"], "sha256": sha256, "bytes": len(picture()), "mime": "image/png", "width": 64, "height": 48,
        "alt": "A green field",
    }  # fmt: skip
    assert control.get(f"/media/{sha256}").content == picture()


def test_requests_are_counted_even_when_they_failed(say: dict[str, Say], control: Caller) -> None:
    for text in ("One", "One", "Two"):
        say["x"](text)
    assert {"platform": "x", "account": "trust", "step": "publish", "count": 3} in control.get("/requests").json()
    assert len(control.get("/posts", params={"platform": "x"}).json()) == 2
    assert control.get("/posts", params={"account": "other"}).json() == []


def test_habits_are_changed_over_http(control: Caller, mastodon: Caller) -> None:
    assert control.put("/habits", json={"polls": {"mastodon": 0}}).json()["honours_keys"] is True
    answer = mastodon.post("/api/v2/media", files={"file": ("a.png", picture())})
    assert answer.status_code == 200
    assert control.put("/habits", json={"mood": "good"}).status_code == 400


def test_ids_grow_even_when_the_clock_goes_back() -> None:
    clock = SetClock()
    world = World(clock)
    first = [world.new_id() for _ in range(3)]
    clock.moment -= timedelta(days=1)
    later = [world.new_id() for _ in range(3)]
    assert first + later == sorted({*first, *later})


def test_what_was_posted_outlives_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "sandbox.jsonl"
    with serve(state=state) as sandbox:
        mastodon = Caller(sandbox.base_url("mastodon"), {"Authorization": "Bearer token-trust"})
        kept, gone = post_a_picture(mastodon, "Kept"), mastodon.post("/api/v1/statuses", json={"status": "Gone"})
        mastodon.delete(f"/api/v1/statuses/{gone.json()['id']}")
    with serve(state=state) as sandbox:
        mastodon = Caller(sandbox.base_url("mastodon"), {"Authorization": "Bearer token-trust"})
        assert [(post.text, post.removed_at is None) for post in sandbox.world.posts()] == [
            ("Kept", True),
            ("Gone", False),
        ]
        again = mastodon.post("/api/v1/statuses", json={"status": "Kept"}, headers={"Idempotency-Key": "key"})
        assert again.json()["id"] == kept
        assert mastodon.get(again.json()["media_attachments"][0]["url"]).content == picture()
        assert int(mastodon.post("/api/v1/statuses", json={"status": "New"}).json()["id"]) > int(kept)


def test_a_state_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "calendar.csv"
    other.write_text("id,date,time\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"line 1 of .*calendar\.csv is no post"):
        serve(state=other)


def test_a_port_in_use_is_refused_in_plain_words(sandbox: RunningSandbox) -> None:
    with pytest.raises(SettingsError, match="is in use"):
        serve(int(sandbox.url.rpartition(":")[2]))


def test_a_process_of_its_own_prints_its_address_first(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "campaign_scheduler.sandbox", "--state", str(tmp_path / "state")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert requests.get(f"{url}/_sandbox/posts", timeout=10).json() == []
        process.terminate()
        assert process.wait(10) == 0


@pytest.mark.parametrize("network", NETWORKS)
def test_the_feed_shows_a_post_as_a_reader_sees_it(sandbox: RunningSandbox, say: dict[str, Say], network: str) -> None:
    say[network]("Tom & <b>Ann</b> #Tag" if network != "linkedin" else r"Tom & \<b\>Ann\</b\> #Tag")
    page = requests.get(sandbox.url, timeout=10)
    assert 'Tom &amp; &lt;b&gt;Ann&lt;/b&gt; <span class="tag">#Tag</span>' in page.text
    permalink = sandbox.world.posts()[0].permalink
    assert f'href="{permalink}"' in page.text
    assert requests.get(permalink, timeout=10).status_code == 200


def test_alt_text_is_seen_and_a_missing_one_is_called_out(sandbox: RunningSandbox, mastodon: Caller) -> None:
    post_a_picture(mastodon, "Described", alt='A "green" field')
    post_a_picture(mastodon.with_account("other"), "Not described", alt="")
    page = requests.get(sandbox.url, timeout=10).text
    assert 'alt="A &#34;green&#34; field"' in page
    assert page.count("NO ALT") == 1


def test_a_cut_post_says_so(sandbox: RunningSandbox, say: dict[str, Say]) -> None:
    say["linkedin"]("Open (day)")
    assert "LinkedIn cut the text off here" in requests.get(sandbox.url, timeout=10).text


def test_nothing_on_the_page_comes_from_elsewhere(sandbox: RunningSandbox, mastodon: Caller) -> None:
    for address in (sandbox.url, post_a_picture(mastodon, "Look") and sandbox.url):
        page = requests.get(address, timeout=10).text
        loaded = re.findall(r'(?:src|srcset|action|data)="([^"]*)"|<link[^>]*href="([^"]*)"|url\(([^)]*)\)', page)
        assert all(one.startswith(("/_sandbox/media/", "data:")) for found in loaded for one in found if one)


def test_an_empty_feed_says_what_to_do(sandbox: RunningSandbox) -> None:
    page = requests.get(sandbox.url, timeout=10).text
    assert "campaign demo" in page
    assert all(sandbox.base_url(network) in page for network in NETWORKS)


def test_a_removed_post_leaves_the_feed(sandbox: RunningSandbox, mastodon: Caller) -> None:
    identity = mastodon.post("/api/v1/statuses", json={"status": "A mistake"}).json()["id"]
    permalink = sandbox.world.posts()[0].permalink
    mastodon.delete(f"/api/v1/statuses/{identity}")
    assert "A mistake" not in requests.get(sandbox.url, timeout=10).text
    assert requests.get(permalink, timeout=10).status_code == 404


def test_a_long_feed_has_older_pages(sandbox: RunningSandbox, mastodon: Caller) -> None:
    for number in range(33):
        mastodon.post("/api/v1/statuses", json={"status": f"Number {number}."})
    first = requests.get(sandbox.url, timeout=10).text
    older = re.search(r'href="(/\?network=mastodon&amp;before=\d+)"', first)
    assert older is not None
    second = requests.get(sandbox.url + older[1].replace("&amp;", "&"), timeout=10).text
    assert ("Number 3." in first, "Number 2." in first) == (True, False)
    assert ("Number 3." in second, "Number 2." in second) == (False, True)


def test_the_version_tells_an_open_page_to_look_again(control: Caller, say: dict[str, Say]) -> None:
    before = control.get("/version").json()
    say["x"]("Hello")
    assert control.get("/version").json() > before
