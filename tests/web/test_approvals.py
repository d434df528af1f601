"""Approvals on the page: what waits, approved as shown, sent back, taken back, released, and links made there."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import timedelta
from time import perf_counter

import pytest
from sqlalchemy import insert, select, text

from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.person import Role
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.services.signoff.overview import approved_by
from campaign_scheduler.store import tables as t
from support.visitor import fields, words
from web.conftest import Site, ask_for_approval
from web.test_approval_link import states


def test_nobody_is_shown_approvals_who_needs_none(site: Site) -> None:
    visitor = site.admin()
    assert 'href="/approvals"' not in visitor.get("/").text
    assert "Nothing waits for approval" in words(visitor.get("/approvals").text)


def test_the_way_there_says_how_many_wait(site: Site) -> None:
    ask_for_approval(site)
    page = site.admin().get("/log").text
    assert 'href="/approvals"' in page and "5 wait for approval" in words(page)


def test_all_that_is_ticked_is_approved_as_it_is_shown(site: Site) -> None:
    ask_for_approval(site)
    approver = site.as_role(Role.APPROVER, "Dr Shah")
    page = approver.get("/approvals")
    assert "Open today." in words(page.text) and "A green field under a blue sky" in words(page.text)
    form = fields(page.text, "", named="approve")
    assert len(form["seen"]) == 5
    assert approver.send("/approvals", form | {"comment": "Fine"}).headers["location"] == "/approvals"
    after = words(approver.get("/approvals").text)
    assert "Nothing waits for approval" in after and "Each goes out at its time" in after
    assert "Approved by you, and not out yet" in after
    assert states(site, "launch") == states(site, "again") == {State.SCHEDULED}
    post = words(approver.get("/posts/again").text)
    assert "Dr Shah, signed in" in post and "“Fine”" in post


def test_an_edit_lapses_it_and_shows_the_very_words(site: Site) -> None:
    ask_for_approval(site)
    approver = site.as_role(Role.APPROVER, "Dr Shah")
    page = approver.get("/approvals").text
    approver.send("/approvals", fields(page, "", named="approve"))
    (site.root / "captions/launch.x.md").write_text("Open now.\n", encoding="utf-8")
    apply_plan(site.app, actor="test")
    for path in ("/approvals", "/posts/launch", "/log/1"):
        text = approver.get(path).text
        if path != "/log/1" or "Open now" in text:
            assert "Changed since Dr Shah approved: one word" in words(text), path
            assert "<del>today.</del>" in text and "<ins>now.</ins>" in text, path
    stale = fields(page, "", named="approve")
    answer = approver.send("/approvals", stale)
    assert answer.status_code == 409 and "It changed since it was shown: one word" in words(answer.text)
    assert approver.send("/approvals", fields(answer.text, "", named="approve")).status_code == 303
    assert states(site, "launch") == {State.SCHEDULED}


def test_the_posts_page_counts_changed_words_as_the_approvals_do(site: Site) -> None:
    ask_for_approval(site)
    approver = site.as_role(Role.APPROVER, "Dr Shah")
    approver.send("/approvals", fields(approver.get("/approvals").text, "", named="approve"))
    (site.root / "captions/again.md").write_text("Service has begun.\n", encoding="utf-8")
    (site.root / "media/alt.csv").write_text("file,alt\nlaunch.png,A meadow under a blue sky\n", encoding="utf-8")
    before = words(approver.get("/posts/again").text)
    assert "Changed since it was scheduled LinkedIn three words, the alt text of launch.png" in before
    apply_plan(site.app, actor="test")
    for path in ("/approvals", "/posts/again"):
        after = words(approver.get(path).text)
        assert "Changed since Dr Shah approved: three words, the alt text of launch.png" in after, path


def test_taken_back_sent_back_and_released(site: Site) -> None:
    ask_for_approval(site, "signoff: {required: 1, out_of_hours: true}\n")
    approver, author = site.as_role(Role.APPROVER, "Dr Shah"), site.as_role(Role.AUTHOR)
    page = approver.get("/approvals").text
    form = fields(page, "", named="approve")
    approver.send("/approvals", form)
    back = approver.form("/approvals", "/approvals/withdraw")
    assert author.send("/approvals/withdraw", back | {"token": author.token()}).status_code == 403
    assert approver.send("/approvals/withdraw", back).status_code == 303
    assert State.AWAITING_SIGNOFF in states(site, "launch")
    assert approver.send("/approvals/withdraw", back).status_code == 409
    release = approver.form("/approvals", "/approvals/release")
    assert approver.send("/approvals/release", release | {"reason": ""}).status_code == 422
    assert approver.send("/approvals/release", release | {"reason": "Flood"}).status_code == 303
    assert states(site, "launch") == {State.SCHEDULED}
    assert "released out of hours by Dr Shah, signed in" in words(approver.get("/posts/launch").text)
    approver.send("/approvals/withdraw", back)
    sent = approver.form("/approvals", "/approvals/back")
    assert author.send("/approvals/back", sent | {"token": author.token(), "comment": "x"}).status_code == 403
    assert approver.send("/approvals/back", sent | {"comment": ""}).status_code == 422
    assert approver.send("/approvals/back", sent | {"comment": "Name the ward"}).status_code == 303
    assert states(site, "launch") == {State.HELD}
    assert "Name the ward" in words(approver.get("/posts/launch").text)


def test_a_release_is_offered_only_where_the_campaign_allows_it(site: Site) -> None:
    ask_for_approval(site)
    approver = site.as_role(Role.APPROVER)
    page = approver.get("/approvals").text
    assert "/approvals/release" not in page
    form = fields(page, "", named="approve") | {"reason": "Flood"}
    assert approver.send("/approvals/release", form).status_code == 409
    assert states(site, "launch") == {State.AWAITING_SIGNOFF}


def test_an_author_reads_and_decides_nothing(site: Site) -> None:
    ask_for_approval(site)
    author = site.as_role(Role.AUTHOR)
    page = author.get("/approvals").text
    assert "an approver decides" in words(page) and 'name="seen"' not in page
    approver = site.as_role(Role.APPROVER)
    form = fields(approver.get("/approvals").text, "", named="approve") | {"token": author.token()}
    assert author.send("/approvals", form).status_code == 403
    assert author.send("/approvals/links", {"token": author.token(), "person": "Dr Shah"}).status_code == 403
    assert "Make a link" not in words(author.get("/approvals/links").text)
    assert states(site, "launch") == {State.AWAITING_SIGNOFF}


def test_a_link_is_made_shown_once_used_and_closed(site: Site) -> None:
    ask_for_approval(site)
    approver = site.as_role(Role.APPROVER, "Amy")
    assert approver.fill("/approvals/links", "/approvals/links", person=" ").status_code == 422
    answer = approver.fill("/approvals/links?post=again", "/approvals/links", person="Dr Shah", lasts="1d")
    found = re.search(rf'value="{site.url}(/approval/[\w-]+)"', answer.text)
    assert found is not None
    assert found[1] not in approver.get("/approvals/links").text
    doctor = site.visitor()
    page = doctor.get(found[1]).text
    assert "The service has opened." in words(page) and "Amy asks you to approve" in words(page)
    assert "The service opens" not in words(page)
    assert approver.fill("/approvals/links", "/approvals/links/close").status_code == 303
    assert doctor.get(found[1]).status_code == 410


def test_the_contact_sheet_is_a_page_for_who_is_signed_in(site: Site) -> None:
    visitor = site.as_role(Role.VIEWER)
    page = visitor.get("/sheet")
    assert "contact sheet" in page.text and "The service has opened." in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "The service opens today." not in visitor.get("/sheet?post=again").text
    assert visitor.get("/sheet?post=nobody").status_code == 409
    assert site.visitor().get("/sheet").status_code == 303
    assert 'href="/sheet' in visitor.get("/").text and "/sheet?post=launch" in visitor.get("/posts/launch").text


def test_a_post_page_with_unscheduled_words_does_not_approve_other_words(site: Site) -> None:
    ask_for_approval(site)
    approver = site.as_role(Role.APPROVER)
    assert "/approve" in approver.get("/posts/again").text
    (site.root / "captions/again.md").write_text("Other words.\n", encoding="utf-8")
    page = approver.get("/posts/again").text
    assert "/approve" not in page and "See what is scheduled, and approve it" in words(page)
    assert "Its file was edited since" in words(approver.get("/approvals").text)
    assert "The service has opened." in words(approver.get("/approvals").text)


def many(site: Site, count: int) -> None:
    """The first delivery again and again, each a minute after the one before."""
    columns = [one.name for one in t.deliveries.columns if one.name not in ("id", "post_id", "due_at")]
    first = text("SELECT due_at FROM deliveries WHERE id = 1").columns(due_at=t.deliveries.c.due_at.type)
    with site.store.write() as connection:
        due_at = connection.scalars(first).one()
        rows = [
            {"id": 1000 + number, "post_id": f"more-{number}", "due_at": due_at + timedelta(minutes=number)}
            for number in range(count)
        ]
        same = select(*(t.deliveries.c[name] for name in columns)).where(t.deliveries.c.id == 1)
        like = dict(connection.execute(same).mappings().one())
        connection.execute(insert(t.deliveries), [like | row for row in rows])


def approved_in(site: Site, name: str, numbers: Iterable[int]) -> None:
    with site.store.write() as connection:
        content = connection.scalar(select(t.deliveries.c.content_hash).where(t.deliveries.c.id == 1))
        given = {"content_hash": content, "person": name, "person_key": name.lower(), "known": "signed_in"}
        rows = [given | {"delivery_id": number, "at": site.clock.now()} for number in numbers]
        connection.execute(insert(t.approvals), rows)


@pytest.mark.slow
def test_what_one_approved_is_found_among_a_hundred_thousand_that_wait(site: Site) -> None:
    ask_for_approval(site)
    many(site, 100_000)
    approver = site.as_role(Role.APPROVER, "Ann")
    approved_in(site, "Ann", [1500, *range(60_000, 60_100), 100_999])
    approved_in(site, "Ben", range(1000, 3000))
    found, address = [], "/approvals"
    while address:
        page = approver.get(address).text
        found += [int(one) for one in re.findall(r'name="number" value="(\d+)"', page)]
        further = re.search(r'href="(/approvals\?after=[^"#]*)#mine">Later ones', page)
        address = html.unescape(further[1]) if further else ""
    assert found == [1500, *range(60_000, 60_100), 100_999]
    began = perf_counter()
    assert approved_by(site.app, "Ann").later is not None
    assert perf_counter() - began < 2, "a person waits for this"


def test_an_approval_taken_back_on_a_later_page_leads_back_there(site: Site) -> None:
    ask_for_approval(site)
    many(site, 70)
    approver = site.as_role(Role.APPROVER, "Ann")
    approved_in(site, "Ann", range(1000, 1070))
    first = approver.get("/approvals").text
    later = re.search(r'href="(/approvals\?after=[^"#]*)#mine"', first)
    assert later is not None and first.count('action="/approvals/withdraw"') == 60
    page = approver.get(later[1]).text
    assert page.count('action="/approvals/withdraw"') == 10 and "From the beginning" in words(page)
    back = approver.send("/approvals/withdraw", fields(page, "/approvals/withdraw"))
    assert back.status_code == 303 and back.headers["location"] == later[1]
    assert approver.get(later[1]).text.count('action="/approvals/withdraw"') == 9
    assert approver.get("/approvals?after=nonsense").status_code == 200
