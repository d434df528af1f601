"""The Bluesky adapter against its stand-in: what each answer means, and that a key stands for one post for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from campaign_scheduler.model.account import Account, Credentials
from campaign_scheduler.model.clock import SystemClock
from campaign_scheduler.model.delivery import LASTING, Absent, Attempt, CannotTell, Prepared, Published
from campaign_scheduler.model.errors import ContentRejected, CredentialError, RateLimited, Unavailable, Unconfirmed
from campaign_scheduler.model.rendered import RenderedPost
from campaign_scheduler.platforms.bluesky import Bluesky, sessions, tid
from campaign_scheduler.platforms.bluesky.adapter import STALE_AFTER
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.bluesky_text import record_of
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.testing.contract import MemoryJournal, PlatformContract, transmission
from support.making import SetClock

make = PlatformContract()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(SystemClock().now())


@pytest.fixture
def bluesky(clock: SetClock) -> Bluesky:
    return Bluesky(Door(), clock)


@pytest.fixture
def account(sandbox: RunningSandbox) -> Account:
    secrets = Credentials({"identifier": "trust.test", "app_password": "abcd-efgh"})
    return Account("trust_bluesky", "bluesky", base_url=sandbox.base_url("bluesky"), credentials=secrets)


def post(bluesky: Bluesky, account: Account, words: str) -> RenderedPost:
    return make.rendered(bluesky, account, words)


def prepare(bluesky: Bluesky, account: Account, words: str, journal: MemoryJournal | None = None) -> Prepared:
    return bluesky.prepare(post(bluesky, account, words), account, journal or MemoryJournal(), token="t")


def attempt(bluesky: Bluesky, account: Account, words: str, prepared: Prepared, clock: SetClock) -> Attempt:
    return make.attempt(post(bluesky, account, words), prepared, clock.now(), bluesky.verify(account).key)


def test_a_second_try_puts_the_same_record_so_there_is_one_post(
    bluesky: Bluesky, account: Account, sandbox: RunningSandbox
) -> None:
    journal = MemoryJournal()
    first, second = (prepare(bluesky, account, "Once.", journal) for _ in range(2))
    assert first == second
    assert bluesky.send(first, account, transmission()) == bluesky.send(second, account, transmission())
    assert len(sandbox.world.posts()) == 1


def test_a_try_much_later_keeps_the_key_and_names_its_own_time(
    bluesky: Bluesky, account: Account, sandbox: RunningSandbox, clock: SetClock
) -> None:
    journal = MemoryJournal()
    first = prepare(bluesky, account, "Once.", journal)
    bluesky.send(first, account, transmission())
    clock.moment += STALE_AFTER + timedelta(seconds=1)
    later = prepare(bluesky, account, "Once.", journal)
    assert later.record_key == first.record_key
    assert later.payload["record"] != first.payload["record"]
    with pytest.raises(Unconfirmed, match="stands under this post's key"):
        bluesky.send(later, account, transmission())
    assert isinstance(bluesky.find(attempt(bluesky, account, "Once.", later, clock), account), Published)
    assert len(sandbox.world.posts()) == 1
    assert all(key.startswith(LASTING) for key in journal.entries)


def test_other_words_under_the_key_are_shown_to_a_person(bluesky: Bluesky, account: Account, clock: SetClock) -> None:
    journal = MemoryJournal()
    bluesky.send(prepare(bluesky, account, "The old words.", journal), account, transmission())
    changed = prepare(bluesky, account, "The new words.", journal)
    with pytest.raises(Unconfirmed):
        bluesky.send(changed, account, transmission())
    found = bluesky.find(attempt(bluesky, account, "The new words.", changed, clock), account)
    assert isinstance(found, CannotTell)


def test_reading_back_proves_it_either_way(bluesky: Bluesky, account: Account, clock: SetClock) -> None:
    prepared = prepare(bluesky, account, "Here?")
    tried = attempt(bluesky, account, "Here?", prepared, clock)
    assert bluesky.find(tried, account) == Absent(clock.now())
    sent = bluesky.send(prepared, account, transmission())
    assert bluesky.find(tried, account) == sent
    assert isinstance(bluesky.find(replace(tried, known_remote_ids=frozenset({sent.remote_id})), account), CannotTell)
    bluesky.delete(sent, account)
    assert isinstance(bluesky.find(tried, account), Absent)


def test_the_record_is_whole(bluesky: Bluesky, account: Account, sandbox: RunningSandbox) -> None:
    words = "Thank you @trust.test and @nobody.test: example.org #thanks"
    rendered = replace(post(bluesky, account, words), options={"language": "en-GB"})
    bluesky.verify(account)
    prepared = bluesky.prepare(rendered, account, MemoryJournal(), token="t")
    assert "swapRecord" in prepared.payload
    assert prepared.payload["swapRecord"] is None
    bluesky.send(prepared, account, transmission())
    record = record_of(sandbox.world.posts()[0])
    kinds = [facet["features"][0]["$type"].rpartition("#")[2] for facet in record["facets"]]
    assert (record["langs"], kinds) == (["en-GB"], ["mention", "link", "tag"])
    assert "langs" not in wire_record(bluesky, account, {"language": "British English"})


def wire_record(bluesky: Bluesky, account: Account, options: dict[str, str]) -> dict[str, object]:
    rendered = replace(post(bluesky, account, "Words."), options=options)
    record = bluesky.prepare(rendered, account, MemoryJournal(), token="t").payload["record"]
    assert isinstance(record, dict)
    return record


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("", "https://bsky.app/profile/trust.test/post/{rkey}"),
        ("http://here/p/bluesky/{}", "http://here/p/bluesky/{rkey}"),
    ],
)
def test_the_address_of_a_post(bluesky: Bluesky, account: Account, pattern: str, address: str) -> None:
    account = replace(account, options={"permalink": pattern} if pattern else {})
    prepared = prepare(bluesky, account, "Where?")
    assert bluesky.send(prepared, account, transmission()).permalink == address.format(rkey=prepared.record_key)


EXPIRED = '{"error":"ExpiredToken","message":"Token has expired"}'
BLOB_LOST = '{"error":"BlobNotFound","message":"Could not find blob"}'
TAKEN_DOWN = '{"error":"AccountTakedown","message":"Account has been taken down"}'
INVALID = '{"error":"InvalidRequest","message":"Invalid app.bsky.feed.post record"}'


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, INVALID, ContentRejected),
        (400, BLOB_LOST, RateLimited),
        (400, TAKEN_DOWN, CredentialError),
        (401, "", CredentialError),
        (403, TAKEN_DOWN, CredentialError),
        (413, "", ContentRejected),
        (429, "", RateLimited),
        (500, "", Unconfirmed),
        (502, "", Unconfirmed),
        (504, "<html>", Unconfirmed),
    ],
)
def test_what_an_answer_to_the_publishing_request_means(
    bluesky: Bluesky, account: Account, sandbox: RunningSandbox, status: int, body: str, error: type[Exception]
) -> None:
    prepared = prepare(bluesky, account, "Words.")
    sandbox.faults.add(Fault("status", "bluesky", "publish", status=status, body=body, seconds=60))
    with pytest.raises(error):
        bluesky.send(prepared, account, transmission())


@pytest.mark.parametrize("kind", ["html_after", "empty_after", "redirect_after", "drop_after", "error_after"])
def test_no_clear_answer_is_unconfirmed_and_found(
    bluesky: Bluesky, account: Account, sandbox: RunningSandbox, clock: SetClock, kind: str
) -> None:
    prepared = prepare(bluesky, account, "Words.")
    sandbox.faults.add(Fault(kind, "bluesky"))
    with pytest.raises(Unconfirmed):
        bluesky.send(prepared, account, transmission())
    assert isinstance(bluesky.find(attempt(bluesky, account, "Words.", prepared, clock), account), Published)


def test_a_limit_is_waited_out_as_the_headers_say(
    bluesky: Bluesky, account: Account, sandbox: RunningSandbox, clock: SetClock
) -> None:
    prepared = prepare(bluesky, account, "Words.")
    sandbox.faults.add(Fault("status_429", "bluesky", "publish", seconds=290))
    with pytest.raises(RateLimited) as caught:
        bluesky.send(prepared, account, transmission())
    assert caught.value.retry_at == clock.now() + timedelta(seconds=290)


# Sessions


def logins(sandbox: RunningSandbox) -> int:
    return sandbox.world.requests["bluesky:verify"]


def test_one_log_in_serves_many_posts(bluesky: Bluesky, account: Account, sandbox: RunningSandbox) -> None:
    for number in range(5):
        bluesky.send(prepare(bluesky, account, f"Number {number}"), account, transmission())
    assert logins(sandbox) == 1


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the steady clock that sessions are counted by."""
    passed = [0.0]
    steady = sessions.steady
    monkeypatch.setattr(sessions, "steady", lambda: steady() + passed[0])

    def pass_seconds(seconds: float) -> None:
        passed[0] += seconds

    return pass_seconds


def test_a_session_is_renewed_before_it_ends(
    bluesky: Bluesky, account: Account, pass_time: Callable[[float], None], sandbox: RunningSandbox
) -> None:
    prepare(bluesky, account, "First.")
    pass_time(7200 - sessions.RENEW_BEFORE + 1)
    sandbox.faults.add(Fault("status_500", "bluesky", "upload"))
    prepare(bluesky, account, "Second.")
    assert logins(sandbox) == 2


def test_a_session_that_ended_early_is_made_anew_while_preparing(
    bluesky: Bluesky, account: Account, pass_time: Callable[[float], None], sandbox: RunningSandbox, clock: SetClock
) -> None:
    prepared = prepare(bluesky, account, "Words.")
    pass_time(sessions.YOUNG)
    sandbox.faults.add(Fault("status", "bluesky", "find", status=400, body=EXPIRED))
    tried = make.attempt(post(bluesky, account, "Words."), prepared, clock.now(), "")
    assert isinstance(bluesky.find(tried, account), Absent)
    assert logins(sandbox) == 2


def test_a_session_that_ended_early_while_sending_is_a_certain_no_and_tried_again_soon(
    bluesky: Bluesky, account: Account, pass_time: Callable[[float], None], sandbox: RunningSandbox
) -> None:
    prepared = prepare(bluesky, account, "Words.")
    pass_time(sessions.YOUNG)
    sandbox.faults.add(Fault("status", "bluesky", status=400, body=EXPIRED))
    with pytest.raises(RateLimited):
        bluesky.send(prepared, account, transmission())
    assert sandbox.world.posts() == []
    bluesky.send(prepared, account, transmission())
    assert logins(sandbox) == 2


def test_a_new_session_that_is_refused_means_that_the_account_is_not_accepted(
    bluesky: Bluesky, account: Account, sandbox: RunningSandbox
) -> None:
    prepared = prepare(bluesky, account, "Words.")
    sandbox.faults.add(Fault("status", "bluesky", status=400, body=EXPIRED))
    with pytest.raises(CredentialError, match="app password"):
        bluesky.send(prepared, account, transmission())


def test_logging_in_keeps_the_networks_limit_by_itself(
    bluesky: Bluesky, account: Account, sandbox: RunningSandbox, clock: SetClock
) -> None:
    for _ in range(sessions.LOGINS):
        bluesky.verify(account)
    with pytest.raises(RateLimited) as caught:
        bluesky.verify(account)
    assert timedelta(0) < caught.value.retry_at - clock.now() <= timedelta(seconds=sessions.LOGINS_WITHIN)
    assert logins(sandbox) == sessions.LOGINS


def test_an_answer_that_is_no_session_is_no_session(
    bluesky: Bluesky, account: Account, sandbox: RunningSandbox
) -> None:
    for body in ("{}", "[]", "<html>", '{"did": "did:plc:x"}', '{"active": false, "status": "takendown"}'):
        sandbox.faults.add(Fault("status", "bluesky", "verify", status=200, body=body))
        with pytest.raises((Unavailable, CredentialError)):
            bluesky.verify(account)


def told(service: object) -> dict[str, object]:
    return {"didDoc": {"service": service}}


@pytest.mark.parametrize(
    ("base_url", "document", "home"),
    [
        ("", told([{"id": "#atproto_pds", "serviceEndpoint": "https://pds.example/"}]), "https://pds.example"),
        ("", told([{"id": "did:plc:x#atproto_pds", "serviceEndpoint": "https://a.example"}]), "https://a.example"),
        ("", told([{"id": "#atproto_pds", "serviceEndpoint": "http://10.0.0.1"}]), sessions.ENTRY),
        ("", told([{"id": "#other", "serviceEndpoint": "https://other.example"}]), sessions.ENTRY),
        ("", told("nonsense"), sessions.ENTRY),
        ("", {}, sessions.ENTRY),
        ("https://mine.example", told([{"id": "#atproto_pds", "serviceEndpoint": "https://b.example"}]), "https://mine.example"),
    ],
)  # fmt: skip
def test_posts_go_to_the_server_that_holds_the_account(base_url: str, document: dict[str, object], home: str) -> None:
    assert sessions._home(Account("a", "bluesky", base_url=base_url), document) == home


def test_keys_sort_by_time_and_are_thirteen_letters(clock: SetClock) -> None:
    keys = []
    for _ in range(100):
        clock.moment += timedelta(microseconds=1)
        keys.append(tid.new_tid(clock.now()))
    assert keys == sorted(set(keys))
    assert {len(key) for key in keys} == {13}
    assert all(set(key) <= set(tid.LETTERS) for key in keys)
