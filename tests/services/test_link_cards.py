"""Link cards: fetched when a post is scheduled, frozen with it, never again for the same link, never in the way."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from campaign_scheduler.model.errors import PlanError
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.platforms.kit.reach import Reach
from campaign_scheduler.rehearsal import rehearsal_page, rehearse
from campaign_scheduler.rehearsal.result import Verdict
from campaign_scheduler.rendering import Rendering
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.bluesky_text import record_of
from campaign_scheduler.services import card_pages, preview
from campaign_scheduler.services.app import App
from campaign_scheduler.services.check import check
from campaign_scheduler.services.scheduling import apply_plan, make_plan
from campaign_scheduler.store import clearing
from support.bench import DUE, Bench
from support.making import SECRETS, SetClock, app_for, bomb, picture, workspace
from support.web import Site, site

CAMPAIGN = "campaign: spring\ntimezone: Europe/London\naccounts: [trust_bluesky, trust_x]\n"
HEADING = "id,date,time,caption,media,accounts,status,note"


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture
def link(web: Site) -> str:
    web.put("/cover.png", picture((1200, 630), "navy"), kind="image/png")
    head = '<meta property="og:title" content="The report"><meta property="og:description" content="What we heard">'
    return web.put("/report", f'<html><head>{head}<meta property="og:image" content="/cover.png"></head></html>')


@pytest.fixture
def root(tmp_path: Path, sandbox: RunningSandbox, link: str) -> Path:
    return write(tmp_path, sandbox, {"launch.md": f"Read it: {link}"})


def write(root: Path, sandbox: RunningSandbox, captions: dict[str, str], *more: str) -> Path:
    places = {
        name: f'{{id: trust_{name}, platform: {name}, base_url: "{sandbox.base_url(name)}"}}'
        for name in ("x", "bluesky")
    }
    rows = ["launch,2030-03-04,09:00,launch,none,all,,", *more]
    accounts = "accounts:\n" + "".join(f"  - {place}\n" for place in places.values())
    return workspace(root, rows, captions=captions, campaign=CAMPAIGN, accounts=accounts)


def on_bluesky(app: App) -> Rendering:
    return next(one for one in check(app).renderings if one.account.id == "trust_bluesky")


def card_of(app: App) -> dict[str, object]:
    card = preview.as_json(on_bluesky(app), check(app))["link_card"]
    assert isinstance(card, dict)
    return card


def codes(app: App) -> list[str]:
    return [one.code for one in check(app).problems if one.code.startswith("link-card")]


def publish(app: App, sandbox: RunningSandbox) -> list[dict[str, object]]:
    clock = SetClock(DUE)
    with app.store() as store:
        Bench(replace(app, clock=clock), store, clock, sandbox, SECRETS).publish()  # type: ignore[arg-type]
    return [record_of(post) for post in sandbox.world.posts("bluesky")]


def test_the_card_is_fetched_at_apply_frozen_shown_and_sent(
    root: Path, web: Site, sandbox: RunningSandbox, link: str
) -> None:
    app = app_for(root, SetClock())
    planned = make_plan(app)
    assert [str(key) for key in planned.cards] == ["spring/launch/trust_bluesky"]
    assert (web.asked, codes(app)) == ([], ["link-card-later"])
    applied = apply_plan(app, plan_id=planned.plan.id)
    assert [one.sentence for one in applied.cards] == ["launch to trust_bluesky has a link card: “The report”."]
    assert web.paths == ["/report", "/cover.png"]
    card = card_of(app)
    assert (card["link"], card["title"], card["description"]) == (link, "The report", "What we heard")
    assert (make_plan(app).plan.is_empty, codes(app)) == (True, [])
    web.pages.clear()
    page = preview.page(app, check(app))
    assert "What we heard" in page and "data:image/png" in page
    (record,) = publish(app, sandbox)
    external = record["embed"]["external"]  # type: ignore[index]
    assert {name: external[name] for name in ("uri", "title", "description")} == {
        "uri": link,
        "title": "The report",
        "description": "What we heard",
    }
    assert external["thumb"]["mimeType"] == "image/png"
    assert web.paths == ["/report", "/cover.png"]


def test_every_request_names_the_program_and_holds_nothing_else_of_ours(root: Path, web: Site) -> None:
    apply_plan(app_for(root, SetClock()))
    for _, headers in web.asked:
        assert headers["User-Agent"].startswith("CampaignScheduler/")
        assert not {"Authorization", "Cookie", "Referer"} & set(headers)


def test_it_is_not_fetched_again_for_the_same_link_so_an_approval_stands(
    root: Path, web: Site, sandbox: RunningSandbox, link: str
) -> None:
    app = app_for(root, SetClock())
    apply_plan(app)
    before = on_bluesky(app).rendered
    web.put("/report", "<title>Another title</title>")
    later = "launch,2030-03-04,10:00,launch,none,all,,"
    (root / "config/calendar.csv").write_text(f"{HEADING}\n{later}\n", encoding="utf-8")
    assert [change.kind.value for change in make_plan(app).plan.to_write] == ["moved", "moved"]
    apply_plan(app)
    assert on_bluesky(app).rendered == before
    write(root, sandbox, {"launch.md": f"Do read it: {link}"})
    apply_plan(app)
    assert len(web.asked) == 2
    assert card_of(app)["title"] == "The report"


def test_asked_to_it_is_fetched_anew(root: Path, web: Site) -> None:
    app = app_for(root, SetClock())
    apply_plan(app)
    web.put("/report", "<title>Another title</title>")
    assert len(apply_plan(app, fetch_cards=True).written) == 1
    assert card_of(app)["title"] == "Another title"
    assert apply_plan(app, fetch_cards=True).written == ()


def test_another_link_is_another_card(root: Path, web: Site, sandbox: RunningSandbox) -> None:
    app = app_for(root, SetClock())
    apply_plan(app)
    other = web.put("/news", "<title>News</title>")
    write(root, sandbox, {"launch.md": f"Read it: {other}"})
    apply_plan(app)
    assert (card_of(app)["link"], card_of(app)["title"], card_of(app)["thumbnail"]) == (other, "News", None)


def test_one_page_is_asked_once_for_many_posts(tmp_path: Path, sandbox: RunningSandbox, web: Site, link: str) -> None:
    captions = {f"{name}.md": f"{name}: {link}" for name in ("launch", "again")}
    root = write(tmp_path, sandbox, captions, "again,2030-03-05,09:00,again,none,Bluesky,,")
    assert len(apply_plan(app_for(root, SetClock())).cards) == 2
    assert web.paths == ["/report", "/cover.png"]


# What a person writes


@pytest.mark.parametrize("written", ["none", "no"])
def test_a_caption_may_want_none(tmp_path: Path, sandbox: RunningSandbox, web: Site, link: str, written: str) -> None:
    app = app_for(write(tmp_path, sandbox, {"launch.md": f"---\ncard: {written}\n---\nRead it: {link}"}), SetClock())
    assert (apply_plan(app).cards, web.asked, codes(app)) == ((), [], [])


def test_what_is_written_wins_over_the_page(tmp_path: Path, sandbox: RunningSandbox, web: Site, link: str) -> None:
    caption = f"---\ncard: {{title: Our own title}}\n---\nRead it: {link}"
    app = app_for(write(tmp_path, sandbox, {"launch.md": caption}), SetClock())
    apply_plan(app)
    assert (card_of(app)["title"], card_of(app)["description"]) == ("Our own title", "What we heard")
    write(tmp_path, sandbox, {"launch.md": caption.replace("Our own", "A better")})
    apply_plan(app)
    assert (card_of(app)["title"], len(web.asked)) == ("A better title", 2)
    write(tmp_path, sandbox, {"launch.md": f"Read it: {link}"})
    apply_plan(app)
    assert (card_of(app)["title"], len(web.asked)) == ("The report", 4)


def test_a_card_that_is_written_whole_asks_nobody(
    tmp_path: Path, sandbox: RunningSandbox, web: Site, link: str
) -> None:
    caption = f"---\ncard: {{title: T, description: D, image: launch.png}}\n---\nRead it: {link}"
    app = app_for(write(tmp_path, sandbox, {"launch.md": caption}), SetClock())
    assert card_of(app)["title"] == "T"
    assert (apply_plan(app).cards, web.asked) == ((), [])
    (record,) = publish(app, sandbox)
    assert record["embed"]["external"]["thumb"]["size"] > 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("card", "code", "line"),
    [
        ("card: yes please", "card-wrong", 2),
        ("card: {titel: T}", "setting-unknown", 2),
        ("card: {title: T, image: gone.png}", "picture-missing", 2),
        ("card: {title: T, image: ../secret.png}", "media-outside-workspace", 2),
    ],
)
def test_a_slip_is_named_with_its_line(
    tmp_path: Path, sandbox: RunningSandbox, link: str, card: str, code: str, line: int
) -> None:
    app = app_for(write(tmp_path, sandbox, {"launch.md": f"---\n{card}\n---\nRead it: {link}"}), SetClock())
    assert f"captions/launch.md:{line}" in [one.where for one in check(app).problems if one.code == code]


def test_no_card_where_there_is_a_picture_or_no_link(tmp_path: Path, sandbox: RunningSandbox, link: str) -> None:
    root = write(tmp_path, sandbox, {"launch.md": "No link."})
    assert make_plan(app_for(root, SetClock())).cards == {}
    (root / "captions/launch.md").write_text(f"Read it: {link}")
    calendar = root / "config/calendar.csv"
    calendar.write_text(calendar.read_text().replace(",none,", ",launch.png,"))
    assert make_plan(app_for(root, SetClock())).cards == {}


# What a page may do


PICTURE = '<title>T</title><meta property="og:image" content="/it">'


BAD_PAGES: dict[str, Callable[[Site], object]] = {
    "answered 404": lambda web: web.pages.clear(),
    "answered 500": lambda web: web.put("/report", status=500),
    "another kind (application/pdf)": lambda web: web.put("/report", b"%PDF", kind="application/pdf"),
    "another kind (not named)": lambda web: web.put("/report", "<title>T</title>", kind=""),
    "names no title": lambda web: web.put("/report", b"<p>hello"),
    "came compressed": lambda web: web.put("/report", b"\x1f\x8b", headers={"Content-Encoding": "gzip"}),
    "sent on more than 5 times": lambda web: web.put("/report", status=302, headers={"Location": "/report"}),
    "sent on to nowhere": lambda web: web.put("/report", status=301),
    "none that a browser would open": lambda web: web.put(
        "/report", status=302, headers={"Location": "file:///etc/passwd"}
    ),
    "private address": lambda web: web.put(
        "/report", status=302, headers={"Location": "http://169.254.169.254/latest"}
    ),
    "took too long": lambda web: web.put("/report", hang=True),
}


@pytest.mark.parametrize("reason", BAD_PAGES)
def test_a_page_that_cannot_be_had_stops_nothing_and_is_told(
    root: Path, web: Site, sandbox: RunningSandbox, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card_pages, "EACH_WITHIN", 0.5)
    BAD_PAGES[reason](web)
    app = app_for(root, SetClock())
    (asked,) = apply_plan(app).cards
    assert reason in asked.reason and asked.card is None
    (problem,) = [one for one in check(app).problems if one.code == "link-card-missing"]
    assert reason.rstrip(".") in problem.message
    assert (problem.severity.value, problem.where) == ("warning", "config/calendar.csv:2")
    assert "--fetch-cards" in problem.remedy
    assert make_plan(app).plan.is_empty
    (record,) = publish(app, sandbox)
    assert "embed" not in record


BAD_PICTURES: dict[str, Callable[[Site], object]] = {
    "answered 404": lambda web: None,
    "another kind (text/html)": lambda web: web.put("/it", "<html>"),
    "another kind (image/svg+xml)": lambda web: web.put("/it", "<svg/>", kind="image/svg+xml"),
    "not a picture": lambda web: web.put("/it", b"hello", kind="image/png"),
    "too large": lambda web: web.put("/it", b"x" * (card_pages.LARGEST_PICTURE + 1), kind="image/png"),
    "too many to open safely": lambda web: web.put("/it", bomb(), kind="image/png"),
    "private address": lambda web: web.put("/it", status=302, headers={"Location": "http://[::1]/"}),
}


@pytest.mark.parametrize("reason", BAD_PICTURES)
def test_a_picture_that_cannot_be_had_leaves_the_card_without_one(root: Path, web: Site, reason: str) -> None:
    web.put("/report", PICTURE)
    BAD_PICTURES[reason](web)
    (asked,) = apply_plan(app_for(root, SetClock())).cards
    assert asked.card is not None
    assert asked.card.thumbnail is None
    assert reason in asked.picture_reason


def test_a_large_picture_is_made_to_fit(root: Path, web: Site) -> None:
    web.put("/cover.png", noise(), kind="image/png")
    app = app_for(root, SetClock())
    apply_plan(app)
    rendered = on_bluesky(app).rendered
    assert rendered is not None and rendered.card is not None and rendered.card.thumbnail is not None
    assert len(rendered.card.thumbnail.read()) == rendered.card.thumbnail.size <= 1_000_000


def noise() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((1400, 1400), 90).save(out, "PNG")
    return out.getvalue()


def test_redirects_are_followed_and_the_card_keeps_the_link_as_it_was_written(root: Path, web: Site, link: str) -> None:
    web.put("/there/", web.pages["/report"].body.replace(b"/cover.png", b"../cover.png"))
    web.put("/report", status=301, headers={"Location": "/there/"})
    app = app_for(root, SetClock())
    apply_plan(app)
    assert (card_of(app)["link"], card_of(app)["title"]) == (link, "The report")
    assert web.paths == ["/report", "/there/", "/cover.png"]


def test_a_page_on_this_machine_is_not_asked_unless_the_settings_allow_it(root: Path, web: Site) -> None:
    app = app_for(root, SetClock())
    assert app.web is not None
    monkey = replace(app, web=lambda: Door(reach=Reach()))
    (asked,) = apply_plan(monkey).cards
    assert "private address" in asked.reason
    assert web.asked == []


def test_switched_off_nothing_is_asked_and_nothing_said(root: Path, web: Site) -> None:
    app = replace(app_for(root, SetClock()), web=None)
    assert (apply_plan(app).cards, web.asked, codes(app)) == ((), [], [])


def test_a_stale_plan_asks_nobody(root: Path, web: Site) -> None:
    with pytest.raises(PlanError):
        apply_plan(app_for(root, SetClock()), plan_id="00000000")
    assert web.asked == []


def test_retention_clears_a_cards_picture_too(root: Path, sandbox: RunningSandbox) -> None:
    app = app_for(root, SetClock())
    apply_plan(app)
    publish(app, sandbox)
    with app.store() as store, store.write() as connection:
        assert clearing.clear(connection, DUE + timedelta(days=400)).pictures == 1
    page = preview.page(app, check(app))
    assert "What we heard" in page


def test_a_rehearsal_shows_frozen_cards_and_asks_nobody(root: Path, web: Site) -> None:
    app = app_for(root, SetClock())
    before = rehearse(app)
    assert (web.asked, [one.verdict for one in before.showings]) == ([], [Verdict.OUT, Verdict.OUT])
    apply_plan(app)
    asked = len(web.asked)
    found = rehearse(app)
    assert "What we heard" in rehearsal_page(found)
    assert {one.verdict for one in found.showings} == {Verdict.OUT}
    assert len(web.asked) == asked
