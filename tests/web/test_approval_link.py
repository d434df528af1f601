"""The page behind an approval link: somebody without an account approves exactly what it shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from campaign_scheduler.model.delivery import State
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.services.signoff import links
from campaign_scheduler.services.signoff.links import Made
from campaign_scheduler.store.post_log import Filter, entries
from support.visitor import Visitor, fields, words
from web.conftest import Site, ask_for_approval


@pytest.fixture
def made(site: Site) -> Made:
    ask_for_approval(site)
    return links.create(site.app, person="Dr Shah", posts=["again"], by="Amy")


def path(made: Made) -> str:
    return f"/approval/{made.token}"


def states(site: Site, post: str) -> set[State]:
    with site.store.read() as connection:
        return {one.state for one in entries(connection, Filter(posts=(post,)))}


def send(visitor: Visitor, made: Made, shown: requests.Response, **more: object) -> requests.Response:
    """Press the button of the page as it was shown."""
    return visitor.send(path(made), _approving(shown.text) | more)


def _approving(page: str) -> dict[str, list[str]]:
    """The last form: its ticks are in the cards above it."""
    return fields(page, "", named="approve")


def test_opening_approves_nothing_and_the_button_approves_what_is_ticked(site: Site, made: Made) -> None:
    doctor = site.visitor()
    for _ in range(3):
        page = doctor.get(path(made))
    text = words(page.text)
    assert states(site, "again") == {State.AWAITING_SIGNOFF}
    assert "Dr Shah, please look at these posts" in text and "The service has opened." in text
    assert "A green field under a blue sky" in text and "The service opens today" not in text
    for element in ("<nav", "Stop everything", 'href="/log', 'href="/"'):
        assert element not in page.text, element
    assert len(_approving(page.text)["seen"]) == 2
    assert send(doctor, made, page).headers["location"] == path(made)
    after = words(doctor.get(path(made)).text)
    assert "Approved: again, trust_linkedin on LinkedIn" in after and "You have approved everything here" in after
    assert states(site, "again") == {State.SCHEDULED} and states(site, "launch") == {State.AWAITING_SIGNOFF}
    assert "Approved: again" not in words(doctor.get(path(made)).text)


def test_only_what_is_ticked(site: Site, made: Made) -> None:
    doctor = site.visitor()
    page = doctor.get(path(made))
    one = _approving(page.text)["seen"][0]
    assert send(doctor, made, page, seen=[one]).status_code == 303
    assert states(site, "again") == {State.SCHEDULED, State.AWAITING_SIGNOFF}
    assert send(doctor, made, page, seen=[]).status_code == 422


def test_what_changed_since_it_was_shown_is_refused_with_the_words(site: Site, made: Made) -> None:
    doctor = site.visitor()
    page = doctor.get(path(made))
    (site.root / "captions/again.md").write_text("The service has closed.\n", encoding="utf-8")
    apply_plan(site.app, actor="test")
    answer = send(doctor, made, page)
    assert answer.status_code == 409 and states(site, "again") == {State.AWAITING_SIGNOFF}
    assert "It changed since it was shown: one word" in words(answer.text)
    assert "<del>opened.</del>" in answer.text and "<ins>closed.</ins>" in answer.text
    assert send(doctor, made, answer).status_code == 303
    assert states(site, "again") == {State.SCHEDULED}


def test_what_changed_since_they_approved_is_shown(site: Site, made: Made) -> None:
    doctor = site.visitor()
    send(doctor, made, doctor.get(path(made)))
    (site.root / "captions/again.md").write_text("The service has closed.\n", encoding="utf-8")
    apply_plan(site.app, actor="test")
    page = doctor.get(path(made))
    assert "Changed since Dr Shah approved: one word" in words(page.text)
    assert "<ins>closed.</ins>" in page.text and len(_approving(page.text)["seen"]) == 2


def test_sending_back_needs_a_word_and_holds_it_everywhere(site: Site, made: Made) -> None:
    doctor = site.visitor()
    page = doctor.get(path(made))
    form = fields(page.text, path(made))
    assert form["do"] == ["back"]
    assert doctor.send(path(made), form | {"comment": " "}).status_code == 422
    assert states(site, "again") == {State.AWAITING_SIGNOFF}
    assert doctor.send(path(made), form | {"comment": "Name the ward"}).status_code == 303
    assert states(site, "again") == {State.HELD}
    assert "Sent back: again is on hold on every account" in words(doctor.get(path(made)).text)
    row = next(line for line in (site.root / "config/calendar.csv").read_text().splitlines() if line[:5] == "again")
    assert ",draft," in row


def test_a_link_that_is_over_or_never_was_looks_the_same(site: Site, made: Made) -> None:
    doctor = site.visitor()
    page = doctor.get(path(made))
    unknown = doctor.get("/approval/" + "A" * 43)
    short = doctor.get("/approval/x")
    links.revoke(site.app, made.link.id, by="Amy")
    closed = doctor.get(path(made))
    other = links.create(site.app, person="Dr Shah", posts=["again"], by="Amy")
    site.clock.moment += timedelta(days=8)
    ended = doctor.get(path(other))
    assert {one.status_code for one in (unknown, short, closed, ended)} == {410}
    assert unknown.text == short.text == closed.text == ended.text
    assert send(doctor, made, page).status_code == 410
    assert states(site, "again") == {State.AWAITING_SIGNOFF}


def test_the_form_is_proved_and_the_page_is_private(site: Site, made: Made) -> None:
    doctor, stranger = site.visitor(), site.visitor()
    page = doctor.get(path(made))
    assert page.headers["cache-control"] == "no-store" and "noindex" in page.headers["x-robots-tag"]
    assert "noindex" in page.text and "script-src 'self'" in page.headers["content-security-policy"]
    assert send(stranger, made, page).status_code == 403
    elsewhere = {"Origin": "https://evil.example"}
    assert doctor.send(path(made), _approving(page.text), headers=elsewhere).status_code == 403
    assert states(site, "again") == {State.AWAITING_SIGNOFF}


def test_only_the_posts_and_pictures_it_covers(site: Site, made: Made) -> None:
    calendar = site.root / "config/calendar.csv"
    calendar.write_text(calendar.read_text().replace("launch,,all", "launch,spare.png,all"), encoding="utf-8")
    alt = next(one for one in site.root.rglob("*.csv") if "decorative" in one.read_text())
    alt.write_text(alt.read_text() + "spare.png,A blue field,,\n", encoding="utf-8")
    apply_plan(site.app, actor="test")
    doctor, other = site.visitor(), links.create(site.app, person="Dr Shah", posts=["launch"], by="Amy")
    page = doctor.get(path(made))
    seen = _approving(page.text)["seen"]
    assert doctor.send(path(other), _approving(page.text)).status_code == 422
    assert states(site, "again") == {State.AWAITING_SIGNOFF} and len(seen) == 2
    with site.store.read() as connection:
        sha256 = entries(connection, Filter(posts=("again",)))[0].media[0]["sha256"]
    assert doctor.get(f"{path(made)}/pictures/{sha256}?w=640").headers["content-type"].startswith("image/")
    assert doctor.get(f"{path(other)}/pictures/{sha256}").status_code == 404
    assert doctor.get(f"/approval/{'A' * 43}/pictures/{sha256}").status_code == 404
    assert doctor.get(f"/pictures/{sha256}").status_code == 303
