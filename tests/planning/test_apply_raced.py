"""What happens between reading the files and writing the plan: the daemon publishes, somebody else applies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import InputError, PlanError
from campaign_scheduler.model.problem import Severity
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.services import scheduling
from campaign_scheduler.services.app import App
from campaign_scheduler.services.check import check
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store.post_log import Entry, Filter, entries
from support.making import CAMPAIGN, SetClock, app_for, sandbox_accounts, workspace

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
HEADING = "id,date,time,caption,media,accounts,status,note"
OLD = "old,2030-03-04,09:00,launch,none,Mastodon,,"
NEW = "new,2030-03-04,10:00,launch,none,Mastodon,,"


@dataclass
class Office:
    """A workspace, its store and the stand-in networks; `meanwhile` runs once, just before the plan is written."""

    app: App
    clock: SetClock
    sandbox: RunningSandbox
    patch: pytest.MonkeyPatch

    def rows(self, *lines: str, heading: str = HEADING) -> None:
        (self.app.root / "config/calendar.csv").write_text("\n".join([heading, *lines, ""]))

    def log(self) -> dict[str, Entry]:
        with self.app.store() as store, store.read() as connection:
            return {f"{one.post_id}/{one.account}": one for one in entries(connection, Filter())}

    def publish(self) -> None:
        with self.app.store() as store:
            publisher = Publisher(store, self.app.platforms, self.app.settings.credentials, self.clock)
            for claim in publisher.claim("daemon", 10):
                publisher.publish(claim)

    def meanwhile(self, happens: Callable[[], object]) -> None:
        write = scheduling._write

        def late(*arguments: object) -> object:
            self.patch.setattr(scheduling, "_write", write)
            happens()
            return write(*arguments)  # type: ignore[arg-type]

        self.patch.setattr(scheduling, "_write", late)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    clock = SetClock(DUE - timedelta(hours=1))
    with serve(clock=clock) as sandbox:
        root = workspace(tmp_path, [OLD], pictures={}, accounts=sandbox_accounts(sandbox))
        yield Office(app_for(root, clock), clock, sandbox, monkeypatch)


@pytest.mark.parametrize("force", [False, True])
def test_a_post_under_another_id_is_not_scheduled_when_the_old_one_goes_out_just_then(
    office: Office, force: bool
) -> None:
    """The old row's delivery was to be cancelled and is published instead; the new one would say the same again."""
    apply_plan(office.app)
    office.clock.moment = DUE
    office.rows(NEW)
    office.meanwhile(office.publish)
    with pytest.raises(PlanError, match="meanwhile"):
        apply_plan(office.app, force=force)
    assert {name: one.state for name, one in office.log().items()} == {"old/trust_mastodon": State.PUBLISHED}
    with pytest.raises(PlanError, match="say again"):
        apply_plan(office.app)


def test_an_account_renamed_while_its_post_goes_out(office: Office) -> None:
    apply_plan(office.app)
    office.clock.moment = DUE
    for name in ("campaign", "accounts"):
        path = office.app.root / f"config/{name}.yaml"
        path.write_text(path.read_text().replace("trust_mastodon", "trust_linkedin_old"))
    office.rows(OLD.replace("09:00", "10:00"))
    secrets = office.app.settings.secrets
    secrets["trust_linkedin_old"] = secrets["trust_mastodon"]
    office.meanwhile(office.publish)
    with pytest.raises(PlanError, match="meanwhile"):
        apply_plan(office.app)
    assert len(office.log()) == 1


def test_two_at_once_schedule_once(office: Office) -> None:
    office.meanwhile(lambda: apply_plan(office.app))
    with pytest.raises(PlanError, match="meanwhile") as caught:
        apply_plan(office.app)
    assert "campaign plan" in caught.value.remedy
    assert len(office.log()) == 1
    assert apply_plan(office.app).written == ()


def test_two_at_once_that_know_the_post_under_different_ids_schedule_it_once(office: Office) -> None:
    office.rows(NEW)

    def other() -> None:
        office.rows(OLD)
        apply_plan(office.app)

    office.meanwhile(other)
    with pytest.raises(PlanError, match="meanwhile"):
        apply_plan(office.app)
    assert list(office.log()) == ["old/trust_mastodon"]


def test_two_at_once_with_the_same_freeze_for_a_campaign_that_is_there(office: Office) -> None:
    apply_plan(office.app)
    freeze = "freezes: [{from: 2030-04-01, to: 2030-04-02, reason: Easter}]\n"
    (office.app.root / "config/campaign.yaml").write_text(f"{CAMPAIGN}{freeze}")
    office.meanwhile(lambda: apply_plan(office.app))
    with pytest.raises(PlanError, match="meanwhile"):
        apply_plan(office.app)
    assert apply_plan(office.app).freezes == 0


def test_an_edit_of_a_post_that_goes_out_just_then_is_left_alone_and_said_so(office: Office) -> None:
    apply_plan(office.app)
    office.clock.moment = DUE
    (office.app.root / "captions/launch.md").write_text("Put right too late.")
    office.meanwhile(office.publish)
    applied = apply_plan(office.app)
    assert (len(applied.written), len(applied.left_alone)) == (0, 1)
    (entry,) = office.log().values()
    assert (entry.state, entry.words) == (State.PUBLISHED, "The service opens today.")


def test_the_row_of_a_post_that_goes_out_just_then_is_deleted(office: Office) -> None:
    apply_plan(office.app)
    office.clock.moment = DUE
    office.rows()
    office.meanwhile(office.publish)
    applied = apply_plan(office.app)
    assert (len(applied.written), len(applied.left_alone)) == (0, 1)
    assert [one.state for one in office.log().values()] == [State.PUBLISHED]
    assert len(office.sandbox.world.posts()) == 1


def test_a_new_row_never_takes_over_the_id_of_a_post_that_is_out(office: Office) -> None:
    """Tidied up, then a new row with a caption of the same name: taken for an edit, it would silently never go out."""
    office.rows("launch" + OLD.removeprefix("old"))
    apply_plan(office.app)
    office.clock.moment = DUE
    office.publish()
    (office.app.root / "captions/launch.md").write_text("The second service opens today.")
    office.rows(NEW.removeprefix("new"))
    with pytest.raises(InputError) as caught:
        apply_plan(office.app)
    assert [(one.code, one.line) for one in caught.value.problems if one.severity is Severity.ERROR] == [
        ("id-taken", 2)
    ]
    check(office.app, fix=True)
    assert (office.app.root / "config/calendar.csv").read_text().splitlines()[1] == NEW.removeprefix("new")
    office.rows(NEW)
    apply_plan(office.app)
    office.clock.moment = DUE + timedelta(hours=1)
    office.publish()
    said = [post.text for post in office.sandbox.world.posts()]
    assert said == ["The service opens today.", "The second service opens today."]


def test_the_id_column_emptied_gives_each_post_its_old_id_back_or_needs_repeat(office: Office) -> None:
    """One row's id was its caption's name and is found again; the other's was not, and would be said twice."""
    office.rows("launch" + OLD.removeprefix("old"))
    apply_plan(office.app)
    office.clock.moment = DUE
    office.publish()
    office.rows(OLD.removeprefix("old"))
    assert apply_plan(office.app).written == ()
    office.rows(OLD.removeprefix("old").replace("09:00", "11:00").replace("launch", "renamed"))
    (office.app.root / "captions/launch.md").rename(office.app.root / "captions/renamed.md")
    with pytest.raises(PlanError, match="say again"):
        apply_plan(office.app)
    assert list(office.log()) == ["launch/trust_mastodon"]
