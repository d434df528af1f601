"""A toolkit's review in a real browser: by drag, by keyboard alone, without scripts; and axe finds nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from campaign_scheduler.services import incoming
from campaign_scheduler.store.locks import lock_soon
from support.bringing import long_pdf, toolkit
from support.stage import Stage
from support.toolkits import caption_of
from web.browser.conftest import watched
from web.browser.test_access import COLOURS, RULES, SCREENS, faults, press_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bringing")]


@pytest.fixture
def review(maya: Page, stage: Stage, tmp_path: Path) -> Iterator[Page]:
    """A toolkit of three drafts and four pictures, sent and read; dropped afterwards where it is still there."""
    maya.goto(f"{stage.url}/bring-in")
    maya.get_by_label("The file").set_input_files(toolkit(tmp_path / "Toolkit.docx"))
    maya.get_by_role("button", name="Look at it").click()
    expect(maya.get_by_role("heading", level=1)).to_have_text("Is this right?", timeout=60_000)
    at = maya.url
    yield maya
    maya.goto(at)
    drop = maya.get_by_role("button", name="Not this one: drop it")
    if drop.count():
        drop.click()


def shown(page: Page, draft: int) -> list[str]:
    """The pictures that stand with a draft, in order; the ticked boxes must be the same."""
    here = page.locator(f"#draft-{draft}")
    found = [one.get_attribute("data-picture") or "" for one in here.locator(".chosen").all()]
    ticked = [one.input_value() for one in here.locator(".chooser input:checked").all()]
    assert sorted(ticked) == sorted(found)
    return found


def said(page: Page) -> object:
    return expect(page.locator("#changed"))


def drag(page: Page, picture: str, goal: str) -> None:
    """As a hand does it: lifted first, then carried, also to where the page has to scroll."""
    lift(page, picture)
    for _ in range(2):
        page.locator(goal).hover()
    page.mouse.up()


def lift(page: Page, picture: str) -> None:
    image = page.locator(picture).locator("img")
    image.hover()
    box = image.bounding_box()
    assert box is not None
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 8, box["y"] + box["height"] / 2 + 8, steps=3)


def test_a_picture_is_dragged_from_the_tray_onto_its_draft(review: Page) -> None:
    drag(review, '[data-tile="p4"]', "#draft-2 .draft-head")
    assert shown(review, 2) == ["p4"]
    said(review).to_have_text(re.compile(r"Draft 2 now has 4\. "))
    expect(review.locator('[data-tile="p4"] .users')).to_have_text("In draft 2")
    expect(review.locator('[data-tile="p2"] .users')).to_have_text("Not used")
    expect(review.locator("#kept-said")).to_have_text("Your corrections are kept.")
    review.reload()
    assert shown(review, 2) == ["p4"], "it was kept a moment after it was dropped"


def test_pictures_of_two_drafts_change_places_with_their_alt_text(review: Page) -> None:
    review.locator("#alt-1-p1").fill("Typed before it was dragged")
    drag(review, '#draft-1 [data-picture="p1"]', '#draft-3 [data-picture="p3"]')
    assert (shown(review, 1), shown(review, 3)) == (["p3"], ["p1"])
    said(review).to_have_text(re.compile(r"Draft 3 now has 1\. .*Draft 1 now has 3\. "))
    expect(review.locator("#alt-3-p1")).to_have_value("Typed before it was dragged")
    expect(review.locator("#alt-1-p3")).to_have_value("Card 2")


def test_a_picture_is_added_taken_off_and_put_in_another_order(review: Page) -> None:
    lift(review, '[data-tile="p4"]')
    review.locator("#draft-1 .draft-head").hover()
    add = review.locator("#draft-1 .add")
    expect(add).to_have_text("Drop here to add it")
    add.hover()
    add.hover()
    review.mouse.up()
    assert shown(review, 1) == ["p1", "p4"]
    expect(review.locator(".add")).to_have_count(0)
    drag(review, '#draft-1 [data-picture="p4"]', '#draft-1 [data-picture="p1"]')
    assert shown(review, 1) == ["p4", "p1"]
    said(review).to_have_text("The pictures of draft 1 are in another order.")
    drag(review, '#draft-1 [data-picture="p1"]', "#tray-head")
    assert shown(review, 1) == ["p4"]
    said(review).to_have_text(re.compile(r"Draft 1 no longer has 1\. "))
    drag(review, '#draft-1 [data-picture="p4"]', "#tray-head")
    said(review).to_have_text("Draft 1 now has no picture.")
    expect(review.locator("#draft-1 .none")).to_be_visible()


def test_what_was_dragged_is_what_comes_in(review: Page, stage: Stage) -> None:
    drag(review, '[data-tile="p4"]', '#draft-1 [data-picture="p1"]')
    review.locator("#alt-1-p4").fill("Four circles, no words")
    review.get_by_label("Take this draft").nth(2).uncheck()
    review.get_by_role("button", name="Accept what is ticked").click()
    expect(review.locator("#strips")).to_contain_text("2 drafts are in the calendar", timeout=30_000)
    captions = [path.read_text(encoding="utf-8") for path in (stage.root / "captions").glob("young-people*")]
    mine = next(text for text in captions if caption_of(0) in text)
    assert "alt: Four circles, no words" in mine and mine.count("file:") == 2, "its own picture and the toolkit's file"
    assert not any(caption_of(2) in text for text in captions)


def test_by_keyboard_alone(review: Page) -> None:
    review.locator("#main").focus()
    press_until(review, "#draft-1 textarea[name='words.1']")
    review.keyboard.press("Control+End")
    review.keyboard.type(" More.")
    press_until(review, "#draft-1 .chooser summary")
    review.keyboard.press("Enter")
    press_until(review, "#draft-1 .chooser input[value=p1]")
    review.keyboard.press("Space")
    said(review).to_have_text("Draft 1 now has no picture.")
    press_until(review, "#draft-1 .chooser input[value=p4]")
    review.keyboard.press("Space")
    said(review).to_have_text(re.compile(r"Draft 1 now has 4\. "))
    assert shown(review, 1) == ["p4"]
    expect(review.locator("#draft-1 .chooser input[value=p4]")).to_be_focused()
    press_until(review, "input[name='take.2']")
    review.keyboard.press("Space")
    press_until(review, "button[value=keep]")
    box = review.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
    assert box["bottom"] <= review.viewport_size["height"], "what has the focus is on the screen"  # type: ignore[index]
    review.keyboard.press("Enter")
    expect(review.locator("#strips")).to_contain_text("Your corrections are kept.")
    assert shown(review, 1) == ["p4"]
    expect(review.get_by_label("Take this draft").nth(1)).not_to_be_checked()
    expect(review.locator("#words-1")).to_have_value(re.compile(r" More\.$"))


def test_nothing_with_the_focus_is_hidden_behind_the_buttons(review: Page) -> None:
    review.locator("#main").focus()
    for _ in range(30):
        review.keyboard.press("Tab")
        hidden = review.evaluate(
            """() => { const it = document.activeElement, bar = document.querySelector(".closing");
            if (bar.contains(it) || !document.querySelector("#review").contains(it)) return false;
            const box = it.getBoundingClientRect(); return box.top >= bar.getBoundingClientRect().top }"""
        )
        assert not hidden, review.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_without_scripts(maya: Page, browser: Browser, stage: Stage, tmp_path: Path) -> None:
    """Sent, waited for on a page that comes back by itself, corrected by select, and accepted."""
    context = browser.new_context(storage_state=maya.context.storage_state(), java_script_enabled=False)
    page = watched(context, stage)
    page.goto(f"{stage.url}/bring-in")
    page.get_by_label("The file").set_input_files(toolkit(tmp_path / "Plain.docx", (4, 5), spare=6))
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?", timeout=60_000)
    page.locator("#draft-1 .chooser summary").click()
    page.locator("#draft-1 .chooser input[value=p1]").uncheck()
    page.locator("#draft-1 .chooser input[value=p3]").check()
    page.get_by_role("button", name="Keep my corrections for later").click()
    expect(page.locator("#draft-1 .chosen")).to_have_count(1)
    page.locator("#alt-1-p3").fill("The spare card")
    page.get_by_role("button", name="Accept what is ticked").click()
    expect(page.locator("#strips")).to_contain_text("2 drafts are in the calendar", timeout=30_000)
    captions = [path.read_text(encoding="utf-8") for path in (stage.root / "captions").glob("young-people*")]
    assert "alt: The spare card" in next(text for text in captions if caption_of(4) in text)
    context.close()


def test_how_many_pictures_lack_alt_text_is_counted_while_one_types(review: Page) -> None:
    lacking = review.locator("#lacking")
    expect(lacking).to_be_empty()
    drag(review, '[data-tile="p4"]', "#draft-2 .draft-head")
    expect(lacking).to_have_text("Pictures without alt text: 1")
    review.get_by_label("Take this draft").nth(1).uncheck()
    expect(lacking).to_be_empty()
    review.get_by_label("Take this draft").nth(1).check()
    expect(lacking).to_have_text("Pictures without alt text: 1")
    review.locator("#alt-2-p4").fill("Four circles")
    expect(lacking).to_be_empty()


def test_a_correction_is_not_lost_with_the_page(review: Page, stage: Stage) -> None:
    """Gone at once, before anything could be kept; and kept once more while it is just being kept."""
    at = review.url
    review.locator("#words-1").fill("Typed, and gone at once.")
    review.goto(f"{stage.url}/log")
    review.goto(at)
    expect(review.locator("#words-1")).to_have_value("Typed, and gone at once.")
    review.locator("#words-1").fill("Typed first.")
    with review.expect_request(lambda asked: asked.method == "POST"):
        pass
    review.locator("#words-1").fill("Typed last.")
    review.get_by_role("button", name="Keep my corrections for later").click()
    expect(review.locator("#strips")).to_contain_text("Your corrections are kept.")
    expect(review.locator("#words-1")).to_have_value("Typed last.")


def test_how_far_a_reading_is_is_seen_and_it_is_cancelled(maya: Page, stage: Stage, tmp_path: Path) -> None:
    maya.goto(f"{stage.url}/bring-in")
    maya.get_by_label("The file").set_input_files(long_pdf(tmp_path / "Long.pdf", 300))
    maya.get_by_role("button", name="Look at it").click()
    expect(maya.locator("#reading-at")).to_have_text(re.compile(r"Long\.pdf: page \d+ of 300"), timeout=30_000)
    assert 0 < float(maya.locator("#reading-bar").get_attribute("value") or 0) < 300
    expect(maya.locator("#reading-said")).to_have_text(re.compile(r"page \d+ of 300"), timeout=30_000)
    maya.get_by_role("button", name="Cancel, and keep nothing").click()
    expect(maya.locator("#strips")).to_contain_text("Long.pdf is dropped")


def test_sending_is_seen_and_can_be_stopped(maya: Page, browser: Browser, stage: Stage, tmp_path: Path) -> None:
    """Over a slow line; and what the page refuses is said without another page."""
    large, larger, wrong = tmp_path / "Large.zip", tmp_path / "Larger.zip", tmp_path / "Song.mp3"
    large.write_bytes(b"0" * 8_000_000)
    wrong.write_bytes(b"ID3")
    with larger.open("wb") as file:
        file.truncate(49 * 1024 * 1024)
    context = browser.new_context(storage_state=maya.context.storage_state())
    page = watched(context, stage)
    page.goto(f"{stage.url}/bring-in")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 500_000}
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    page.get_by_label("The file").set_input_files(large)
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("#upload-said")).to_have_text(re.compile(r"Sending: [1-9]\d* %"), timeout=20_000)
    assert 0 < float(page.locator("#upload-bar").get_attribute("value") or 0) < 100
    assert faults(page) == []
    page.get_by_role("button", name="Stop sending").click()
    expect(page.locator("#upload-said")).to_have_text("Stopped. Nothing was kept.")
    expect(page.locator("#upload-progress")).to_be_hidden()
    page.get_by_label("The file").set_input_files(larger)
    expect(page.locator("#upload-said")).to_contain_text("larger than 48 MB")
    line.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    page.get_by_label("The file").set_input_files(wrong)
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("#upload-said")).to_contain_text("That is neither a toolkit nor a calendar.")
    context.close()


def test_axe_finds_nothing_while_it_is_read_refused_interrupted_or_gone(
    maya: Page, stage: Stage, tmp_path: Path
) -> None:
    app = stage.web.desk.app
    place = incoming.keep(app, "Toolkit.docx", b"PK\x03\x04 and no more")
    lock = stage.root / ".campaign/incoming" / place / "work" / "lock"
    with lock.open("wb") as held:
        lock_soon(held)
        maya.goto(f"{stage.url}/bring-in?place={place}")
        expect(maya.locator("#reading-at")).to_contain_text("Another toolkit is being read")
        assert faults(maya) == [], "while it waits"
    expect(maya.get_by_role("heading", level=1)).to_have_text("The reading of Toolkit.docx was interrupted")
    assert faults(maya) == [], "interrupted"
    maya.get_by_role("button", name="Read it again").click()
    expect(maya.get_by_role("heading", level=1)).to_have_text("Toolkit.docx could not be read", timeout=30_000)
    assert faults(maya) == [], "refused"
    form = {"token": maya.locator("[name=token]").first.input_value(), "place": place, "do": "drop"}
    assert maya.request.post(f"{stage.url}/bring-in", form=form).ok
    maya.set_content("")
    maya.goto(f"{stage.url}/bring-in")
    maya.evaluate(
        """token => { const form = document.createElement("form"); form.method = "post"; form.action = "/bring-in";
        const fields = { token, place: "x", draft: "1", "words.1": "Mine", do: "accept" };
        for (const [name, value] of Object.entries(fields)) {
          const field = document.createElement("input");
          Object.assign(field, { name, value });
          form.append(field);
        }
        document.body.append(form); form.submit(); }""",
        form["token"],
    )
    expect(maya.get_by_role("heading", level=1)).to_have_text("This toolkit is not here any more")
    expect(maya.get_by_label("Text 1")).to_have_value("Mine")
    assert faults(maya) == [], "gone"


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_in_the_review(review: Page, browser: Browser, stage: Stage, screen: str) -> None:
    context = browser.new_context(
        storage_state=review.context.storage_state(), reduced_motion="reduce", **SCREENS[screen]
    )
    page = watched(context, stage)
    for address in (review.url, f"{stage.url}/bring-in", f"{stage.url}/bring-in?place=nowhere"):
        page.goto(address)
        for one in page.locator("main details").all():
            one.evaluate("one => { one.open = true }")
        assert faults(page, COLOURS if screen == "dark" else RULES) == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} pixels wider than a {screen} screen"
    page.goto(review.url)
    page.locator("#words-1").fill(" ")
    page.get_by_role("button", name="Accept what is ticked").click()
    expect(page.get_by_role("alert")).to_contain_text("Draft 1 has no words")
    assert faults(page, COLOURS if screen == "dark" else RULES) == [], "refused"
    context.close()
