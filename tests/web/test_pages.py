"""What the pages show, and what each role may do."""

from __future__ import annotations

import ast
import csv
import io
import json
from itertools import pairwise
from pathlib import Path

import pytest
import requests
from docx import Document
from sqlalchemy import insert, select, update

import campaign_scheduler
from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import NotAllowedError
from campaign_scheduler.model.person import May, Role
from campaign_scheduler.services import people
from campaign_scheduler.services.acting import Acting
from campaign_scheduler.store import outcomes
from campaign_scheduler.store import tables as t
from campaign_scheduler.web.happenings import KINDS, happening
from support.bringing import read
from support.visitor import Visitor, words
from web.conftest import Site

ROOT = Path(campaign_scheduler.__file__).parent
PAGES = ("/", "/?view=week", "/?view=list", "/posts/launch", "/posts/new", "/schedule", "/log", "/log/1", "/log/events",
         "/accounts", "/people", "/me", "/stop", "/backlog")  # fmt: skip


def put_in(site: Site, number: int, *states: State) -> None:
    """Move a delivery through states, as publishing would."""
    with site.store.write() as connection:
        content = connection.scalar(select(t.deliveries.c.content_hash).where(t.deliveries.c.id == number))
        now = {name: site.clock.now() for name in ("started_at", "intent_at", "deadline_at", "sent_at", "ended_at")}
        attempt = {"delivery_id": number, "number": 1, "content_hash": content, "claimed_by": "test", "intent": {}}
        connection.execute(insert(t.attempts).values(**attempt, **now, outcome=states[-1].value, left="all"))
        connection.execute(update(t.deliveries).where(t.deliveries.c.id == number).values(attempts=1))
        for before, after in pairwise(states):
            assert outcomes.move(
                connection, number, from_states=[before], to=after, now=site.clock.now(), reason="It is a test."
            )


def test_everybody_reads_every_page(site: Site) -> None:
    for role in Role:
        visitor = site.as_role(role)
        for path in PAGES:
            answer = visitor.get(path)
            assert answer.status_code == 200, (path, role)
            assert 'lang="en"' in answer.text and "<h1" in answer.text


def test_pages_say_the_words_of_the_screen(site: Site) -> None:
    visitor = site.admin()
    for path in PAGES:
        text = words(visitor.get(path).text).lower()
        for word in ("delivery", "deliveries", "rendition", "campaign apply", "awaiting_signoff", "unconfirmed"):
            assert word not in text, (path, word)


def test_roles_are_enforced_by_the_services_and_not_only_by_the_pages(site: Site) -> None:
    asks = {
        May.EDIT: lambda acting: acting.move_post("launch", site.clock.now().date()),
        May.SCHEDULE: lambda acting: acting.schedule("x", force=False),
        May.STOP: lambda acting: acting.stop(scope="all", target="", reason="test"),
        May.RESUME: lambda acting: acting.resume(scope="all", target=""),
        May.DECIDE: lambda acting: acting.cancel(1, reason=""),
        May.MANAGE: lambda acting: acting.invite(name="X", email="x@example.org", role=Role.ADMIN),
        May.TEST: lambda acting: acting.test_account(next(iter(site.app_accounts()))),
    }
    for role in Role:
        site.as_role(role)
        person = next(one for one in people.everyone(site.app) if one.role is role)
        for what, ask in asks.items():
            if not person.may(what):
                with pytest.raises(NotAllowedError, match=f"you may not {what.value}"):
                    ask(Acting(site.app, person))


FORMS = (
    ("/posts/launch", {"words": "New", "has": "draft"}),
    ("/posts/new", {"words": "New", "date": "2030-04-04", "time": "09:00", "accounts": "trust_x", "has": "accounts"}),
    ("/posts/launch/move", {"day": "2030-04-04"}),
    ("/posts/launch/copy", {}),
    ("/schedule", {"plan": "x"}),
    ("/stop", {"reason": "test", "what": "all"}),
    ("/resume", {"what": "all:"}),
    ("/backlog", {"way": "cancel", "number": "1"}),
    ("/log/1/send", {}),
    ("/log/1/hold", {}),
    ("/log/1/cancel", {}),
    ("/log/1/resolve", {"there": "no"}),
    ("/accounts/trust_x/test", {}),
    ("/people", {"name": "X", "email": "x@example.org", "role": "admin"}),
    ("/people/1", {"do": "role", "role": "admin"}),
)  # fmt: skip


def test_a_viewer_changes_nothing(site: Site) -> None:
    viewer = site.as_role(Role.VIEWER)
    token = {"token": viewer.form("/me", "/me/sign-out-everywhere")["token"]}
    before = (site.root / "config/calendar.csv").read_bytes()
    for path, data in FORMS:
        answer = viewer.send(path, data | token)
        assert answer.status_code == 403, (path, answer.status_code)
        assert "you may not" in words(answer.text).lower(), path
    assert [one.name for one in people.everyone(site.app)] == ["Viewer"]
    assert (site.root / "config/calendar.csv").read_bytes() == before


def test_the_calendar_shows_each_post_once_where_it_is(site: Site) -> None:
    page = site.admin().get("/?on=2030-03-04").text
    assert page.count('data-name="launch"') == 1
    day = page.partition('data-day="2030-03-05"')[2].partition("data-day=")[0]
    assert "The service has opened." in day and "12:30" in day
    later = page.partition('data-day="2030-03-06"')[2].partition("data-day=")[0]
    assert "Draft" in later
    assert "Times of London" in words(page)


def test_a_moved_post_stands_at_its_new_day_and_says_it_is_not_scheduled(site: Site) -> None:
    visitor = site.admin()
    visitor.send("/posts/launch/move", {"token": visitor.token(), "day": "2030-03-12"})
    page = visitor.get("/?on=2030-03-04").text
    assert page.count('data-name="launch"') == 1
    assert "Edited, not scheduled" in page.partition('data-day="2030-03-12"')[2].partition("data-day=")[0]


def test_filters_leave_the_others_out(site: Site) -> None:
    visitor = site.admin()
    for query, shown, hidden in (
        ("tag=spring", "again", "launch"),
        ("account=trust_mastodon", "launch", "again"),
        ("state=draft", "later", "launch"),
        ("state=scheduled", "launch", "later"),
        ("campaign=other", "", "launch"),
    ):
        page = visitor.get(f"/?view=list&on=2030-03-01&{query}").text
        assert f'data-name="{hidden}"' not in page, query
        assert not shown or f'data-name="{shown}"' in page, query


def test_bank_holidays_and_freezes_are_drawn_in(site: Site) -> None:
    config = site.root / "config/campaign.yaml"
    freeze = 'freezes:\n  - {from: 2030-04-10, to: 2030-04-12, reason: "Election"}\n'
    config.write_text(config.read_text(encoding="utf-8") + freeze, encoding="utf-8")
    page = site.admin().get("/?on=2030-04-01").text
    assert "Good Friday" in page.partition('data-day="2030-04-19"')[2][:400]
    assert page.count("Election") == 3


def test_a_new_post_has_nothing_wrong_before_anything_is_written(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    page = author.get("/posts/new").text
    assert "Problem:" not in words(page) and "preview comes here" in words(page) and "X: 0 of 280" in words(page)
    looked = author.fill("/posts/new", do="look").text
    assert "Problem:" in words(looked) and "preview comes here" in words(looked)


def test_sessions_are_named_as_people_know_their_browsers(site: Site) -> None:
    visitor = site.visitor()
    visitor.session.headers["User-Agent"] = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0"
    )
    visitor.enter(people.invite(site.app, name="Ann", email="ann@example.org", role=Role.AUTHOR, by="test"))
    assert "Edge on Windows" in words(visitor.get("/me").text)
    assert "Mozilla" not in visitor.get("/me").text


def test_every_kind_of_event_has_words_of_the_screen(site: Site) -> None:
    """Constants that the services record; those of a move (`held-to-scheduled`) are the states' own words."""
    kinds = set()
    for file in (ROOT / "services").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("events.record"):
                kinds |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    assert len(kinds) > 15 and kinds - set(KINDS) == set()
    assert happening("awaiting_signoff-to-held", str) == "On hold"
    text = words(site.admin().get("/log/events").text)
    assert "Scheduled" in text and "plan applied" not in text and "Invited" in text


def test_the_calendar_shows_the_holidays_of_the_place_that_the_campaign_names(site: Site) -> None:
    visitor = site.admin()
    config = site.root / "config/campaign.yaml"
    page = visitor.get("/?on=2030-12-01")
    assert "public holidays of England" in words(page.text) and "Andrew" not in page.text
    as_before = config.read_text(encoding="utf-8")
    config.write_text(as_before + "holidays: GB-SCT\n", encoding="utf-8")
    page = visitor.get("/?on=2030-12-01")
    assert "public holidays of Scotland" in words(page.text)
    assert "Saint Andrew" in page.text.partition('data-day="2030-12-02"')[2][:400]
    config.write_text(as_before + "holidays: none\n", encoding="utf-8")
    page = visitor.get("/?on=2030-12-01")
    assert "public holidays" not in words(page.text) and "Christmas" not in page.text


def test_the_schedule_page_makes_exactly_what_it_showed_so(site: Site) -> None:
    visitor = site.admin()
    visitor.fill("/posts/launch", words="Quite other words.")
    shown = visitor.get("/schedule")
    assert "1 post changes" in words(shown.text)
    assert "<ins>" in shown.text and "<del>" in shown.text
    data = visitor.form("/schedule", "/schedule")
    visitor.fill("/posts/launch", words="Yet others, a second ago.")
    assert visitor.send("/schedule", data).status_code == 409
    assert visitor.fill("/schedule", "/schedule").status_code == 303
    assert "Everything saved is scheduled" in words(visitor.get("/schedule").text)
    with site.store.read() as connection:
        actor = connection.execute(t.events.select().order_by(t.events.c.id.desc())).mappings().first()
    assert actor is not None and (actor["kind"], actor["actor"]) == ("plan-applied", "Admin")


def test_problems_keep_everything_from_being_scheduled_and_lead_to_their_post(site: Site) -> None:
    (site.root / "captions/launch.x.md").write_text("x" * 400 + "\n", encoding="utf-8")
    page = site.admin().get("/schedule").text
    assert "1 problem keeps everything" in words(page)
    assert 'href="/posts/launch"' in page


def test_stopping_answers_with_what_is_held_and_resuming_lists_what_fell_due(site: Site) -> None:
    visitor = site.admin()
    answer = visitor.send("/stop", {"token": visitor.token(), "what": "all", "reason": "Bad news today"})
    assert "0 will go out, 5 held, none had left" in words(answer.text)
    assert "Bad news today" in words(visitor.get("/people").text)
    again = visitor.send("/stop", {"token": visitor.token(), "what": "all", "reason": "Once more"})
    assert "It was stopped already" in words(again.text)
    site.clock.moment = site.clock.moment.replace(hour=10)
    answer = visitor.send("/resume", {"token": visitor.token(), "what": "all:"})
    assert answer.headers["location"] == "/backlog"
    backlog = visitor.get("/backlog")
    assert words(backlog.text).count("launch, trust_") >= 3
    shown = visitor.get("/backlog?way=send")
    assert "go out" in words(shown.text)
    data = visitor.form("/backlog", "/backlog") | {"way": "cancel"}
    assert visitor.send("/backlog", data).status_code == 303
    assert "Nothing needs you" in words(visitor.get("/backlog").text)


def test_a_stop_without_a_reason_asks_for_one(site: Site) -> None:
    visitor = site.admin()
    answer = visitor.send("/stop", {"token": visitor.token(), "what": "all", "reason": "  "})
    assert answer.status_code == 422
    assert "Everything is stopped" not in visitor.get("/").text


def test_an_author_stops_and_an_approver_lets_go_on(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    assert (
        author.send("/stop", {"token": author.token(), "what": "account:trust_x", "reason": "Broken"}).status_code
        == 200
    )
    assert author.send("/resume", {"token": author.token(), "what": "account:trust_x"}).status_code == 403
    approver = site.as_role(Role.APPROVER)
    assert approver.send("/resume", {"token": approver.token(), "what": "account:trust_x"}).status_code == 303


def test_we_are_not_sure_it_went_out_has_two_plain_buttons(site: Site) -> None:
    put_in(site, 1, State.SCHEDULED, State.PUBLISHING, State.UNCONFIRMED)
    put_in(site, 2, State.SCHEDULED, State.PUBLISHING, State.UNCONFIRMED)
    visitor = site.admin()
    for path in ("/log/1", "/posts/launch", "/backlog"):
        page = words(visitor.get(path).text)
        assert "We're not sure it went out" in page and "It is there" in page and "It is not there" in page, path
    token = visitor.token()
    for address in ("", "javascript:alert(1)", "http://[", "x"):
        answer = visitor.send("/log/1/resolve", {"token": token, "there": "yes", "address": address})
        assert answer.status_code == 409, address
    address = "https://example.org/p/1"
    assert visitor.send("/log/1/resolve", {"token": token, "there": "yes", "address": address}).status_code == 303
    assert visitor.send("/log/2/resolve", {"token": token, "there": "no"}).status_code == 303
    assert "Published" in words(visitor.get("/log/1").text)
    assert "On hold" in words(visitor.get("/log/2").text)


def test_hold_publish_now_and_cancel(site: Site) -> None:
    visitor = site.admin()
    token = {"token": visitor.token()}
    assert visitor.send("/log/1/hold", token | {"reason": "Wait"}).status_code == 303
    assert "Admin put it on hold: Wait" in words(visitor.get("/log/1").text)
    assert visitor.send("/log/1/hold", token).status_code == 409
    assert visitor.send("/log/1/send", token | {"back": "//evil.example"}).headers["location"] == "/log/1"
    with site.store.read() as connection:
        row = connection.execute(t.deliveries.select().where(t.deliveries.c.id == 1)).mappings().one()
    assert (row["state"], row["next_attempt_at"]) == ("scheduled", site.clock.now())
    assert visitor.send("/log/1/cancel", token).status_code == 303
    assert "Cancelled" in words(visitor.get("/log/1").text)


def test_an_approver_approves_exactly_what_was_shown(site: Site) -> None:
    config = site.root / "config/campaign.yaml"
    config.write_text(config.read_text(encoding="utf-8") + "signoff: {required: 1}\n", encoding="utf-8")
    admin = site.admin()
    assert admin.fill("/schedule", "/schedule").status_code == 303
    author, approver = site.as_role(Role.AUTHOR), site.as_role(Role.APPROVER)
    assert "Waiting for approval" in words(approver.get("/log/1").text)
    form = approver.form("/log/1", "/log/1/approve")
    assert author.send("/log/1/approve", {"token": author.token(), "content": form["content"]}).status_code == 403
    approver.send("/log/1/approve", form | {"content": "0" * 64})
    assert "Waiting for approval" in words(approver.get("/log/1").text)
    assert approver.send("/log/1/approve", form).status_code == 303
    assert "Waiting for approval" not in words(approver.get("/log/1").text)


def test_the_log_pages_through_everything_and_exports_it(site: Site) -> None:
    site.clock.moment = site.clock.moment.replace(day=7)
    visitor = site.admin()
    page = visitor.get("/log")
    assert page.text.count('class="entry"') == 5
    rows = list(csv.DictReader(io.StringIO(visitor.get("/log/export.csv").text.lstrip("\ufeff"))))
    found = json.loads(visitor.get("/log/export.json").text)
    assert len(rows) == len(found) == 5
    assert len(json.loads(visitor.get("/log/export.json?account=trust_x").text)) == 2
    assert visitor.get("/log?account=trust_x").text.count('class="entry"') == 2
    assert visitor.get("/log?tag=spring").text.count('class="entry"') == 2


def test_a_page_of_the_log_continues_where_the_last_ended(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from campaign_scheduler.services import history

    monkeypatch.setattr(history, "PAGE", 2)
    site.clock.moment = site.clock.moment.replace(day=7)
    visitor = site.admin()
    seen: list[str] = []
    address = "/log"
    while address:
        page = visitor.get(address).text
        seen += [part.partition('"')[0] for part in page.split('id="no-')[1:]]
        address = page.partition('class="button" href="/log?')[2].partition('"')[0]
        address = f"/log?{address}".replace("&amp;", "&") if address else ""
    assert sorted(seen) == ["1", "2", "3", "4", "5"]


def test_an_account_is_tested_and_that_is_written_down(site: Site) -> None:
    visitor = site.admin()
    assert visitor.send("/accounts/trust_x/test", {"token": visitor.token()}).status_code == 303
    assert "trust_x works" in words(visitor.get("/accounts").text)
    assert "Account tested" in words(visitor.get("/log/events").text)
    assert visitor.send("/accounts/nobody/test", {"token": visitor.token()}).status_code == 404


def test_a_calendar_from_elsewhere_is_shown_and_comes_in_as_drafts(site: Site) -> None:
    visitor = site.as_role(Role.AUTHOR)
    table = (
        "Date,Time,Text,Accounts\n13/04/2030,10:15,Brought from elsewhere & kept,x\n31/02/2030,10:00,No such day,x\n"
    )
    place = brought(visitor, "Plan <1>.csv", table.encode())
    shown = visitor.get(place)
    assert "Brought from elsewhere & kept" in words(shown.text), words(shown.text)
    assert "Brought from elsewhere" not in (site.root / "config/calendar.csv").read_text(encoding="utf-8")
    assert accepted(visitor, place).status_code == 303
    assert "2030-04-13,10:15" in (site.root / "config/calendar.csv").read_text(encoding="utf-8")
    assert "drafts from Plan -1-.csv" in words(visitor.get("/log/events").text)
    assert accepted(visitor, place).status_code == 422, "it was taken in already"
    for name, content in (("x.exe", b"MZ"), ("x.xlsx", b"PK no"), ("x.csv", b"\xff\x00")):
        answer = visitor.fill("/bring-in", "/bring-in", files={"file": (name, content, "text/csv")})
        if answer.status_code == 303:
            answer = accepted(visitor, answer.headers["location"])
        assert answer.status_code == 422, name


def brought(visitor: Visitor, name: str, content: bytes) -> str:
    """Where what was sent can be looked at."""
    answer = visitor.fill("/bring-in", "/bring-in", files={"file": (name, content, "application/octet-stream")})
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"]


def accepted(visitor: Visitor, place: str) -> requests.Response:
    return visitor.send("/bring-in", {"token": visitor.token(), "place": place.partition("place=")[2], "do": "accept"})


def test_a_toolkit_is_shown_beside_its_pictures_and_comes_in_as_drafts(site: Site) -> None:
    document = Document()
    document.add_heading("Social media posts", 1)
    document.add_heading("Post 1", 2)
    document.add_paragraph("Our new walk-in clinic opens on Monday, and everybody is welcome. #WalkIn")
    out = io.BytesIO()
    document.save(out)
    visitor = site.as_role(Role.AUTHOR)
    place = brought(visitor, "Toolkit.docx", out.getvalue())
    assert "Toolkit.docx" in words(read(visitor, place))
    review = visitor.get(place.replace("/bring-in?", "/bring-in/review?"))
    assert "walk-in clinic opens on Monday" in review.text
    assert "script-src" not in review.headers["content-security-policy"]
    assert "sandbox" in review.headers["content-security-policy"]
    assert accepted(visitor, place).status_code == 303
    written = [path.read_text(encoding="utf-8") for path in (site.root / "captions").iterdir()]
    assert any("walk-in clinic opens on Monday" in text for text in written)


def test_an_account_is_connected_by_an_admin_through_a_link(site: Site) -> None:
    assert site.as_role(Role.AUTHOR).get("/accounts/trust_mastodon/connect").status_code == 403
    visitor = site.admin()
    assert "What must be in place" in words(visitor.get("/accounts/trust_mastodon/connect").text)
    assert visitor.get("/accounts/answer?state=stolen&code=x").headers["location"] == "/accounts"
    assert "Not connected" in words(visitor.get("/accounts").text)


def test_no_page_shows_a_secret(site: Site) -> None:
    visitor = site.admin()
    for path in PAGES:
        assert "token-trust" not in visitor.get(path).text


def test_an_empty_workspace_says_what_to_do(site: Site) -> None:
    (site.root / "config/calendar.csv").write_text(
        "id,date,time,caption,media,accounts,status,note\n", encoding="utf-8"
    )
    visitor = site.admin()
    visitor.send("/schedule", visitor.form("/schedule", "/schedule") | {"force": "yes"})
    assert "There are no posts yet" in words(visitor.get("/?on=2031-01-01").text)


def test_a_broken_campaign_file_is_told_and_pages_still_open(site: Site) -> None:
    (site.root / "config/campaign.yaml").write_text("campaign: [", encoding="utf-8")
    visitor = site.admin()
    for path in ("/", "/log", "/schedule", "/people", "/stop", "/accounts"):
        assert visitor.get(path).status_code == 200, path
    assert visitor.get("/posts/new").status_code == 422


def test_health_and_figures(site: Site) -> None:
    visitor = site.visitor()
    assert visitor.get("/healthz").status_code == 503
    assert 'campaign_posts{state="scheduled"} 5.0' in visitor.get("/metrics").text
    assert visitor.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 401


def test_nothing_is_asked_of_another_host(site: Site) -> None:
    visitor = site.admin()
    for path in PAGES:
        page = visitor.get(path).text
        for attribute in ('src="http', "src='http", 'href="//', "@import", "url("):
            assert attribute not in page, (path, attribute)
        assert " style=" not in page and "<style" not in page and " onclick" not in page, path


def test_what_is_said_after_a_form_waits_for_the_next_page_whatever_its_script_reads_meanwhile(site: Site) -> None:
    """An open page asks for its strips again when something happens, perhaps just before the next page is asked for."""
    visitor = site.admin()
    assert visitor.fill("/posts/launch", words="Quite other words.").status_code == 303
    strips = visitor.get("/strips?at=/log")
    assert (strips.status_code, "1 edit not scheduled" in strips.text) == (200, True)
    assert "<html" not in strips.text and "Saved:" not in strips.text
    assert "Saved:" in visitor.get("/log").text
    assert "Saved:" not in visitor.get("/log").text


def test_who_is_not_signed_in_reads_no_strips(site: Site) -> None:
    assert site.visitor().get("/strips?at=/").status_code == 303
