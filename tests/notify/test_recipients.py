"""Messages to one person, and addresses that are not to be shown to anybody."""

from __future__ import annotations

from datetime import timedelta

from campaign_scheduler.notify.sender import Sender
from campaign_scheduler.notify.targets import one_target, targets
from campaign_scheduler.store import Store, outbox, posting
from campaign_scheduler.store.outbox import Message
from support.making import SetClock
from support.receiving import Receiver


def test_messages_to_everybody_wait_while_only_a_person_has_an_address(store: Store, told: Receiver) -> None:
    """A message that nobody is set up to get is not called sent."""
    clock = SetClock()
    with store.write() as connection:
        outbox.put(connection, Message("a", "held", "To everybody"), clock.moment)
        outbox.put(connection, Message("b", "remind", "To Sam", recipient="hand"), clock.moment)
    sender = Sender(store, (), clock, person=lambda name: targets([told.url]) if name == "hand" else ())
    assert sender.send_waiting() == 1
    assert told.titles == ["To Sam"]
    with store.read() as connection:
        assert [one.message.title for one in posting.unsent(connection)] == ["To everybody"]


def test_the_courier_never_asks_a_name_server_for_a_token() -> None:
    assert one_target("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#chan", "").host is None
    assert one_target("json://127.0.0.1:81/x", "").host == ("127.0.0.1", 81)
    assert one_target("mailto://relay.example:25?from=a@x.org&to=b@x.org", "").host == ("relay.example", 25)


def test_a_message_to_a_person_goes_to_them_alone(store: Store, told: Receiver, others: Receiver) -> None:
    clock = SetClock()
    with store.write() as connection:
        outbox.put(connection, Message("a", "held", "To everybody"), clock.moment)
        outbox.put(connection, Message("b", "remind", "To Sam", recipient="hand"), clock.moment)
        outbox.put(connection, Message("c", "remind", "To nobody we know", recipient="left"), clock.moment)
    person = {"hand": targets([told.url])}
    sender = Sender(store, targets([others.url]), clock, person=lambda name: person.get(name, ()))
    assert sender.send_waiting() == 3
    assert told.titles == ["To Sam"]
    (letter,) = others.received
    assert "To everybody" in letter["message"] and "To nobody we know" in letter["message"]
    assert "To Sam" not in letter["message"]


def test_who_is_away_is_written_to_again_and_the_others_are_not(store: Store, told: Receiver, others: Receiver) -> None:
    clock = SetClock()
    told.statuses = [500]
    with store.write() as connection:
        outbox.put(connection, Message("a", "held", "To everybody"), clock.moment)
        outbox.put(connection, Message("b", "remind", "To Sam", recipient="hand"), clock.moment)
    sender = Sender(store, targets([others.url]), clock, person=lambda name: targets([told.url]))
    assert sender.send_waiting() == 1
    clock.moment += timedelta(minutes=2)
    assert sender.send_waiting() == 1
    assert (told.titles, others.titles) == (["To Sam"], ["To everybody"])
