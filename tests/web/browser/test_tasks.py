"""The main tasks end to end in a real browser, with the daemon and the stand-in networks behind the page."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from support.making import picture
from support.stage import Stage
from web.browser.conftest import enter, watched

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_the_calendar_has_today_and_next_in_front(maya: Page, stage: Stage) -> None:
    maya.goto(stage.url)
    front = maya.get_by_role("region", name="Today and next")
    expect(front).to_contain_text("Today, Tue 20 October")
    expect(front).to_contain_text("Wed 21 October 2026, 12:30")
    expect(maya.locator(".day.today .post")).to_have_count(1)


def test_a_post_is_dragged_to_another_day_and_keeps_its_time(maya: Page, stage: Stage) -> None:
    maya.goto(stage.url)
    maya.locator('.post[data-name="thanks"]').drag_to(maya.locator('[data-day="2026-10-30"]'))
    moved = maya.locator('[data-day="2026-10-30"] .post[data-name="thanks"]')
    expect(moved).to_contain_text("Edited, not scheduled")
    expect(moved).to_contain_text("17:00")
    assert "thanks,2026-10-30,17:00" in (stage.root / "config/calendar.csv").read_text(encoding="utf-8")
    expect(maya.locator("#strips")).to_contain_text("1 edit not scheduled")


def test_counts_and_previews_follow_as_one_types_and_saving_writes_the_file(maya: Page, stage: Stage) -> None:
    maya.goto(f"{stage.url}/posts/pcref")
    words = maya.get_by_label("Words for X only")
    words.fill("x" * 290)
    expect(maya.locator('[data-counts="words:x"]')).to_contain_text("X: 290 of 280")
    expect(maya.locator('[data-problems="words:x"]')).to_contain_text("10 too many")
    words.fill("Seen by everybody. #PCREF")
    expect(maya.locator("#previews .shown", has_text="Seen by everybody.").locator(".tag")).to_have_text("#PCREF")
    expect(maya.locator('[data-problems="words:x"]')).to_be_empty()
    maya.get_by_role("button", name="Save").click()
    expect(maya.locator("#strips")).to_contain_text("Saved: the words for x")
    assert "Seen by everybody. #PCREF" in (stage.root / "captions/pcref.x.md").read_text(encoding="utf-8")
    expect(maya.locator(".timeline")).to_contain_text("Maya Okafor edited the words for x")


def test_a_picture_is_put_there_with_its_alt_text(maya: Page, stage: Stage, downloads: Path) -> None:
    art = downloads / "New artwork.png"
    art.write_bytes(picture((640, 360), "teal"))
    maya.goto(f"{stage.url}/posts/voices-again")
    maya.get_by_label("Put a new picture there").set_input_files(art)
    maya.get_by_label("Alt text of the new picture").fill("Plain teal, no words")
    maya.get_by_role("button", name="Save").click()
    expect(maya.get_by_label("Alt text of new-artwork.png")).to_have_value("Plain teal, no words")
    assert (stage.root / "media/new-artwork.png").exists()


def test_a_toolkit_is_brought_in_and_its_drafts_stand_in_the_calendar(
    maya: Page, stage: Stage, downloads: Path
) -> None:
    document = Document()
    document.add_heading("Social media posts", 1)
    document.add_paragraph("The clinic has moved to the High Street, and everybody is welcome from Monday on.")
    document.save(str(downloads / "Toolkit.docx"))
    maya.goto(f"{stage.url}/bring-in")
    maya.get_by_label("The file").set_input_files(downloads / "Toolkit.docx")
    maya.get_by_role("button", name="Look at it").click()
    expect(maya.get_by_label("Words of draft 1")).to_have_value(re.compile("The clinic has moved"), timeout=30_000)
    maya.get_by_role("button", name="Accept what is ticked").click()
    expect(maya.locator(".agenda .post", has_text="The clinic has moved")).to_contain_text("Draft")


def test_it_is_scheduled_and_the_page_says_what_changes_first(maya: Page, stage: Stage) -> None:
    maya.goto(f"{stage.url}/schedule")
    expect(maya.locator("main")).to_contain_text("1 post moves to another time")
    maya.get_by_role("button", name="Schedule this").click()
    maya.goto(f"{stage.url}/schedule")
    expect(maya.locator("main")).to_contain_text("Everything saved is scheduled")


def test_posts_are_seen_going_out_live(maya: Page, stage: Stage) -> None:
    maya.goto(f"{stage.url}/log")
    expect(maya.locator("#pulse")).to_be_visible()
    before = maya.locator("#log .entry").count()
    stage.play_until(datetime(2026, 10, 20, 8, 30, tzinfo=UTC))
    expect(maya.locator("#log .entry")).to_have_count(before + 4, timeout=15_000)
    expect(maya.locator("#news")).to_contain_text("Published")


def test_two_people_editing_one_post_the_second_sees_both(maya: Page, browser: Browser, stage: Stage) -> None:
    maya.goto(f"{stage.url}/people")
    maya.get_by_label("Name", exact=True).fill("Tom Reed")
    maya.get_by_label("Email").fill("tom@example.org")
    maya.get_by_role("button", name="Make a link for them").click()
    link = maya.get_by_label("Their link").input_value()
    context = browser.new_context()
    tom = watched(context, stage)
    enter(tom, link, "Tom Reed")
    for page in (tom, maya):
        page.goto(f"{stage.url}/posts/partners-x")
    maya.get_by_label("Words for X only").fill("Maya wrote this.")
    maya.get_by_role("button", name="Save").click()
    tom.get_by_label("Words for X only").fill("Tom wrote that.")
    tom.get_by_role("button", name="Save").click()
    expect(tom.get_by_role("heading", level=1)).to_have_text("Somebody changed the same meanwhile")
    expect(tom.locator("main")).to_contain_text("Maya wrote this.")
    tom.get_by_label("Yours").check()
    tom.get_by_role("button", name="Save this").click()
    expect(tom.get_by_label("Words for X only")).to_have_value("Tom wrote that.")
    context.close()


def test_what_we_are_not_sure_of_is_settled_with_a_plain_button(maya: Page, stage: Stage) -> None:
    maya.goto(f"{stage.url}/posts/launch")
    maya.get_by_role("button", name="It is not there").click()
    expect(maya.locator("main")).to_contain_text("On hold")
    maya.get_by_role("button", name="Publish now").click()
    expect(maya.locator("#strips")).to_contain_text("It goes out now")
    maya.wait_for_timeout(500)
    expect(maya.locator("main").locator(".tag").first).to_have_text(re.compile("Scheduled|Going out now|Published"))


def test_everything_is_stopped_and_goes_on_by_the_choices_of_release(maya: Page, stage: Stage) -> None:
    maya.goto(stage.url)
    maya.get_by_text("Stop everything", exact=True).first.click()
    maya.locator(".halt").get_by_label("Why?").fill("Bad news in town")
    maya.get_by_role("button", name="Stop everything now").click()
    expect(maya.get_by_role("status").first).to_contain_text("0 will go out")
    for day, hour in ((20, 18), (21, 4), (21, 12)):
        stage.clock.skip_to(datetime(2026, 10, day, hour, 0, tzinfo=UTC))
        maya.goto(f"{stage.url}/stop")  # or the session would end for want of use
    maya.get_by_role("button", name="Let it go on").click()
    expect(maya.get_by_role("heading", level=1)).to_have_text("Needs you")
    maya.get_by_label("None of them goes out").check()
    maya.get_by_role("button", name="Do this").click()
    expect(maya.locator("#strips")).to_contain_text("Done for")


def test_the_log_is_exported(maya: Page, stage: Stage, downloads: Path) -> None:
    maya.goto(f"{stage.url}/log")
    with maya.expect_download() as waiting:
        maya.get_by_role("link", name="JSON").click()
    waiting.value.save_as(downloads / "log.json")
    found = json.loads((downloads / "log.json").read_text(encoding="utf-8"))
    assert {one["state"] for one in found} >= {"published", "cancelled"}
