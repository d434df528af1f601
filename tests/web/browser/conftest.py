"""A real Chromium, one for all tests of a module, and a campaign half-way through behind it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from campaign_scheduler.sandbox.faults import Fault
from support.stage import Stage, half_way

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def executable() -> str:
    """Where Chromium is; skips, with the reason, where there is none and this is not CI."""
    found = os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed: run scripts/browser.sh")
        pytest.skip("Chromium is not installed: run scripts/browser.sh, or set CHROMIUM to where it is")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = executable()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


def trouble(stage: Stage) -> None:
    """One post refused, one of which nobody knows whether it went out."""
    stage.sandbox.faults.add(Fault("status_422", platform="mastodon", times=1))
    stage.sandbox.faults.add(Fault("drop_before", platform="linkedin", times=1))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with half_way(tmp_path_factory.mktemp("stage"), trouble) as running:
        yield running


def watched(context: BrowserContext, stage: Stage) -> Page:
    """A page that fails its test when a script fails, or when anything is asked of another host."""
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
    page.on("request", lambda request: _ours(request.url, stage))
    return page


def _ours(url: str, stage: Stage) -> None:
    assert url.startswith((stage.url, stage.sandbox.url, "data:", "blob:", "about:")), f"asked of another host: {url}"


def enter(page: Page, link: str, name: str, email: str = "") -> None:
    """Take up a link, as somebody new."""
    page.goto(link)
    if email:
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill("three words in a row")
    page.get_by_label("The password again").fill("three words in a row")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/")


@pytest.fixture(scope="module")
def maya(browser: Browser, stage: Stage) -> Iterator[Page]:
    """The first person, an admin, signed in on a wide screen."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = watched(context, stage)
    enter(page, stage.link, "Maya Okafor", "maya@example.org")
    yield page
    context.close()


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")
