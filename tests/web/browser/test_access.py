"""Everybody can use every page: axe finds nothing, a keyboard is enough, and so is a browser without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from support.stage import Stage
from web.browser.conftest import watched

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("access")]

PAGES = (
    *("/", "/?view=week", "/?view=list", "/?state=held", "/posts/launch", "/posts/services", "/posts/new", "/schedule"),
    *(
        "/log",
        "/log/1",
        "/log/2",
        "/log/events",
        "/accounts",
        "/accounts/trust_mastodon/connect",
        "/bring-in",
        "/people",
        "/me",
        "/stop",
        "/approvals",
        "/backlog",
        "/nowhere",
    ),
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SCREENS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
}


COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""All that another colour scheme changes."""


def faults(page: Page, rules: object = RULES) -> list[str]:
    """What axe says is wrong, in a line each."""
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_on_any_page(maya: Page, browser: Browser, stage: Stage, screen: str) -> None:
    _prepare(stage)
    context = browser.new_context(
        storage_state=maya.context.storage_state(), reduced_motion="reduce", **SCREENS[screen]
    )
    page = watched(context, stage)
    wrong: dict[str, list[str]] = {}
    for path in PAGES:
        page.goto(stage.url + path)
        for menu in page.locator("details.me, details.filters").all() if screen != "dark" else ():
            menu.evaluate("one => { one.open = true }")
        if found := faults(page, COLOURS if screen == "dark" else RULES):
            wrong[path] = found
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} pixels wider than a {screen} screen"
    context.close()
    assert wrong == {}


def _prepare(stage: Stage) -> None:
    """Something in every state: an edit not scheduled, and words that are too long."""
    (stage.root / "captions/services-again.bluesky.md").write_text("x" * 400 + "\n", encoding="utf-8")


def test_the_door_too(browser: Browser, stage: Stage, maya: Page) -> None:
    context = browser.new_context()
    page = watched(context, stage)
    page.goto(f"{stage.url}/sign-in")
    assert faults(page) == []
    page.get_by_label("Email").fill("maya@example.org")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == []
    context.close()


def test_every_target_is_large_enough(maya: Page, stage: Stage) -> None:
    """24 by 24 pixels, links within a sentence apart."""
    script = """() => [...document.querySelectorAll("button, summary, input:not([type=hidden]), select, nav a")]
      .filter(one => one.checkVisibility()).map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
      .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
    for path in ("/", "/posts/launch", "/log", "/people", "/schedule"):
        maya.goto(stage.url + path)
        small = [one for one in maya.evaluate(script) if 'type="checkbox"' not in one and 'type="radio"' not in one]
        assert small == [], path


def press_until(page: Page, selector: str, most: int = 120) -> None:
    """Tab until something has the focus; it must be seen there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            style = page.evaluate(
                """() => { const one = document.activeElement, card = one.closest(".post") ?? one;
                return [getComputedStyle(one).outlineStyle, getComputedStyle(card).outlineStyle] }"""
            )
            assert "solid" in style or "auto" in style, f"the focus on {selector} is not to be seen"
            return
    raise AssertionError(f"{selector} cannot be reached with the keyboard")


def test_the_main_tasks_by_keyboard_alone(maya: Page, stage: Stage) -> None:
    """Sign-in is done; from here on no mouse: skip to the content, open a post, move it, save, schedule, stop."""
    page = maya
    (stage.root / "captions/services-again.bluesky.md").write_text("Short enough.\n", encoding="utf-8")
    page.goto(stage.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    press_until(page, '.post[data-name="thanks"] a.open')
    page.keyboard.press("Enter")
    page.wait_for_url("**/posts/thanks")
    press_until(page, "#note")
    page.keyboard.type("Typed without a mouse")
    press_until(page, "button[value=save]")
    page.keyboard.press("Enter")
    expect(page.locator("#strips")).to_contain_text("Saved: the note")
    press_until(page, "textarea#words")
    page.keyboard.press("Control+End")
    page.keyboard.type("!")
    press_until(page, "button[value=save]")
    page.keyboard.press("Space")
    expect(page.locator("#strips")).to_contain_text("Saved: the words")
    press_until(page, 'nav a[href="/schedule"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/schedule")
    press_until(page, "main button.primary")
    page.keyboard.press("Enter")
    expect(page.locator("#strips")).to_contain_text("Done:")
    press_until(page, ".halt > summary")
    page.keyboard.press("Enter")
    expect(page.locator("#halt-reason")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    expect(page.locator("#halt-reason")).to_be_focused()
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("0 will go out")
    page.goto(f"{stage.url}/stop")
    press_until(page, "main button.primary")
    page.keyboard.press("Enter")
    expect(page.locator("#strips")).to_contain_text("has ended")


def test_reading_writing_and_stopping_without_scripts(maya: Page, browser: Browser, stage: Stage) -> None:
    context = browser.new_context(storage_state=maya.context.storage_state(), java_script_enabled=False)
    page = watched(context, stage)
    page.goto(stage.url)
    page.locator('.post[data-name="thanks"] a.open').click()
    page.get_by_label("Note").fill("Without scripts")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#strips")).to_contain_text("Saved: the note")
    page.get_by_text("Stop everything", exact=True).first.click()
    page.locator(".halt").get_by_label("Why?").fill("Without scripts")
    page.get_by_role("button", name="Stop everything now").click()
    expect(page.get_by_role("status").first).to_contain_text("0 will go out")
    page.goto(f"{stage.url}/stop")
    page.get_by_role("button", name="Let it go on").click()
    expect(page.locator("#strips")).to_contain_text("has ended")
    context.close()


def test_at_twice_the_size_nothing_is_cut_off(maya: Page, browser: Browser, stage: Stage) -> None:
    context = browser.new_context(storage_state=maya.context.storage_state(), viewport={"width": 640, "height": 450})
    page = watched(context, stage)
    for path in PAGES:
        page.goto(stage.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
    context.close()
