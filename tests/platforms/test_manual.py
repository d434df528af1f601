"""What only a person can post to: given once, with artwork and alt text, and then waited for."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign_scheduler.bootstrap import build
from campaign_scheduler.model.delivery import ReadBack, State
from campaign_scheduler.model.errors import DeliveryError
from campaign_scheduler.notify import telling
from campaign_scheduler.publishing import timing
from campaign_scheduler.publishing.points import pass_by
from campaign_scheduler.sandbox import serve
from campaign_scheduler.services import notifying, unpublishing, verifying
from campaign_scheduler.services.app import App
from campaign_scheduler.services.deciding import resolve, retry
from campaign_scheduler.services.digest import digests
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.settings import load_settings
from campaign_scheduler.store import open_store, recovery
from campaign_scheduler.store.post_log import Entry
from support.bench import DUE, Bench
from support.making import SetClock, picture, workspace
from support.receiving import Receiver, mail_server, receiver

CAMPAIGN = "campaign: spring\nname: Spring\ntimezone: Europe/London\naccounts: [trust_facebook]\n"
URL = "https://www.facebook.com/permalink.php?story_fbid=pfbid02&id=61"


class ByHand:
    """One post that Sam makes on Facebook, and who hears of it."""

    def __init__(self, root: Path, clock: SetClock, inbox: Receiver, everybody: Receiver, more: str = "") -> None:
        self.root, self.inbox, self.everybody, self.clock = root, inbox, everybody, clock
        accounts = (
            "accounts:\n  - {id: trust_facebook, platform: manual, name: Our Facebook page,"
            f" network: Facebook, person: Sam{more}}}\n"
        )
        pictures = {"launch.png": picture(), "second.png": picture(colour="navy")}
        workspace(
            root,
            ["launch,2030-03-04,09:00,launch,launch.png;second.png,Facebook,,"],
            campaign=CAMPAIGN,
            accounts=accounts,
            pictures=pictures,
            alt="file,alt,decorative,credit\nlaunch.png,A green field,,\nsecond.png,A dark sea,,\n",
        )
        self.secrets = {"trust_facebook": {"notify": inbox.url}}
        self.app = self.build()

    def build(self, **more: object) -> App:
        url = f"sqlite:///{(self.root / 'campaign.db').as_posix()}"
        settings = load_settings(
            workspace=self.root, database_url=url, secrets=self.secrets, notify=self.everybody.url, **more
        )
        return build(settings, self.clock)


@pytest.fixture
def inbox() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def everybody() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def by_hand(tmp_path: Path, inbox: Receiver, everybody: Receiver) -> ByHand:
    return ByHand(tmp_path, SetClock(), inbox, everybody)


@pytest.fixture
def bench(by_hand: ByHand) -> Iterator[Bench]:
    """Scheduled and due."""
    apply_plan(by_hand.app, actor="test")
    by_hand.clock.moment = DUE
    store = open_store(by_hand.app.settings.store_url)
    with serve(clock=by_hand.clock) as sandbox:
        yield Bench(by_hand.app, store, by_hand.clock, sandbox, by_hand.secrets)
    store.close()


def entry(bench: Bench) -> Entry:
    return bench.entry("trust_facebook")


def send_messages(bench: Bench) -> int:
    """One round of the daemon's sender."""
    return notifying.sender(bench.app, bench.store).send_waiting()


def test_the_person_is_given_copy_artwork_and_alt_text_once(bench: Bench, inbox: Receiver) -> None:
    bench.publish()
    bench.publish()
    (given,) = inbox.received
    assert given["title"] == "Please post on Facebook: launch"
    message = given["message"]
    assert message.startswith("Sam, please post this on Facebook now: Our Facebook page.")
    assert "----- copy from here -----\nThe service opens today.\n----- to here -----" in message
    assert "picture-1.png (media/launch.png): A green field" in message
    assert "picture-2.png (media/second.png): A dark sea" in message
    assert "campaign resolve 1 --published URL" in message
    attached = given["attachments"]
    assert [one["filename"] for one in attached] == ["picture-1.png", "picture-2.png"]
    assert base64.b64decode(attached[0]["base64"]).startswith(b"\x89PNG")


def test_it_waits_for_the_person_in_words_of_its_own(bench: Bench, everybody: Receiver) -> None:
    bench.publish()
    found = entry(bench)
    assert (found.state, found.state_words) == (State.UNCONFIRMED, "Waiting for you to post it")
    assert found.reason == "Sam was given it to post on Facebook."
    assert found.sent_at == DUE
    (digest,) = digests(bench.app)
    assert "- Waiting for you to post it: launch, Our Facebook page (trust_facebook, Sam)" in digest.text
    assert "Once it is posted: campaign resolve 1 --published URL" in digest.text
    bench.later(600)
    bench.reconciler.look()
    send_messages(bench)
    assert everybody.received == [], "nobody is alarmed by what is as it should be"


def test_the_person_alone_is_reminded_now_and_then_until_it_is_known(
    bench: Bench, inbox: Receiver, everybody: Receiver
) -> None:
    bench.publish()
    for hours in (0.5, 0.6, 1, 1.5, 2.5, 18, 1):
        bench.later(hours * 3600)
        bench.reconciler.look()
        bench.reconciler.look()
        send_messages(bench)
    assert inbox.titles[1:] == ["Still to be posted: launch on trust_facebook"] * 3
    assert everybody.received == []
    resolve(bench.app, 1, by="Sam", published=URL)
    bench.later(30 * 24 * 3600)
    bench.reconciler.look()
    assert send_messages(bench) == 0


def test_a_reminder_that_was_not_sent_yet_is_taken_back_once_it_is_known(bench: Bench, inbox: Receiver) -> None:
    bench.publish()
    bench.later(3601)
    bench.reconciler.look()
    resolve(bench.app, 1, by="Sam", published=URL)
    assert send_messages(bench) == 0
    assert len(inbox.received) == 1


def test_in_the_end_everybody_is_told(bench: Bench, everybody: Receiver) -> None:
    bench.publish()
    bench.later(8 * 24 * 3600)
    bench.reconciler.look()
    send_messages(bench)
    assert everybody.titles == ["Please look: launch on trust_facebook"]
    assert "Nobody has said what became of it" in everybody.received[0]["message"]
    bench.later(8 * 24 * 3600)
    bench.reconciler.look()
    assert send_messages(bench) == 0


def test_it_is_published_when_the_person_says_where(bench: Bench) -> None:
    bench.publish()
    resolve(bench.app, 1, by="Sam", published=URL)
    found = entry(bench)
    assert (found.state, found.permalink, found.verify_code) == (State.PUBLISHED, URL, ReadBack.NOT_CHECKABLE)
    assert "by hand" in found.verify_note
    (verified,) = verifying.verify(bench.app)
    assert (verified.code, verified.is_wrong) == (ReadBack.NOT_CHECKABLE, False)
    with pytest.raises(DeliveryError, match="cannot be taken down from here"):
        unpublishing.unpublish(bench.app, 1, by="Ann", reason="Called off")
    assert unpublishing.unpublish(bench.app, 1, by="Ann", reason="Called off", by_hand=True).down
    assert entry(bench).state_words == "Published, taken down since"


def test_it_is_on_hold_when_it_did_not_happen_and_can_be_given_again(bench: Bench, inbox: Receiver) -> None:
    bench.publish()
    resolve(bench.app, 1, by="Sam", published=None)
    assert (entry(bench).state, entry(bench).reason) == (State.HELD, "Sam says that it was not posted.")
    retry(bench.app, 1, by="Ann")
    bench.publish()
    assert (len(inbox.received), entry(bench).state) == (2, State.UNCONFIRMED)


def test_nobody_there_is_certainly_not_sent_and_tried_again(bench: Bench, inbox: Receiver) -> None:
    place = inbox.place
    inbox.close()
    bench.publish()
    found = entry(bench)
    assert (found.state, found.reason_code) == (State.SCHEDULED, "not-sent-yet")
    assert found.sent_at is None
    with receiver(port=int(place.rpartition(":")[2])) as again:
        bench.later(60)
        bench.publish()
        assert len(again.received) == 1
    assert entry(bench).state is State.UNCONFIRMED


def test_a_clear_no_stops_the_account(bench: Bench, inbox: Receiver, everybody: Receiver) -> None:
    inbox.statuses = [403]
    bench.publish()
    found = entry(bench)
    assert (found.state, found.reason_code) == (State.SCHEDULED, "account-paused")
    assert bench.claim() == []
    send_messages(bench)
    assert everybody.titles == ["Stopped: nothing goes out on trust_facebook"]


@pytest.mark.parametrize("status", [500, 502])
def test_a_fault_of_the_other_end_is_not_sure(bench: Bench, inbox: Receiver, everybody: Receiver, status: int) -> None:
    """It may have been taken: it is never given again by itself, and everybody is told after a while."""
    inbox.statuses = [status]
    bench.publish()
    found = entry(bench)
    assert (found.state, found.reason_code) == (State.UNCONFIRMED, "unconfirmed")
    assert found.state_words == "We're not sure it went out"
    assert "may not have reached Sam" in found.reason
    bench.later(300)
    bench.reconciler.look()
    bench.publish()
    send_messages(bench)
    assert everybody.titles == ["Not sure it went out: launch on trust_facebook"]
    assert inbox.tried == 1


def test_an_end_that_hangs_is_left_at_the_deadline(
    bench: Bench, inbox: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timing, "SEND_DEADLINE", 1.0)
    inbox.hang.set()
    bench.publish()
    inbox.let_go.set()
    assert (entry(bench).state, entry(bench).reason_code) == (State.UNCONFIRMED, "unconfirmed")


def test_no_address_at_all_stops_the_account_and_names_the_setting(by_hand: ByHand) -> None:
    from campaign_scheduler.model.errors import InputError

    url = f"sqlite:///{(by_hand.root / 'campaign.db').as_posix()}"
    app = build(load_settings(workspace=by_hand.root, database_url=url), by_hand.clock)
    with pytest.raises(InputError) as refused:
        apply_plan(app, actor="test")
    assert "CAMPAIGN_SECRETS__trust_facebook__notify" in refused.value.problems[0].remedy


def test_without_an_address_of_its_own_everybody_is_asked(by_hand: ByHand, everybody: Receiver) -> None:
    by_hand.secrets = {}
    app = by_hand.build()
    apply_plan(app, actor="test")
    by_hand.clock.moment = DUE
    store = open_store(app.settings.store_url)
    with serve() as sandbox:
        Bench(app, store, by_hand.clock, sandbox, {"trust_facebook": {}}).publish()
    store.close()
    assert everybody.titles == ["Please post on Facebook: launch"]


def test_by_mail_with_attachments(by_hand: ByHand) -> None:
    with mail_server() as (place, mails):
        by_hand.secrets = {"trust_facebook": {"notify": f"mailto://{place}?from=scheduler@trust.example&to=sam@x.org"}}
        app = by_hand.build()
        apply_plan(app, actor="test")
        by_hand.clock.moment = DUE
        store = open_store(app.settings.store_url)
        with serve() as sandbox:
            bench = Bench(app, store, by_hand.clock, sandbox, by_hand.secrets)
            bench.publish()
            assert entry(bench).reason_code == "handed-over"
        store.close()
    assert mails[0].count(b"image/png") == 2
    assert b"picture-2.png" in mails[0]


class Died(BaseException):
    """The process is gone."""


@pytest.mark.parametrize(("point", "given"), [("prepared", 0), ("intent", 0), ("leaving", 0), ("left", 1), ("sent", 1)])
def test_who_dies_while_giving_it_never_gives_it_again(
    bench: Bench, inbox: Receiver, everybody: Receiver, point: str, given: int
) -> None:
    """Written down first, then given: a death before that is tried again, one after it is for a person to settle."""

    def die(reached: str) -> None:
        if reached == point:
            raise Died

    bench.checkpoint = die
    with pytest.raises(Died):
        bench.publish()
    bench.checkpoint = pass_by
    assert len(inbox.received) == given
    recover(bench)
    for _ in range(3):
        bench.publish()
        bench.reconciler.look()
        bench.later(200)
    if point == "prepared":
        assert (len(inbox.received), entry(bench).reason_code) == (1, "handed-over")
        return
    assert (len(inbox.received), entry(bench).reason_code) == (given, "stopped-while-sending")
    assert entry(bench).state_words == "We're not sure it went out"
    send_messages(bench)
    assert everybody.titles == ["Not sure it went out: launch on trust_facebook"]
    bench.later(3600)
    bench.reconciler.look()
    send_messages(bench)
    assert inbox.titles[given:] == ["Still to be posted: launch on trust_facebook"]


def recover(bench: Bench) -> None:
    """As a new daemon does."""
    bench.later(timing.SEND_LEASE + timing.PREPARE_LEASE)
    now = bench.clock.moment
    with bench.store.write() as connection:
        recovery.recover(
            connection,
            now=now,
            lease_time=bench.clock.lease,
            check_at=now,
            gone=(),
            tell=lambda unsent, unsure: telling.tell_recovered(connection, unsent, unsure, now),
        )
