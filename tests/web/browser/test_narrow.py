"""On the narrowest screen, as at four times the size on a wide one, nothing is scrolled sideways (WCAG 1.4.10)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from campaign_scheduler.services.scheduling import apply_plan
from support.stage import Stage
from web.browser.conftest import watched
from web.browser.test_access import PAGES, RULES, faults

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("narrow")]

NARROW = (*PAGES, "/approvals/links", "/posts/thanks", "/backlog?way=slots", "/log?state=failed")
OUTSIDE = """() => [...document.querySelectorAll("body *")].filter(one => one.checkVisibility())
  .filter(one => !one.closest(".sr, .skip, .wide, .grid, .shelf") && one.getBoundingClientRect().width > 1)
  .filter(one => one.getBoundingClientRect().right > innerWidth + .5 || one.getBoundingClientRect().left < -.5)
  .map(one => one.outerHTML.slice(0, 120))"""
"""What reaches beyond the screen, but for tables and the grid in regions of their own."""
TARGETS = """() => [...document.querySelectorAll(
    "button, summary, input:not([type=hidden]), select, nav a, .button, .drop a")]
  .filter(one => one.checkVisibility()).map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([html]) => html)"""


@pytest.fixture(scope="module")
def narrow(maya: Page, browser: Browser, stage: Stage) -> Iterator[BrowserContext]:
    """320 pixels wide; the campaign asks for approval, so that everything is in the menu."""
    config = stage.root / "config/campaign.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("{required: 0}", "{required: 1, out_of_hours: true}"), encoding="utf-8")
    apply_plan(stage.app, actor="Maya Okafor")
    state = maya.context.storage_state()
    context = browser.new_context(storage_state=state, viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    yield context
    context.close()


def test_no_page_scrolls_sideways_at_320_pixels(narrow: BrowserContext, stage: Stage) -> None:
    page, wrong = watched(narrow, stage), dict[str, object]()
    for path in NARROW:
        page.goto(stage.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if (found := page.evaluate(OUTSIDE)) or wide > 0:
            wrong[path] = (wide, found)
        stop = page.locator(".halt > summary")
        expect(stop).to_be_in_viewport(ratio=1)
        assert "Stop everything" in stop.inner_text()
    assert wrong == {}


def test_what_is_touched_there_is_large_enough(narrow: BrowserContext, stage: Stage) -> None:
    page, wrong = watched(narrow, stage), dict[str, object]()
    for path in NARROW:
        page.goto(stage.url + path)
        for menu in page.locator("details").all():
            menu.evaluate("one => { one.open = true }")
        boxes = ('type="checkbox"', 'type="radio"')
        if small := [one for one in page.evaluate(TARGETS) if not any(box in one for box in boxes)]:
            wrong[path] = small
    assert wrong == {}


def test_the_menu_by_keyboard_and_without_scripts(maya: Page, narrow: BrowserContext, stage: Stage) -> None:
    page = watched(narrow, stage)
    page.goto(stage.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Menu"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    places = page.locator(".menu nav a")
    names = [one.inner_text().split()[0] for one in places.all()]
    assert names == ["Calendar", "Schedule", "Approvals", "Log", "Accounts", "People"]
    assert faults(page, RULES) == []
    page.keyboard.press("Escape")
    expect(page.locator(".menu nav")).to_be_hidden()
    state = maya.context.storage_state()
    browser = narrow.browser
    assert browser is not None
    plain = browser.new_context(storage_state=state, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = watched(plain, stage)
    page.goto(stage.url)
    page.get_by_text("Menu", exact=True).click()
    page.locator(".menu").get_by_role("link", name="Log").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log")
    plain.close()
