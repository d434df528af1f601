"""When a person sees something: first contentful paint in a real Chromium with an empty cache, and with a warm one."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Mapping

from playwright.sync_api import Browser, sync_playwright

PAINTED = "() => performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)[0]"
TIMES = 9
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def first_paints(port: int, cookie: str, paths: Mapping[str, str]) -> Mapping[str, tuple[float, float]]:
    """Milliseconds from asking to the first paint, p50, by page: cold and warm. Empty where there is no Chromium."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        return {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        site = f"http://127.0.0.1:{port}"
        try:
            return {name: _one(browser, site, path, cookie) for name, path in paths.items()}
        finally:
            browser.close()


def _one(browser: Browser, site: str, path: str, cookie: str) -> tuple[float, float]:
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(TIMES):
        context = browser.new_context()
        context.add_cookies([{"name": "campaign_session", "value": cookie, "url": site}])
        page = context.new_page()
        for times in (cold, warm):
            page.goto(site + path)
            page.wait_for_function(PAINTED)
            times.append(page.evaluate(PAINTED))
        context.close()
    return statistics.median(cold), statistics.median(warm)
