"""The shipped contract, against real servers. Each test has an account of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
import requests

from campaign_scheduler.model.account import Account, Credentials
from campaign_scheduler.model.asset import Rendition
from campaign_scheduler.model.clock import SystemClock
from campaign_scheduler.model.delivery import Absent, Published
from campaign_scheduler.model.errors import ContentRejected, Unconfirmed
from campaign_scheduler.platforms.bluesky import Bluesky
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.platforms.kit.interface import Platform
from campaign_scheduler.platforms.mastodon import Mastodon
from campaign_scheduler.platforms.mastodon.wire import words
from campaign_scheduler.testing.contract import Live, LivePost, MemoryJournal, PlatformContract, transmission
from real.servers import Pds, Person, Snac
from support.making import picture, rendition
from support.proxy import Proxy


class Real(PlatformContract):
    """What a real server gives the contract."""

    @pytest.fixture
    def pictures(self) -> Sequence[Rendition]:
        return [rendition(picture(colour=name), f"A field that is {name}") for name in ("seagreen", "navy")]

    @pytest.fixture
    def account(self, person: Person, proxy: Proxy, platform: Platform) -> Account:
        return Account("trust", platform.name, base_url=proxy.url, credentials=Credentials(person.secrets))

    @pytest.fixture
    def drop_answer(self, proxy: Proxy) -> Callable[[], None]:
        return proxy.drop_next


class TestBluesky(Real):
    """PDS."""

    @pytest.fixture
    def platform(self) -> Platform:
        return Bluesky(Door(), SystemClock())

    @pytest.fixture
    def person(self, bluesky_server: Pds) -> Person:
        return bluesky_server.new_person()

    @pytest.fixture
    def proxy(self, bluesky_server: Pds) -> Iterator[Proxy]:
        with Proxy(bluesky_server.url) as proxy:
            yield proxy

    @pytest.fixture
    def live(self, bluesky_server: Pds, person: Person) -> Live:
        def look() -> Sequence[LivePost]:
            asked = {"repo": person.owner, "collection": "app.bsky.feed.post", "reverse": "true"}
            answer = requests.get(
                f"{bluesky_server.url}/xrpc/com.atproto.repo.listRecords", params=asked, timeout=30
            ).json()
            return [_live_record(one["value"]) for one in answer["records"]]

        return look

    def test_a_record_found_absent_and_then_put_again_is_one_post(
        self, platform: Platform, account: Account, live: Live, drop_answer: Callable[[], None]
    ) -> None:
        journal, profile = MemoryJournal(), platform.verify(account)
        post = self.rendered(platform, account, "Once, whatever is believed.")
        first, second = (platform.prepare(post, account, journal, token="t") for _ in range(2))
        tried = self.attempt(post, first, SystemClock().now(), profile.key)
        assert isinstance(platform.find(tried, account), Absent)
        drop_answer()
        with pytest.raises(Unconfirmed):
            platform.send(first, account, transmission())
        assert platform.find(tried, account) == platform.send(second, account, transmission())
        assert len(live()) == 1

    def test_other_words_under_the_key_are_never_written_over(
        self, platform: Platform, account: Account, live: Live
    ) -> None:
        journal = MemoryJournal()
        for text in ("The old words.", "The new words."):
            post = self.rendered(platform, account, text)
            prepared = platform.prepare(post, account, journal, token="t")
            if text == "The old words.":
                assert isinstance(platform.send(prepared, account, transmission()), Published)
        with pytest.raises(Unconfirmed):
            platform.send(prepared, account, transmission())
        assert live() == [LivePost("The old words.", ())]

    def test_every_kind_of_text_is_taken(self, platform: Platform, account: Account, live: Live) -> None:
        texts = (
            "#tag ＃日本語 #1 https:// https://é.org/ü (a-b.org). @nobody.test 👩‍👩‍👧‍👦 #️⃣ “https://a.org”",
            "x" * 300,
            "👩‍👩‍👧‍👦" * 120,
            "line\n\nline\r\nend \u200b\ufeff",
        )
        for text in texts:
            post = replace(self.rendered(platform, account, text), options={"language": "en-GB"})
            platform.send(platform.prepare(post, account, MemoryJournal(), token="t"), account, transmission())
        assert {one.text for one in live()} == set(texts)


def _live_record(value: dict[str, object]) -> LivePost:
    embed = value.get("embed")
    images = embed["images"] if isinstance(embed, dict) else []
    return LivePost(str(value["text"]), tuple(image["alt"] for image in images))


class TestMastodon(Real):
    """snac, which is stricter than Mastodon in some ways and takes texts of any length."""

    @pytest.fixture
    def platform(self) -> Platform:
        return Mastodon(Door(), SystemClock())

    @pytest.fixture
    def person(self, mastodon_server: Snac) -> Person:
        return mastodon_server.new_person()

    @pytest.fixture
    def proxy(self, mastodon_server: Snac) -> Iterator[Proxy]:
        with Proxy(mastodon_server.url) as proxy:
            yield proxy

    @pytest.fixture
    def live(self, mastodon_server: Snac, person: Person) -> Live:
        def look() -> Sequence[LivePost]:
            answer = requests.get(
                f"{mastodon_server.url}/api/v1/accounts/{person.owner}/statuses",
                headers={"Authorization": f"Bearer {person.secrets['access_token']}"},
                timeout=30,
            ).json()
            return [_live_status(one) for one in reversed(answer)]

        return look

    def test_too_long_a_text_is_refused_for_certain(self, platform: Platform, account: Account, live: Live) -> None:
        """snac takes it: what keeps it from being sent is the count that `check` makes."""
        limit = platform.capabilities(account).texts[0]
        assert limit.count("long " * limit.limit.value) > limit.limit.value

    def test_deleting_twice_is_fine(self, platform: Platform, account: Account, live: Live) -> None:
        """snac has no such call: its 404 must not pass for a post that is gone."""
        _, prepared = self.prepared(platform, account, "Here to stay.")
        published = platform.send(prepared, account, transmission())
        with pytest.raises(ContentRejected, match="still there"):
            platform.delete(published, account)
        assert len(live()) == 1


def _live_status(status: dict[str, object]) -> LivePost:
    media = status["media_attachments"]
    assert isinstance(media, list)
    return LivePost(words(str(status["content"])), tuple(one["description"] for one in media))
