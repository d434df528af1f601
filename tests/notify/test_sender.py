"""Messages on their way to real sockets: at least once to everybody, whatever fails, hangs or dies."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest

from campaign_scheduler.notify.sender import AT_ONCE, LONGEST_PAUSE, Sender, pause_after
from campaign_scheduler.notify.targets import targets
from campaign_scheduler.store import Store, outbox, posting
from campaign_scheduler.store.outbox import Message
from support.making import SetClock
from support.receiving import Receiver, mail_server


def _sender(store: Store, urls: Sequence[str], clock: SetClock, within: float = 10) -> Sender:
    return Sender(store, targets(urls), clock, answer_within=within)


def _put(store: Store, *messages: Message) -> None:
    now = SetClock().now()
    with store.write() as connection:
        for message in messages:
            assert outbox.put(connection, message, now)


def _refusal(number: int) -> Message:
    return Message(
        f"refused:{number}:3",
        "refused",
        f"Refused: post-{number} on trust_x",
        f"post-{number} (Spring), to Our Trust (trust_x), due Mon 4 March 09:00 (London).\nX refused it.",
        f"To send it now: campaign retry {number}",
        "spring",
        number,
    )


def _trouble(store: Store) -> posting.Trouble:
    with store.read() as connection:
        return posting.trouble(connection)


def test_one_message_is_sent_as_it_is_and_once(store: Store, told: Receiver) -> None:
    sender = _sender(store, [told.url], SetClock())
    _put(store, _refusal(1))
    assert sender.send_waiting() == 1
    assert sender.send_waiting() == 0
    assert told.titles == ["Refused: post-1 on trust_x"]
    assert told.received[0]["message"].splitlines() == [
        "post-1 (Spring), to Our Trust (trust_x), due Mon 4 March 09:00 (London).",
        "X refused it.",
        "",
        "To send it now: campaign retry 1",
    ]


def test_a_burst_of_twenty_is_one_letter_that_lists_them(store: Store, told: Receiver) -> None:
    _put(store, *(_refusal(number) for number in range(1, 21)))
    assert _sender(store, [told.url], SetClock()).send_waiting() == 20
    assert told.titles == ["20 posts refused"]
    body = told.received[0]["message"]
    for number in range(1, 21):
        assert f"{number}. Refused: post-{number} on trust_x\n" in body
        assert f"campaign retry {number}\n" in body


def test_a_digest_is_a_letter_of_its_own(store: Store, told: Receiver) -> None:
    _put(store, _refusal(1), Message("digest:spring:2030-03-04", "digest", "Spring", "WENT OUT"), _refusal(2))
    assert _sender(store, [told.url], SetClock()).send_waiting() == 3
    assert told.titles == ["2 posts refused", "Spring"]


def test_more_than_one_letter_holds_follows_in_the_next(store: Store, told: Receiver) -> None:
    _put(store, *(_refusal(number) for number in range(AT_ONCE + 5)))
    sender = _sender(store, [told.url], SetClock())
    assert [sender.send_waiting(), sender.send_waiting(), sender.send_waiting()] == [AT_ONCE, 5, 0]


def test_a_refused_message_is_tried_again_later_and_status_says_why(store: Store, told: Receiver) -> None:
    clock = SetClock()
    sender = _sender(store, [told.url], clock)
    told.statuses = [500]
    _put(store, _refusal(1))
    assert sender.send_waiting() == 0
    trouble = _trouble(store)
    assert (trouble.waiting, trouble.failing) == (1, 1)
    assert trouble.since == clock.now()
    assert "address 1 (json)" in trouble.error and "500" in trouble.error
    clock.moment += timedelta(seconds=59)
    assert sender.send_waiting() == 0
    clock.moment += timedelta(seconds=1)
    assert sender.send_waiting() == 1
    assert told.titles == ["Refused: post-1 on trust_x"]
    assert _trouble(store) == posting.Trouble()


def test_who_has_a_message_does_not_get_it_again_when_others_fail_even_after_a_restart(
    store: Store, told: Receiver, others: Receiver
) -> None:
    clock = SetClock()
    others.statuses = [500, 500]
    _put(store, _refusal(1))
    for _ in range(3):
        _sender(store, [told.url, others.url], clock).send_waiting()
        clock.moment += timedelta(hours=1)
    assert len(told.titles) == len(others.titles) == 1
    assert _trouble(store).waiting == 0
    with store.read() as connection:
        assert posting.done(connection, targets([told.url])[0].key) == set()


def test_one_that_hangs_keeps_nobody_else_from_being_told(store: Store, told: Receiver, others: Receiver) -> None:
    others.hang.set()
    clock = SetClock()
    sender = _sender(store, [others.url, told.url], clock, within=1.0)
    _put(store, _refusal(1))
    begun = time.monotonic()
    assert sender.send_waiting() == 0
    assert time.monotonic() - begun < 20
    assert told.titles == ["Refused: post-1 on trust_x"]
    assert "did not answer in time" in _trouble(store).error
    clock.moment += timedelta(hours=1)
    sender.send_waiting()
    assert "has not answered the last one yet" in _trouble(store).error
    assert others.tried == 1, "no second thread is spent on one that hangs"


def test_stopping_does_not_wait_for_one_that_hangs(store: Store, told: Receiver) -> None:
    told.hang.set()
    sender = _sender(store, [told.url], SetClock())
    _put(store, _refusal(1))
    sender.start()
    until = time.monotonic() + 60
    while not told.tried:
        assert time.monotonic() < until
        time.sleep(0.05)
    begun = time.monotonic()
    sender.stop()
    assert time.monotonic() - begun < 20
    assert _trouble(store).waiting == 1


def test_two_daemons_send_a_message_once(store: Store, told: Receiver) -> None:
    """Each takes what the other has not taken; a taken one that was never marked comes back in time."""
    clock = SetClock()
    _put(store, _refusal(1))
    with store.write() as connection:
        assert len(posting.take(connection, clock.now(), clock.now() + timedelta(minutes=3), 10)) == 1
        assert posting.take(connection, clock.now(), clock.now() + timedelta(minutes=3), 10) == []
    second = _sender(store, [told.url], clock)
    assert second.send_waiting() == 0
    clock.moment += timedelta(minutes=3)
    assert second.send_waiting() == 1


def test_a_withdrawn_message_is_not_sent(store: Store, told: Receiver) -> None:
    clock = SetClock()
    _put(store, _refusal(1))
    with store.write() as connection:
        outbox.withdraw(connection, 1, clock.now())
    assert _sender(store, [told.url], clock).send_waiting() == 0
    assert told.titles == []


def test_pauses_grow_and_never_end() -> None:
    assert [pause_after(tries) for tries in (1, 2, 3)] == [timedelta(minutes=minutes) for minutes in (1, 2, 4)]
    assert pause_after(1000) == LONGEST_PAUSE


def test_a_mail_reads_as_it_was_written(store: Store) -> None:
    body = "launch (Spring), to Our Trust – Wales, due Mon 4 March 09:00 (London).\n<b>X & co</b> refused it."
    _put(store, Message("k", "refused", "Refused: lansiad ŵyl", body, "To send it now: campaign retry 12"))
    with mail_server() as (place, mails):
        url = f"mailto://{place}?from=scheduler@example.org&to=comms@example.org"
        assert _sender(store, [url], SetClock()).send_waiting() == 1
    mail = message_from_bytes(mails[0])
    assert str(make_header(decode_header(mail["Subject"]))) == "Refused: lansiad ŵyl"
    assert mail["To"] == "comms@example.org"
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/plain"]
    text = part.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert text.decode().split() == f"{body} To send it now: campaign retry 12".split()


@pytest.mark.parametrize("secret", ["T0ken-A-secret", "pass%20word"])
def test_why_it_failed_is_kept_without_secrets(store: Store, told: Receiver, secret: str) -> None:
    told.statuses = [401]
    _put(store, _refusal(1))
    _sender(store, [f"json://user:{secret}@{told.place}/{secret}"], SetClock()).send_waiting()
    assert _trouble(store).error
    assert secret not in _trouble(store).error
    assert told.place not in _trouble(store).error
