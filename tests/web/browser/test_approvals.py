"""A medical director without an account, and an approver with one, in a real browser; axe finds nothing on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from campaign_scheduler.services.scheduling import apply_plan
from support.stage import Stage
from web.browser.conftest import watched
from web.browser.test_access import SCREENS, faults

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("approvals")]
RULE = "signoff: {required: 1, out_of_hours: true}\n"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Everything waits for approval."""
    with Stage(tmp_path_factory.mktemp("approvals"), scheduled=False) as running:
        config = running.root / "config/campaign.yaml"
        lines = [line for line in config.read_text(encoding="utf-8").splitlines() if not line.startswith("signoff:")]
        config.write_text("\n".join([*lines, RULE]), encoding="utf-8")
        apply_plan(running.app, actor="Maya Okafor")
        yield running


def without_fault(page: Page, where: str) -> None:
    """axe finds nothing, and nothing is wider than the screen."""
    for menu in page.locator("main details").all():
        menu.evaluate("one => { one.open = true }")
    assert faults(page) == [], where
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{where} is {wide} pixels too wide"


def test_from_making_a_link_to_approving_without_scripts(maya: Page, browser: Browser, stage: Stage) -> None:
    maya.goto(f"{stage.url}/approvals/links?post=launch")
    without_fault(maya, "making a link")
    maya.get_by_label("Who is it for?").fill("Dr Shah")
    maya.get_by_label("launch", exact=True).check()
    maya.get_by_role("button", name="Make the link").click()
    without_fault(maya, "the link made")
    link = maya.get_by_label("Copy it now").input_value()
    assert link.startswith(f"{stage.url}/approval/")
    context = browser.new_context(java_script_enabled=False, viewport=SCREENS["phone"]["viewport"])  # type: ignore[arg-type]
    page = watched(context, stage)
    page.goto(link)
    expect(page.get_by_role("navigation")).to_have_count(0)
    assert all(page.locator("main img").evaluate_all("all => all.map(one => one.complete)"))
    page.get_by_label("A word with it").fill("Good")
    page.get_by_role("button", name="Approve what is ticked").click()
    expect(page.get_by_role("status").first).to_contain_text("Approved: launch")
    expect(page.locator("main")).to_contain_text("You have approved everything here")
    context.close()


def test_axe_finds_nothing_on_the_pages_of_approval(maya: Page, browser: Browser, stage: Stage) -> None:
    from campaign_scheduler.services.signoff import links

    made = links.create(stage.app, person="Dr Shah", posts=(), by="Maya Okafor")
    for screen, options in SCREENS.items():
        context = browser.new_context(storage_state=maya.context.storage_state(), reduced_motion="reduce", **options)  # type: ignore[arg-type]
        page = watched(context, stage)
        for path in ("/approvals", "/approvals/links", f"/approval/{made.token}", "/approval/nothing"):
            page.goto(stage.url + path)
            without_fault(page, f"{path[:12]} on {screen}")
        context.close()


def test_an_approver_decides_by_keyboard_alone(maya: Page, stage: Stage) -> None:
    """Untick everything but the first, say why the second goes back, approve."""
    from web.browser.test_access import press_until

    maya.goto(stage.url)
    press_until(maya, 'nav a[href="/approvals"]')
    maya.keyboard.press("Enter")
    maya.wait_for_url("**/approvals")
    press_until(maya, "main details > summary", most=60)
    maya.keyboard.press("Enter")
    press_until(maya, "textarea[name=comment]")
    maya.keyboard.type("Name the ward")
    maya.keyboard.press("Tab")
    maya.keyboard.press("Enter")
    expect(maya.locator("#strips")).to_contain_text("Sent back:")
    press_until(maya, "#approve button", most=400)
    maya.keyboard.press("Enter")
    expect(maya.locator("#strips")).to_contain_text("Approved:")
