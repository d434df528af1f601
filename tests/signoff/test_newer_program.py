"""A new version of the program is no edit: it reschedules nothing and lapses no approval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

import support.office
from campaign_scheduler.platforms.linkedin import adapter as linkedin
from campaign_scheduler.rendering import pictures
from campaign_scheduler.rendering.pictures import Fitted
from campaign_scheduler.services.check import check
from campaign_scheduler.services.scheduling import apply_plan, make_plan
from campaign_scheduler.store import tables as t
from support.making import app_for, picture
from support.office import Office
from support.signing import approve_as

DUE = datetime(2030, 3, 4, 9, tzinfo=UTC)
ROW = 'launch,2030-03-04,09:00,launch,launch.png,"LinkedIn, Mastodon",,'


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    more = "signoff: {required: 1}\n"
    with support.office.office(tmp_path, DUE - timedelta(hours=1), [ROW], more=more) as made:
        approve_as(made.app, "Dr Shah")
        yield made


def newer(office: Office, patch: pytest.MonkeyPatch) -> Office:
    """Another Pillow makes other bytes of the same picture, and nothing is remembered of the old ones."""
    right = pictures._encoded

    def other(image: Image.Image, kind: str, **options: object) -> Fitted:
        made = right(image, kind, **options)
        return replace(made, data=made.data + b"\0")

    patch.setattr(pictures, "_encoded", other)
    for file in (office.root / ".campaign" / "cache").glob("*"):
        file.unlink()
    return replace(office, app=app_for(office.root, office.clock))


def test_the_newer_program_does_make_other_bytes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    after = newer(office, monkeypatch)
    (after.root / "config/calendar.csv").write_text(
        (after.root / "config/calendar.csv").read_text().replace("launch,2030", "new,2030")
    )
    fresh = {one.rendered.media[0].sha256 for one in check(after.app).renderings if one.rendered}
    stored = {str(media["sha256"]) for one in office.log() for media in one.media}
    assert fresh and not fresh & stored


def test_another_encoder_changes_nothing_that_is_scheduled(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {one.account: one.content_hash for one in office.log()}
    after = newer(office, monkeypatch)
    assert make_plan(after.app).plan.is_empty
    assert apply_plan(after.app, actor="test").written == ()
    assert {one.account: one.content_hash for one in after.log()} == before
    after.at(DUE)
    assert set(after.states().values()) == {"published"}


def test_with_another_encoder_an_edit_lapses_only_its_own_account_and_shows_only_the_edit(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = newer(office, monkeypatch)
    (after.root / "captions/launch.linkedin.md").write_text("Words of launch today.")
    apply_plan(after.app, actor="test")
    assert after.states() == {"launch/linkedin": "awaiting_signoff", "launch/mastodon": "scheduled"}
    renditions = {media["sha256"] for one in after.log() for media in one.media}
    with after.store.read() as connection:
        assert renditions <= set(connection.scalars(t.blobs.select().with_only_columns(t.blobs.c.sha256)))
    approve_as(after.app, "Dr Shah")
    after.at(DUE)
    assert set(after.states().values()) == {"published"}


def test_another_picture_under_the_same_name_is_an_edit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    after = newer(office, monkeypatch)
    (after.root / "media/launch.png").write_bytes(picture(colour="red"))
    apply_plan(after.app, actor="test")
    assert set(after.states().values()) == {"awaiting_signoff"}


def test_another_alt_text_is_an_edit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    after = newer(office, monkeypatch)
    (after.root / "media/alt.csv").write_text("file,alt\nlaunch.png,A green field under a grey sky\n")
    apply_plan(after.app, actor="test")
    assert set(after.states().values()) == {"awaiting_signoff"}


def test_the_same_words_written_otherwise_for_a_network_stay_as_they_were_scheduled(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = linkedin.LinkedIn.capabilities

    def other(self: linkedin.LinkedIn, account: object) -> object:
        return replace(right(self, account), encode=lambda words: f"{words}\u200b")  # type: ignore[arg-type]

    monkeypatch.setattr(linkedin.LinkedIn, "capabilities", other)
    after = replace(office, app=app_for(office.root, office.clock))
    assert make_plan(after.app).plan.is_empty


def test_what_a_network_takes_no_longer_is_made_anew_and_approved_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = linkedin.LinkedIn.capabilities

    def smaller(self: linkedin.LinkedIn, account: object) -> object:
        able = right(self, account)  # type: ignore[arg-type]
        side = replace(able.images.max_bytes, value=32)
        return replace(able, images=replace(able.images, max_side=side))

    monkeypatch.setattr(linkedin.LinkedIn, "capabilities", smaller)
    after = replace(office, app=app_for(office.root, office.clock))
    apply_plan(after.app, actor="test")
    assert after.states() == {"launch/linkedin": "awaiting_signoff", "launch/mastodon": "scheduled"}
