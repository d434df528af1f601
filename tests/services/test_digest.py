"""The daily digest: what it says, when it is written, and that it is written once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign_scheduler.bootstrap import build
from campaign_scheduler.model.account import Credentials
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services.app import App
from campaign_scheduler.services.digest import DigestWriter, as_json, digests
from campaign_scheduler.services.edits import Edits, unscheduled
from campaign_scheduler.services.scheduling import apply_plan, make_plan
from campaign_scheduler.services.watching import Housekeeping
from campaign_scheduler.settings import load_settings
from campaign_scheduler.store import Store, open_store, outbox
from campaign_scheduler.store.outbox import Message
from support.making import CAMPAIGN, SECRETS, SetClock, picture, sandbox_accounts, workspace

FIVE = datetime(2030, 3, 4, 17, tzinfo=UTC)
ROWS = [
    "launch,2030-03-04,09:00,launch,launch.png,all,,",
    "report,2030-03-05,10:00,report,none,all,,",
    "thanks,2030-03-09,12:00,thanks,none,Mastodon,,",
]
CAPTIONS = {"launch.md": "The service opens today.", "report.md": "The report.", "thanks.md": "Thank you."}


class Day:
    """The morning of 4 March: three posts went out, or as the sandbox is told."""

    def __init__(self, root: Path, sandbox: RunningSandbox, clock: SetClock) -> None:
        self.root, self.sandbox, self.clock = root, sandbox, clock
        url = f"sqlite:///{(root / 'campaign.db').as_posix()}"
        settings = load_settings(workspace=root, database_url=url, secrets=SECRETS, notify="json://127.0.0.1:9/")
        self.app: App = build(settings, clock)
        apply_plan(self.app, actor="test")
        self.store: Store = open_store(url)

    def publish(self) -> None:
        self.clock.moment = FIVE - timedelta(hours=8)
        publisher = Publisher(self.store, self.app.platforms, lambda name: Credentials(SECRETS[name]), self.clock)
        for claim in publisher.claim("test", 10):
            publisher.publish(claim)
        self.clock.moment = FIVE

    def write(self, edits: Edits | None = None, store: Store | None = None) -> list[Message]:
        """One tick of a daemon that has just started; gives every message that waits."""
        DigestWriter(self.app, store or self.store).write_due(edits or Edits())
        return self.waiting()

    def waiting(self) -> list[Message]:
        with self.store.read() as connection:
            return [message for _, message in outbox.waiting(connection, self.clock.moment + timedelta(hours=1))]

    def text(self) -> str:
        return digests(self.app)[0].text


@pytest.fixture
def day(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Day]:
    lines = getattr(request, "param", "")
    clock = SetClock(FIVE - timedelta(days=1))
    with serve(clock=clock) as sandbox:
        root = workspace(
            tmp_path,
            ROWS,
            captions=CAPTIONS,
            pictures={"launch.png": picture()},
            campaign=CAMPAIGN + lines,
            accounts=sandbox_accounts(sandbox).replace("trust_x, platform", 'trust_x, name: "Our Trust", platform'),
        )
        made = Day(root, sandbox, clock)
        yield made
        made.store.close()


def test_what_it_says(day: Day) -> None:
    day.sandbox.faults.add(Fault("status_422", platform="mastodon", step="publish"))
    day.publish()
    lines = day.text().splitlines()
    assert lines[:3] == ["Spring, Monday 4 March 2030", "", "NEEDS YOU: 1 post"]
    assert "- Refused: launch, trust_mastodon, due Mon 4 March 09:00 (London)" in lines
    assert "WENT OUT since Sun 3 March 17:00: 2 posts" in lines
    at = lines.index("- 09:00 launch, Our Trust (trust_x)")
    assert lines[at + 1].startswith(f"  {day.sandbox.url}/p/x/")
    assert lines[at + 2].startswith("  1 picture, alt text present; not read back: X charges $0.005")
    assert "GOES OUT NEXT: 3 posts" in lines
    (coming,) = [line for line in lines if line.startswith("- Tue 5 March 10:00 (London) report: ")]
    assert {"Our Trust (trust_x)", "trust_mastodon"} < set(coming.partition("report: ")[2].split(", "))
    assert lines[-1] == "- after that: Sat 9 March 12:00 (London) thanks: trust_mastodon"


def test_read_back_is_said(day: Day) -> None:
    day.publish()
    with day.store.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET verified_at = '2030-03-04T09:01:00.000000Z', verify_code = 'same'"
            " WHERE account_id = 'trust_mastodon'"
        )
        connection.exec_driver_sql(
            "UPDATE deliveries SET verify_code = 'not-checkable', verify_note = '' WHERE platform = 'x'"
        )
    assert "alt text present; read back at 09:01" in day.text()
    assert "alt text present; not checkable here" in day.text()


def test_stops_and_edits_are_in_it(day: Day) -> None:
    day.publish()
    with day.store.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO pauses (scope, target, reason, started_by, started_at)"
            " VALUES ('account', 'trust_x', 'A sad day', 'Ann', '2030-03-04T10:00:00.000000Z')"
        )
    (day.root / "captions/report.md").write_text("The report, corrected.", encoding="utf-8")
    assert (
        "- Our Trust (trust_x), since 10:00, by Ann: A sad day\n  To go on: campaign resume --account trust_x"
        in day.text()
    )
    assert "SAVED, BUT NOT SCHEDULED: 1 saved edit is not scheduled: see campaign plan" in day.text()
    assert as_json(digests(day.app)[0])["edits_not_scheduled"]


def test_it_is_written_at_five_and_once_whatever_restarts(day: Day) -> None:
    day.publish()
    day.clock.moment = FIVE - timedelta(seconds=1)
    assert day.write() == []
    day.clock.moment = FIVE
    second = open_store(day.app.settings.store_url)
    try:
        for _ in range(2):
            assert len(day.write()) == len(day.write(store=second)) == 1
    finally:
        second.close()
    (message,) = day.waiting()
    assert message.title == "Spring, Mon 4 March: 3 went out, 3 to come"
    assert message.kind == "digest"


def test_it_is_late_rather_than_lost_until_midnight(day: Day) -> None:
    day.publish()
    day.clock.moment = FIVE + timedelta(hours=6, minutes=59)
    assert len(day.write()) == 1
    day.clock.moment = FIVE + timedelta(hours=7)
    assert len(day.write()) == 1, "the next day's is not due before five"


def test_a_day_with_nothing_to_say_is_left_out(day: Day) -> None:
    day.clock.moment = FIVE - timedelta(days=2)
    assert day.write() == []


def test_the_zone_is_the_campaigns(day: Day) -> None:
    """On 31 March the clocks have changed: five in London is four in UTC."""
    with day.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET due_at = '2030-04-02T09:00:00.000000Z'")
    day.clock.moment = datetime(2030, 4, 1, 15, 59, tzinfo=UTC)
    assert day.write() == []
    day.clock.moment = datetime(2030, 4, 1, 16, 0, tzinfo=UTC)
    assert len(day.write()) == 1


@pytest.mark.parametrize("day", ["notify: {digest: off}\n"], indirect=True)
def test_it_can_be_switched_off(day: Day) -> None:
    day.publish()
    day.clock.moment = FIVE + timedelta(hours=3)
    assert day.write() == []


@pytest.mark.parametrize("day", ["notify: {digest: 08:15}\n"], indirect=True)
def test_it_can_be_at_another_time(day: Day) -> None:
    day.publish()
    day.clock.moment = datetime(2030, 3, 5, 8, 15, tzinfo=UTC)
    (message,) = day.write()
    assert "WENT OUT since Mon 4 March 08:15: 3 posts" in message.body


def test_a_change_of_its_time_is_an_edit_that_counts_after_the_next_apply(day: Day) -> None:
    (day.root / "config/campaign.yaml").write_text(CAMPAIGN + "notify: {digest: off}\n", encoding="utf-8")
    assert "campaign.yaml (notify) counts after the next campaign apply" in unscheduled(day.app, day.store).sentence
    assert make_plan(day.app).settings == ("notify",)
    apply_plan(day.app, actor="test")
    assert unscheduled(day.app, day.store).sentence == ""
    assert day.write() == []


def test_with_nobody_to_tell_it_is_not_written(day: Day) -> None:
    day.publish()
    settings = day.app.settings.model_copy(update={"notify": type(day.app.settings.notify)("")})
    DigestWriter(build(settings, day.clock), day.store).write_due(Edits())
    assert day.waiting() == []


def _edit_messages(day: Day) -> list[Message]:
    return [message for message in day.waiting() if message.kind == "edit"]


def test_an_edit_that_is_not_scheduled_is_told_before_the_post_falls_due(day: Day) -> None:
    day.clock.moment = FIVE
    house = Housekeeping(day.app, day.store)
    (day.root / "captions/report.md").write_text("The report, corrected.", encoding="utf-8")
    house.tick()
    with day.store.read() as connection:
        assert [one for _, one in outbox.waiting(connection, FIVE) if one.kind == "edit"] == [], (
            "its author may be at it"
        )
    (message,) = _edit_messages(day)
    assert message.title == "Edited, not scheduled: report"
    assert "It goes out to trust_linkedin, trust_mastodon, trust_x as it was before, Tue 5 March 10:00" in message.body
    Housekeeping(day.app, day.store).tick()
    assert len(_edit_messages(day)) == 1, "a restart does not tell it twice"


def test_an_edit_that_is_scheduled_in_time_is_not_told(day: Day) -> None:
    day.clock.moment = FIVE
    house = Housekeeping(day.app, day.store)
    (day.root / "captions/report.md").write_text("The report, corrected.", encoding="utf-8")
    house.tick()
    apply_plan(day.app, actor="test")
    house.tick()
    assert _edit_messages(day) == []


def test_files_that_cannot_be_read_keep_the_digest_from_nothing(day: Day) -> None:
    day.publish()
    (day.root / "config/campaign.yaml").write_text("campaign: [", encoding="utf-8")
    Housekeeping(day.app, day.store).tick()
    assert [message.kind for message in day.waiting()] == ["digest"]
