"""Plan shows the difference, apply makes it so, and what was applied is what is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import InputError, PlanError
from campaign_scheduler.planning.plan import Kind
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.services.app import App
from campaign_scheduler.services.check import check
from campaign_scheduler.services.edits import unscheduled
from campaign_scheduler.services.scheduling import apply_plan, make_plan
from campaign_scheduler.services.unpublishing import unpublish
from campaign_scheduler.store import Store, outcomes
from campaign_scheduler.store.post_log import Entry, Filter, entries
from support.making import SetClock, app_for, picture, sandbox_accounts, workspace
from support.signing import approve_as

ROWS = [f"post-{n},2030-03-0{n},09:00,post-{n},none,Mastodon,," for n in range(4, 10)]
WORDS = {f"post-{n}.md": f"Number {n}." for n in range(4, 10)}


@pytest.fixture
def app(tmp_path: Path, sandbox: RunningSandbox) -> App:
    root = workspace(tmp_path, ROWS, captions=WORDS, pictures={}, accounts=sandbox_accounts(sandbox))
    return app_for(root, SetClock(datetime(2030, 3, 1, 8, tzinfo=UTC)))


def counts(app: App) -> dict[str, int]:
    return {kind.value: count for kind, count in make_plan(app).plan.counts.items() if count}


def log(app: App) -> list[Entry]:
    with app.store() as store, store.read() as connection:
        return entries(connection, Filter())


def rows(app: App, *lines: str) -> None:
    heading = (app.root / "config/calendar.csv").read_text().splitlines()[0]
    (app.root / "config/calendar.csv").write_text("\n".join([heading, *lines, ""]))


def test_looking_makes_no_store(app: App) -> None:
    assert counts(app) == {"added": 6}
    assert not (app.root / "campaign.db").exists()


def test_applying_twice_changes_nothing(app: App) -> None:
    assert len(apply_plan(app).written) == 6
    assert apply_plan(app).written == ()
    assert counts(app) == {"unchanged": 6}
    assert {entry.revision for entry in log(app)} == {1}


def test_a_change_a_move_and_a_removal(app: App) -> None:
    apply_plan(app)
    before = {entry.post_id: entry.delivery_id for entry in log(app)}
    (app.root / "captions/post-4.md").write_text("Other words.")
    rows(app, ROWS[0], ROWS[1].replace("09:00", "10:30"), *ROWS[3:])
    assert counts(app) == {"changed": 1, "moved": 1, "removed": 1, "unchanged": 3}
    apply_plan(app)
    after = {entry.post_id: entry for entry in log(app)}
    assert {post: entry.delivery_id for post, entry in after.items()} == before
    assert after["post-4"].words == "Other words."
    assert after["post-5"].due_at == datetime(2030, 3, 5, 10, 30, tzinfo=UTC)
    assert after["post-6"].state is State.CANCELLED


def test_a_row_that_comes_back_is_scheduled_again_under_its_old_number(app: App) -> None:
    apply_plan(app)
    rows(app, *ROWS[1:])
    apply_plan(app)
    rows(app, *ROWS)
    apply_plan(app)
    entry = next(entry for entry in log(app) if entry.post_id == "post-4")
    assert (entry.state, entry.delivery_id) == (State.SCHEDULED, 1)


def test_a_stale_plan_is_refused(app: App) -> None:
    shown = make_plan(app).plan.id
    (app.root / "captions/post-4.md").write_text("Other words.")
    with pytest.raises(PlanError, match="no longer"):
        apply_plan(app, plan_id=shown)
    assert log(app) == []
    assert len(apply_plan(app, plan_id=make_plan(app).plan.id).written) == 6


def test_errors_anywhere_stop_apply_whole(app: App) -> None:
    (app.root / "captions/post-9.md").unlink()
    with pytest.raises(InputError):
        apply_plan(app)
    assert not (app.root / "campaign.db").exists() or log(app) == []


def test_many_removals_are_stopped_until_forced(app: App) -> None:
    apply_plan(app)
    rows(app, ROWS[0])
    planned = make_plan(app)
    assert [brake.code for brake in planned.brakes] == ["many-removed"]
    assert planned.brakes[0].about == tuple(f"post-{n}" for n in range(5, 10))
    with pytest.raises(PlanError, match="5 of the 6 posts"):
        apply_plan(app)
    assert {entry.state for entry in log(app)} == {State.SCHEDULED}
    apply_plan(app, force=True)
    assert [entry.state for entry in log(app)].count(State.CANCELLED) == 5


def publisher_of(app: App, store: Store) -> Publisher:
    return Publisher(store, app.platforms, app.settings.credentials, app.clock)


def publish_all_due(app: App) -> None:
    with app.store() as store:
        publisher = publisher_of(app, store)
        for claim in publisher.claim("t", 10):
            publisher.publish(claim)


def at(app: App, moment: datetime) -> None:
    app.clock.moment = moment  # type: ignore[attr-defined]


def test_the_same_words_again_need_repeat(app: App, sandbox: RunningSandbox) -> None:
    """Lost ids: the published post's row comes back under another id."""
    apply_plan(app)
    at(app, datetime(2030, 3, 4, 9, tzinfo=UTC))
    publish_all_due(app)
    again = "renamed,2030-03-20,09:00,post-4,none,Mastodon,,"
    rows(app, *ROWS[1:], again)
    with pytest.raises(PlanError, match="say again"):
        apply_plan(app)
    assert len(log(app)) == 6
    text = (app.root / "config/calendar.csv").read_text()
    lines = text.splitlines()
    (app.root / "config/calendar.csv").write_text(
        "\n".join([f"{lines[0]},repeat", *(f"{line},yes" for line in lines[1:]), ""])
    )
    assert len(apply_plan(app).written) == 1


def test_what_was_taken_down_is_not_brought_back_without_repeat(app: App, sandbox: RunningSandbox) -> None:
    """A copied workspace, or lost ids, must not undo what somebody took down; the row itself says that it is."""
    apply_plan(app)
    at(app, datetime(2030, 3, 4, 9, tzinfo=UTC))
    publish_all_due(app)
    down = log(app)[0]
    unpublish(app, down.delivery_id, by="Ann", reason="Called off")
    assert [(one.code, one.post_id) for one in check(app).problems] == [("taken-down", down.post_id)]
    assert apply_plan(app).written == ()
    rows(app, *ROWS[1:], "renamed,2030-03-20,09:00,post-4,none,Mastodon,,")
    with pytest.raises(PlanError) as stopped:
        apply_plan(app)
    assert "taken down since" in stopped.value.remedy + stopped.value.message


def test_an_edit_to_a_post_that_is_out_is_information_and_alters_nothing(app: App) -> None:
    apply_plan(app)
    at(app, datetime(2030, 3, 4, 9, tzinfo=UTC))
    publish_all_due(app)
    (app.root / "captions/post-4.md").write_text("Corrected.")
    reading = check(app)
    assert [(one.code, one.severity.value) for one in reading.problems] == [("already-out", "info")]
    assert apply_plan(app).written == ()
    assert log(app)[0].words == "Number 4."


def test_week_two_is_as_clean_as_week_one(app: App) -> None:
    apply_plan(app)
    at(app, datetime(2030, 3, 8, 12, tzinfo=UTC))
    assert check(app).problems == ()


def test_a_delivery_that_is_being_published_is_left_alone(app: App) -> None:
    apply_plan(app)
    at(app, datetime(2030, 3, 4, 9, tzinfo=UTC))
    with app.store() as store:
        assert len(publisher_of(app, store).claim("t", 1)) == 1
    (app.root / "captions/post-4.md").write_text("Too late.")
    planned = make_plan(app)
    assert planned.plan.counts[Kind.IN_FLIGHT] == 1
    assert apply_plan(app).written == ()


def test_what_was_applied_is_what_is_sent_whatever_happens_to_the_files(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    root = workspace(tmp_path, accounts=sandbox_accounts(sandbox))
    app = app_for(root, SetClock())
    apply_plan(app)
    (root / "captions/launch.md").write_text("Something else entirely.")
    (root / "media/launch.png").write_bytes(picture(colour="black"))
    (root / "media/alt.csv").write_text("file,alt\nlaunch.png,Black\n")
    at(app, datetime(2030, 3, 4, 9, tzinfo=UTC))
    publish_all_due(app)
    posts = sandbox.world.posts()
    assert len(posts) == 3
    assert {post.text for post in posts} == {"The service opens today."}
    assert {media.alt for post in posts for media in post.media} == {"A green field under a blue sky"}
    sent = {media.sha256 for post in posts for media in post.media}
    assert sent == {media["sha256"] for entry in log(app) for media in entry.media}


def test_saved_edits_that_are_not_scheduled_are_counted(app: App) -> None:
    apply_plan(app)
    (app.root / "captions/post-5.md").write_text("Edited.")
    with app.store() as store:
        edits = unscheduled(app, store)
        assert edits.posts == 1
        assert "1 saved edit is not scheduled" in edits.sentence
        soon = datetime(2030, 3, 4, 10, tzinfo=UTC)
        assert [change.key.post_id for change in edits.due_within(soon, timedelta(hours=24))] == ["post-5"]


def test_apply_writes_missing_ids_into_the_calendar(app: App) -> None:
    rows(app, *(row.partition(",")[2].join([",", ""]) for row in ROWS))
    apply_plan(app)
    written = [line.partition(",")[0] for line in (app.root / "config/calendar.csv").read_text().splitlines()[1:]]
    assert written == [f"post-{n}" for n in range(4, 10)]
    assert {entry.post_id for entry in log(app)} == set(written)


def test_sign_off_is_needed_where_the_campaign_says_so_and_lapses_with_a_change(app: App) -> None:
    path = app.root / "config/campaign.yaml"
    path.write_text(path.read_text() + "signoff: {required: 1}\n")
    apply_plan(app)
    assert {entry.state for entry in log(app)} == {State.AWAITING_SIGNOFF}
    assert len(approve_as(app, "Ann").ready) == 6
    assert {entry.state for entry in log(app)} == {State.SCHEDULED}
    (app.root / "captions/post-4.md").write_text("Changed after approval.")
    apply_plan(app)
    assert [entry.post_id for entry in log(app) if entry.state is State.AWAITING_SIGNOFF] == ["post-4"]


def test_two_accounts_that_are_one_profile_are_refused(app: App, sandbox: RunningSandbox) -> None:
    path = app.root / "config/accounts.yaml"
    path.write_text(
        path.read_text() + f'  - {{id: twin, platform: mastodon, base_url: "{sandbox.base_url("mastodon")}"}}\n'
    )
    campaign = app.root / "config/campaign.yaml"
    campaign.write_text(campaign.read_text().replace("trust_mastodon]", "trust_mastodon, twin]"))
    rows(app, "a,2030-03-04,09:00,post-4,none,trust_mastodon,,", "b,2030-03-05,09:00,post-5,none,twin,,")
    app.settings.secrets["twin"] = app.settings.secrets["trust_mastodon"]
    with pytest.raises(InputError) as caught:
        apply_plan(app)
    assert caught.value.problems[0].code == "same-profile"


def test_no_network_is_a_problem_and_schedules_nothing(tmp_path: Path) -> None:
    accounts = 'accounts:\n  - {id: trust_mastodon, platform: mastodon, base_url: "http://127.0.0.1:9"}\n'
    campaign = "campaign: spring\ntimezone: UTC\naccounts: [trust_mastodon]\n"
    app = app_for(workspace(tmp_path, accounts=accounts, campaign=campaign), SetClock())
    with pytest.raises(InputError) as caught:
        apply_plan(app)
    assert caught.value.problems[0].code == "account-not-verified"
    assert log(app) == []


def test_a_stop_covers_its_scope(app: App) -> None:
    from campaign_scheduler.services.stopping import pause, resume

    apply_plan(app)
    assert pause(app, scope="account", target="trust_mastodon", reason="a tragedy", by="ann").held == 6
    at(app, datetime(2030, 3, 5, 9, tzinfo=UTC))
    with app.store() as store:
        assert publisher_of(app, store).claim("t", 9) == []
        with store.read() as connection:
            assert outcomes.count_due(connection, app.clock.now()) == 2
    overdue = resume(app, scope="account", target="trust_mastodon", by="ann").overdue
    assert [entry.post_id for entry in overdue] == ["post-4", "post-5"]
    assert [entry.state for entry in log(app)].count(State.HELD) == 2
