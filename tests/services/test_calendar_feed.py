"""The diary follows the store: scheduled, changed, cancelled, published."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign_scheduler.calendars.ics import CANCELLED, CONFIRMED, TENTATIVE, Event, read_events
from campaign_scheduler.model.errors import InputError
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.services.app import App
from campaign_scheduler.services.calendar_feed import feed
from campaign_scheduler.services.scheduling import apply_plan
from support.making import SetClock, app_for, sandbox_accounts, workspace

UID = "launch@spring.campaign-scheduler"
ROWS = ("launch,2030-07-04,09:00,launch,,all,,", "voices,2030-03-05,12:30,voices,,X,,", "idea,2030-03-06,,,,all,draft,")
CAPTIONS = {
    "launch.md": "---\ntags: [spring]\n---\nThe service opens today.",
    "launch.x.md": "Open today.",
    "voices.md": "Hear them.",
}


@pytest.fixture
def app(tmp_path: Path, sandbox: RunningSandbox) -> App:
    root = workspace(tmp_path / "home", ROWS, captions=CAPTIONS, accounts=sandbox_accounts(sandbox))
    return app_for(root, SetClock(datetime(2030, 3, 1, tzinfo=UTC)))


def events(app: App, previous: bytes | None = None) -> dict[str, Event]:
    diary = feed(app, preview="https://example.org/preview.html", previous=previous)
    assert diary.left_out == ("1 draft left out",)
    return {event.uid: event for event in read_events(diary.content)}


def edit(app: App, before: str, after: str) -> None:
    path = app.root / "config/calendar.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_what_is_planned_is_tentative_and_says_so(app: App) -> None:
    found = events(app)
    assert set(found) == {UID, "voices@spring.campaign-scheduler"}
    launch = found[UID]
    assert (launch.status, launch.sequence) == (TENTATIVE, 0)
    assert launch.start == datetime(2030, 7, 4, 8, tzinfo=UTC)
    assert launch.summary == "Open today."
    assert "For trust_x:\nOpen today." in launch.description
    assert "For trust_linkedin, trust_mastodon:\nThe service opens today." in launch.description
    assert "Not scheduled yet: trust_x, trust_linkedin, trust_mastodon" in launch.description
    assert launch.description.endswith("Preview: https://example.org/preview.html#launch")
    assert launch.url == "https://example.org/preview.html#launch"
    assert launch.categories == ("spring",)


def test_numbers_rise_with_every_change_in_the_store_and_a_removed_post_is_cancelled(app: App) -> None:
    planned = events(app)[UID].sequence
    apply_plan(app)
    scheduled = events(app)[UID]
    assert scheduled.status == CONFIRMED
    assert scheduled.sequence > planned
    assert "trust_mastodon: Scheduled" in scheduled.description
    edit(app, "2030-07-04,09:00", "2030-07-05,10:00")
    assert events(app)[UID] == scheduled, "a saved edit counts when it is scheduled"
    apply_plan(app)
    moved = events(app)[UID]
    assert moved.start == datetime(2030, 7, 5, 9, tzinfo=UTC)
    assert moved.sequence > scheduled.sequence
    edit(app, "launch,2030-07-05,10:00,launch,,all,,\n", "")
    apply_plan(app, force=True)
    gone = events(app)[UID]
    assert gone.status == CANCELLED
    assert gone.sequence > moved.sequence


def test_a_row_that_was_never_scheduled_and_left_the_calendar_is_cancelled_by_the_last_file(app: App) -> None:
    before = feed(app).content
    edit(app, "launch,2030-07-04,09:00,launch,,all,,\n", "")
    found = events(app, before)[UID]
    assert (found.status, found.sequence) == (CANCELLED, 1)


def test_a_file_of_another_kind_is_not_replaced(app: App) -> None:
    with pytest.raises(InputError) as caught:
        feed(app, previous=b"somebody's notes")
    assert caught.value.problems[0].code == "not-a-diary"
