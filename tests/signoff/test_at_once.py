"""Two people, or a person and the program, at the same moment: on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign_scheduler.bootstrap import build
from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import CampaignError
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.services.app import App
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.services.signoff import approving, returning
from campaign_scheduler.services.signoff.offering import Seen
from campaign_scheduler.services.signoff.people import signed_in
from campaign_scheduler.settings import load_settings
from campaign_scheduler.store.post_log import Entry, Filter, entries
from support.databases import BOTH, store_url
from support.making import CAMPAIGN, SECRETS, SetClock, sandbox_accounts, workspace
from support.signing import seen

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
ROUNDS = 8


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return store_url(request, tmp_path, "signoff")


class Place:
    """Some posts that wait for approval, with their store."""

    def __init__(self, root: Path, url: str, sandbox: RunningSandbox) -> None:
        self.root, self.clock, self.required = root, SetClock(DUE - timedelta(hours=1)), 2
        self.sandbox = sandbox
        settings = load_settings(workspace=root, database_url=url, secrets=SECRETS)
        self.write("First words.")
        self.app: App = build(settings, self.clock)
        apply_plan(self.app, actor="Amy")

    def write(self, words: str) -> None:
        workspace(
            self.root,
            [f"p{n},2030-03-04,09:00,p{n},none,Mastodon,,yes" for n in range(ROUNDS)],
            heading="id,date,time,caption,media,accounts,status,repeat",
            captions={f"p{n}.md": f"{words} {n}" for n in range(ROUNDS)},
            campaign=f"{CAMPAIGN}signoff: {{required: {self.required}}}\n",
            accounts=sandbox_accounts(self.sandbox),
        )

    def log(self) -> list[Entry]:
        with self.app.store() as store, store.read() as connection:
            return entries(connection, Filter())


@pytest.fixture
def place(tmp_path: Path, url: str) -> Iterator[Place]:
    with serve() as sandbox:
        yield Place(tmp_path / "workspace", url, sandbox)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Everybody starts at the same moment. Gives what each came to, an error of ours included."""
    gate, came = threading.Barrier(len(acts)), dict[int, object]()

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            came[number] = act()
        except CampaignError as error:
            came[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(came) == len(acts), "somebody waits for somebody for ever"
    return [came[number] for number in range(len(acts))]


def approval(place: Place, name: str, shown: list[Seen]) -> Callable[[], object]:
    return lambda: approving.approve(place.app, shown, by=signed_in(name))


@pytest.mark.slow
def test_two_who_approve_at_once_are_two_and_the_post_goes_out(place: Place) -> None:
    for one in seen(place.app):
        came = at_once(approval(place, "Ann", [one]), approval(place, "Ben", [one]))
        assert not [error for error in came if isinstance(error, CampaignError)], came
    assert {(entry.state, len(entry.approvals)) for entry in place.log()} == {(State.SCHEDULED, 2)}


@pytest.mark.slow
def test_one_who_presses_twice_is_one(place: Place) -> None:
    for one in seen(place.app):
        came = at_once(approval(place, "Ann", [one]), approval(place, "ann", [one]))
        assert not [error for error in came if isinstance(error, CampaignError)], came
    assert {(entry.state, len(entry.approvals)) for entry in place.log()} == {(State.AWAITING_SIGNOFF, 1)}


@pytest.mark.slow
def test_approving_while_somebody_schedules_an_edit(place: Place) -> None:
    """Each post is as it was and approved (the edit is left for the next time), or edited and not approved.

    Who schedules may be told that the plan is stale; who approves is not.
    """
    shown = seen(place.app)
    old = {one.delivery_id: one.content_hash for one in shown}
    place.write("Other words.")
    came = at_once(
        *(approval(place, name, shown) for name in ("Ann", "Ben")), lambda: apply_plan(place.app, actor="Amy")
    )
    assert not [error for error in came[:2] if isinstance(error, CampaignError)], came
    for entry in place.log():
        edited = entry.content_hash != old[entry.delivery_id]
        assert (entry.state, len(entry.approvals)) == ((State.AWAITING_SIGNOFF, 0) if edited else (State.SCHEDULED, 2))
    apply_plan(place.app, actor="Amy")
    assert {(entry.state, entry.approvals) for entry in place.log()} == {(State.AWAITING_SIGNOFF, ())}


@pytest.mark.slow
@pytest.mark.parametrize("way", ["withdraw", "send_back", "stricter"])
def test_taking_back_while_it_is_claimed_and_sent(place: Place, way: str) -> None:
    """Either the request was written down first and it goes out once, or it never does."""
    for name in ("Ann", "Ben"):
        approving.approve(place.app, seen(place.app, *(f"p{n}" for n in range(ROUNDS))), by=signed_in(name))
    place.clock.moment = DUE
    place.required = 3
    place.write("First words.")
    numbers = [entry.delivery_id for entry in place.log()]
    stop: Mapping[str, Callable[[], object]] = {
        "withdraw": lambda: approving.withdraw(place.app, numbers, by=signed_in("Ann")),
        "send_back": lambda: returning.send_back(
            place.app, [f"p{n}" for n in range(ROUNDS)], by=signed_in("Ann"), comment="No."
        ),
        "stricter": lambda: apply_plan(place.app, actor="Amy"),
    }
    with place.app.store() as store:
        parts = (store, place.app.platforms, place.app.settings.credentials, place.clock)
        publisher = Publisher(*parts, catch_up_pause=timedelta(0))

        def publish() -> None:
            while claims := publisher.claim("test", 4):
                for claim in claims:
                    publisher.publish(claim)

        came = at_once(publish, stop[way])
        publish()
    refused = [error for error in came if isinstance(error, CampaignError)]
    sent = sum(count for name, count in place.sandbox.world.requests.items() if name.endswith(":publish"))
    states = [entry.state for entry in place.log()]
    assert states.count(State.PUBLISHED) == sent
    assert set(states) <= {State.PUBLISHED, State.AWAITING_SIGNOFF, State.HELD}
    assert not refused or set(states) == {State.PUBLISHED}, refused
