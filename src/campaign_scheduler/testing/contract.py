"""What every platform must do, as tests to inherit.

Subclass `PlatformContract` in a pytest file and give it the fixtures `platform`, `account`, `pictures` (renditions the
platform takes, at least two), `live` (reads back what is really at the network) and, where the server can be told to
misbehave, `drop_answer` (makes the next publishing request be carried out and its answer lost).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..model.account import Account, Credentials
from ..model.asset import Rendition
from ..model.clock import SystemClock, steady
from ..model.delivery import Absent, Attempt, CannotTell, Gone, Prepared, Published, Seen
from ..model.errors import ContentRejected, CredentialError, PlatformError, Unconfirmed
from ..model.post import Length
from ..model.rendered import RenderedPost
from ..platforms.kit.comparing import differences
from ..platforms.kit.interface import Platform
from ..platforms.kit.transmission import Left, Transmission

SEND_WITHIN = 20.0


class MemoryJournal:
    """A Journal that forgets when the test ends."""

    def __init__(self, number: int = 1, post_id: str = "launch") -> None:
        self.number = number
        self.post_id = post_id
        self.entries: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self.entries.get(key)

    def record(self, key: str, value: str) -> None:
        self.entries[key] = value


@dataclass(frozen=True)
class LivePost:
    """A post as the network's side has it."""

    text: str
    alts: tuple[str, ...]


Live = Callable[[], Sequence[LivePost]]


def transmission() -> Transmission:
    """A publishing request's leave to begin now."""
    now = steady()
    return Transmission(SystemClock(), latest_start=now + SEND_WITHIN, deadline=now + SEND_WITHIN)


class PlatformContract:
    """Inherit it; every method is one promise."""

    def rendered(
        self, platform: Platform, account: Account, words: str, pictures: Sequence[Rendition] = ()
    ) -> RenderedPost:
        """The words for this account as rendering would make them."""
        able = platform.capabilities(account)
        text = able.encode(words)
        lengths = tuple(Length(limit.count(text), limit.limit.value, limit.unit) for limit in able.texts)
        return RenderedPost(account.id, platform.name, text, words, lengths, tuple(pictures))

    def prepared(
        self, platform: Platform, account: Account, words: str, pictures: Sequence[Rendition] = ()
    ) -> tuple[RenderedPost, Prepared]:
        post = self.rendered(platform, account, words, pictures)
        return post, platform.prepare(post, account, MemoryJournal(), token=secrets.token_hex(16))

    def attempt(self, post: RenderedPost, prepared: Prepared, started: datetime, profile: str) -> Attempt:
        return Attempt(
            1,
            1,
            prepared,
            post.text,
            post.words,
            len(post.media),
            started,
            started,
            started + timedelta(seconds=45),
            profile,
        )

    def test_verify_says_who_the_account_is(self, platform: Platform, account: Account) -> None:
        profile = platform.verify(account)
        assert profile.remote_id
        assert profile.home

    def test_a_bad_token_is_a_credential_error(self, platform: Platform, account: Account) -> None:
        wrong = replace(account, credentials=Credentials({name: f"bad-{name}" for name in account.credentials}))
        try:
            platform.verify(wrong)
        except CredentialError as error:
            assert not any(f"bad-{name}" in f"{error} {error.detail} {error.remedy}" for name in account.credentials)
        else:
            raise AssertionError("a bad token was accepted")

    def test_no_token_at_all_names_the_setting(self, platform: Platform, account: Account) -> None:
        try:
            platform.verify(replace(account, credentials=Credentials()))
        except CredentialError as error:
            assert f"CAMPAIGN_SECRETS__{account.id}__" in error.remedy
        else:
            raise AssertionError("no token was accepted")

    def test_preparing_publishes_nothing(
        self, platform: Platform, account: Account, pictures: Sequence[Rendition], live: Live
    ) -> None:
        self.prepared(platform, account, "Prepared, not sent.", pictures[:1])
        assert live() == []

    def test_words_and_pictures_arrive_with_their_alt_text(
        self, platform: Platform, account: Account, pictures: Sequence[Rendition], live: Live
    ) -> None:
        for count in (0, 1, 2):
            words = f"The spring programme (part {count}) is here: https://example.org/spring_{count}"
            _, prepared = self.prepared(platform, account, words, pictures[:count])
            sent = transmission()
            published = platform.send(prepared, account, sent)
            assert published.remote_id
            assert published.permalink.startswith("http")
            assert sent.left is Left.ALL
            assert live()[-1] == LivePost(words, tuple(picture.alt for picture in pictures[:count]))

    def test_too_long_a_text_is_refused_for_certain(self, platform: Platform, account: Account, live: Live) -> None:
        limit = platform.capabilities(account).texts[0].limit.value
        _, prepared = self.prepared(platform, account, "long " * limit)
        try:
            platform.send(prepared, account, transmission())
        except ContentRejected as error:
            assert error.message
        else:
            raise AssertionError("too long a text was accepted")
        assert live() == []

    def test_what_is_journaled_is_not_uploaded_again(
        self, platform: Platform, account: Account, pictures: Sequence[Rendition]
    ) -> None:
        journal = MemoryJournal()
        post = self.rendered(platform, account, "Twice prepared.", pictures[:1])
        first = platform.prepare(post, account, journal, token=secrets.token_hex(16))
        again = platform.prepare(post, account, journal, token=secrets.token_hex(16))
        assert first.media_ids == again.media_ids

    def test_a_lost_answer_is_unconfirmed_and_found(
        self, platform: Platform, account: Account, live: Live, drop_answer: Callable[[], None]
    ) -> None:
        profile = platform.verify(account)
        post, prepared = self.prepared(platform, account, "An answer that was lost (on the way).")
        started = SystemClock().now()
        drop_answer()
        try:
            platform.send(prepared, account, transmission())
        except Unconfirmed:
            pass
        else:
            raise AssertionError("a lost answer was taken for a yes")
        assert len(live()) == 1
        found = platform.find(self.attempt(post, prepared, started, profile.key), account)
        assert isinstance(found, Published | CannotTell)
        assert not isinstance(found, Absent)

    def test_what_was_never_sent_is_not_found(self, platform: Platform, account: Account) -> None:
        profile = platform.verify(account)
        post, prepared = self.prepared(platform, account, "Never sent.")
        found = platform.find(self.attempt(post, prepared, SystemClock().now(), profile.key), account)
        assert isinstance(found, Absent | CannotTell)

    def test_a_post_of_another_delivery_is_never_taken_for_this_one(self, platform: Platform, account: Account) -> None:
        profile = platform.verify(account)
        post, prepared = self.prepared(platform, account, "Said once.")
        published = platform.send(prepared, account, transmission())
        attempt = self.attempt(post, prepared, SystemClock().now(), profile.key)
        known = replace(attempt, known_remote_ids=frozenset({published.remote_id}))
        assert not isinstance(platform.find(known, account), Published)

    def test_reading_back_shows_what_was_sent(
        self, platform: Platform, account: Account, pictures: Sequence[Rendition]
    ) -> None:
        reading = platform.capabilities(account).reading
        for count in (0, 1, 2):
            words = f"The spring programme & more (part {count}), #Spring: https://example.org/spring_{count}?a=1&b=2"
            _, prepared = self.prepared(platform, account, words, pictures[:count])
            published = platform.send(prepared, account, transmission())
            seen = platform.read(published, account)
            assert isinstance(seen, Seen if reading.possible else CannotTell)
            if isinstance(seen, Seen):
                alts = [picture.alt for picture in pictures[:count]]
                assert differences(words, alts, seen, reading.shown) == []
                assert differences(words + " Not this.", alts, seen, reading.shown)
                assert differences(words, [*alts, "One more."], seen, reading.shown)

    def test_reading_what_was_taken_down_says_gone(self, platform: Platform, account: Account) -> None:
        _, prepared = self.prepared(platform, account, "Here for a moment, to be read.")
        published = platform.send(prepared, account, transmission())
        try:
            platform.delete(published, account)
        except ContentRejected:
            return  # a server without such a call says so
        assert not isinstance(platform.read(published, account), Seen)
        if platform.capabilities(account).reading.possible:
            assert isinstance(platform.read(published, account), Gone)

    def test_reading_with_a_bad_token_says_nothing_of_the_post(self, platform: Platform, account: Account) -> None:
        _, prepared = self.prepared(platform, account, "Read by a stranger.")
        published = platform.send(prepared, account, transmission())
        wrong = replace(account, credentials=Credentials({name: f"bad-{name}" for name in account.credentials}))
        try:
            found = platform.read(published, wrong)
        except PlatformError:
            return
        assert not isinstance(found, Gone)

    def test_deleting_twice_is_fine(self, platform: Platform, account: Account, live: Live) -> None:
        _, prepared = self.prepared(platform, account, "Here for a moment.")
        published = platform.send(prepared, account, transmission())
        platform.delete(published, account)
        platform.delete(published, account)
        assert live() == []
