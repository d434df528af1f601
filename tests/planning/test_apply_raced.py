"""What happens between reading the files and writing the plan: the daemon publishes, somebody else applies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import support.office
from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import InputError, PlanError
from campaign_scheduler.model.problem import Severity
from campaign_scheduler.services import scheduling
from campaign_scheduler.services.check import check
from campaign_scheduler.services.scheduling import apply_plan
from support.databases import BOTH, store_url
from support.office import Office

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
OLD = "old,2030-03-04,09:00,launch,none,Mastodon,,"
NEW = "new,2030-03-04,10:00,launch,none,Mastodon,,"
Meanwhile = Callable[[Callable[[], object]], None]


@pytest.fixture(params=BOTH)
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    url = store_url(request, tmp_path, "raced")
    with support.office.office(tmp_path, DUE - timedelta(hours=1), [OLD], apply=False, url=url) as made:
        yield made


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """What happens once, just before the next plan is written."""
    write = scheduling._write

    def set_up(happens: Callable[[], object]) -> None:
        def late(*arguments: object) -> object:
            monkeypatch.setattr(scheduling, "_write", write)
            happens()
            return write(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(scheduling, "_write", late)

    return set_up


@pytest.mark.parametrize("force", [False, True])
def test_a_post_under_another_id_is_not_scheduled_when_the_old_one_goes_out_just_then(
    office: Office, meanwhile: Meanwhile, force: bool
) -> None:
    """The old row's delivery was to be cancelled and is published instead; the new one would say the same again."""
    apply_plan(office.app)
    office.clock.moment = DUE
    office.rows(NEW)
    meanwhile(office.round)
    with pytest.raises(PlanError, match="meanwhile"):
        apply_plan(office.app, force=force)
    assert office.states() == {"old/mastodon": "published"}
    with pytest.raises(PlanError, match="say again"):
        apply_plan(office.app)


def test_an_account_renamed_while_its_post_goes_out(office: Office, meanwhile: Meanwhile) -> None:
    apply_plan(office.app)
    office.clock.moment = DUE
    for name in ("campaign", "accounts"):
        path = office.root / f"config/{name}.yaml"
        path.write_text(path.read_text().replace("trust_mastodon", "trust_linkedin_old"))
    office.rows(OLD.replace("09:00", "10:00"))
    secrets = office.app.settings.secrets
    secrets["trust_linkedin_old"] = secrets["trust_mastodon"]
    meanwhile(office.round)
    with pytest.raises(PlanError, match="meanwhile"):
        apply_plan(office.app)
    assert len(office.log()) == 1


def test_two_at_once_schedule_once(office: Office, meanwhile: Meanwhile) -> None:
    meanwhile(lambda: apply_plan(office.app))
    with pytest.raises(PlanError, match="meanwhile") as caught:
        apply_plan(office.app)
    assert "campaign plan" in caught.value.remedy
    assert len(office.log()) == 1
    assert apply_plan(office.app).written == ()


def test_two_at_once_that_know_the_post_under_different_ids_schedule_it_once(
    office: Office, meanwhile: Meanwhile
) -> None:
    office.rows(NEW)

    def other() -> None:
        office.rows(OLD)
        apply_plan(office.app)

    meanwhile(other)
    with pytest.raises(PlanError, match="meanwhile"):
        apply_plan(office.app)
    assert list(office.states()) == ["old/mastodon"]


def test_two_at_once_with_the_same_freeze_for_a_campaign_that_is_there(office: Office, meanwhile: Meanwhile) -> None:
    apply_plan(office.app)
    freeze = "freezes: [{from: 2030-04-01, to: 2030-04-02, reason: Easter}]\n"
    office.settings(freeze)
    meanwhile(lambda: apply_plan(office.app))
    with pytest.raises(PlanError, match="meanwhile"):
        apply_plan(office.app)
    assert apply_plan(office.app).freezes == 0


def test_an_edit_of_a_post_that_goes_out_just_then_is_left_alone_and_said_so(
    office: Office, meanwhile: Meanwhile
) -> None:
    apply_plan(office.app)
    office.clock.moment = DUE
    (office.root / "captions/launch.md").write_text("Put right too late.")
    meanwhile(office.round)
    applied = apply_plan(office.app)
    assert (len(applied.written), len(applied.left_alone)) == (0, 1)
    (entry,) = office.log()
    assert (entry.state, entry.words) == (State.PUBLISHED, "Words of launch.")


def test_the_row_of_a_post_that_goes_out_just_then_is_deleted(office: Office, meanwhile: Meanwhile) -> None:
    apply_plan(office.app)
    office.clock.moment = DUE
    office.rows()
    meanwhile(office.round)
    applied = apply_plan(office.app)
    assert (len(applied.written), len(applied.left_alone)) == (0, 1)
    assert [one.state for one in office.log()] == [State.PUBLISHED]
    assert len(office.said()) == 1


def test_a_new_row_never_takes_over_the_id_of_a_post_that_is_out(office: Office) -> None:
    """Tidied up, then a new row with a caption of the same name: taken for an edit, it would silently never go out."""
    office.rows("launch" + OLD.removeprefix("old"))
    apply_plan(office.app)
    office.clock.moment = DUE
    office.round()
    (office.root / "captions/launch.md").write_text("The second service opens today.")
    office.rows(NEW.removeprefix("new"))
    with pytest.raises(InputError) as caught:
        apply_plan(office.app)
    assert [(one.code, one.line) for one in caught.value.problems if one.severity is Severity.ERROR] == [
        ("id-taken", 2)
    ]
    check(office.app, fix=True)
    assert (office.root / "config/calendar.csv").read_text().splitlines()[1] == NEW.removeprefix("new")
    office.rows(NEW)
    apply_plan(office.app)
    office.clock.moment = DUE + timedelta(hours=1)
    office.round()
    assert office.said() == ["Words of launch.", "The second service opens today."]


def test_the_id_column_emptied_gives_each_post_its_old_id_back_or_needs_repeat(office: Office) -> None:
    """One row's id was its caption's name and is found again; the other's was not, and would be said twice."""
    office.rows("launch" + OLD.removeprefix("old"))
    apply_plan(office.app)
    office.clock.moment = DUE
    office.round()
    office.rows(OLD.removeprefix("old"))
    assert apply_plan(office.app).written == ()
    office.rows(OLD.removeprefix("old").replace("09:00", "11:00").replace("launch", "renamed"))
    (office.root / "captions/launch.md").rename(office.root / "captions/renamed.md")
    with pytest.raises(PlanError, match="say again"):
        apply_plan(office.app)
    assert list(office.states()) == ["launch/mastodon"]
