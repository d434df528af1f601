"""Photograph every page in light, dark and on a phone: `make screenshots`. They go into build/screenshots."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services.scheduling import apply_plan
from support.bringing import toolkit
from support.stage import Stage, half_way

OUT = Path(__file__).parents[1] / "build" / "screenshots"
PAGES = (
    *("/", "/?view=week", "/?view=list", "/posts/launch", "/posts/pcref", "/posts/new", "/schedule", "/log", "/log/1"),
    *(
        "/log/events",
        "/accounts",
        "/accounts/trust_mastodon/connect",
        "/bring-in",
        "/people",
        "/me",
        "/stop",
        "/approvals",
        "/approvals/links",
        "/backlog",
        "/nowhere",
    ),
)
MODES = {
    "light": {"viewport": {"width": 1360, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1360, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "device_scale_factor": 2},
}
PASSWORD = "three words in a row"


def main() -> None:
    """A campaign half-way through, with something in every state."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder, half_way(Path(folder), _trouble) as stage, sync_playwright() as one:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = one.chromium.launch(executable_path=path, args=["--no-sandbox"])
        state = _sign_in(browser, stage)
        _edit(stage)
        pages = (*PAGES, _bring_in(browser, stage, state, Path(folder)))
        for mode, options in MODES.items():
            context = browser.new_context(storage_state=state, **options)  # type: ignore[arg-type]
            for address in pages:
                name = "bring-in-review" if "place=" in address else _name(address)
                _photograph(context.new_page(), stage.url + address, f"{name}-{mode}.png")
            context.close()
        _ask_for_approval(stage)
        for mode, options in MODES.items():
            context = browser.new_context(storage_state=state, **options)  # type: ignore[arg-type]
            _photograph(context.new_page(), f"{stage.url}/approvals", f"approvals-waiting-{mode}.png")
            _photograph(context.new_page(), f"{stage.url}/stop", f"menu-{mode}.png", opened=".menu, .halt")
            context.close()
        browser.close()
    print(f"{len(list(OUT.iterdir()))} pictures in {OUT}")


def _trouble(stage: Stage) -> None:
    stage.sandbox.faults.add(Fault("status_422", platform="mastodon", times=1))
    stage.sandbox.faults.add(Fault("drop_before", platform="linkedin", times=1))


def _edit(stage: Stage) -> None:
    """Saved, and not scheduled."""
    for file, old, new in (
        ("captions/pcref.md", "identifies critical", "names the"),
        ("config/calendar.csv", "2026-10-28,17:00", "2026-10-29,17:00"),
    ):
        path = stage.root / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def _ask_for_approval(stage: Stage) -> None:
    config = stage.root / "config/campaign.yaml"
    rule = "{required: 1, out_of_hours: true}"
    config.write_text(config.read_text(encoding="utf-8").replace("{required: 0}", rule), encoding="utf-8")
    apply_plan(stage.app, actor="Maya Okafor")


def _bring_in(browser: Browser, stage: Stage, state: object, folder: Path) -> str:
    """A toolkit that was read; gives where its review is."""
    context = browser.new_context(storage_state=state)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{stage.url}/bring-in")
    page.set_input_files("#file", toolkit(folder / "Sleep well toolkit.docx"))
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_selector("#reading")
    page.screenshot(path=OUT / "bring-in-reading-light.png")
    page.wait_for_selector("#review")
    address = page.url.removeprefix(stage.url)
    context.close()
    return address


def _sign_in(browser: Browser, stage: Stage) -> object:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{stage.url}/sign-in")
    page.screenshot(path=OUT / "sign-in-light.png")
    page.goto(stage.link)
    page.screenshot(path=OUT / "first-start-light.png")
    for field, text in (
        ("name", "Maya Okafor"),
        ("email", "maya@example.org"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ):
        page.fill(f"#{field}", text)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/")
    return context.storage_state()


def _photograph(page: Page, address: str, name: str, opened: str = "") -> None:
    page.goto(address)
    if opened:
        page.locator(opened).first.evaluate("one => { one.open = true }")
    page.evaluate("document.querySelectorAll('img[loading]').forEach(one => { one.loading = 'eager' })")
    page.evaluate("Promise.all([...document.images].map(one => one.decode().catch(() => 0)))")
    page.screenshot(path=OUT / name, full_page=True)
    page.close()


def _name(address: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "calendar"


if __name__ == "__main__":
    main()
