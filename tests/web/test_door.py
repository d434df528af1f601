"""The door: links, passwords, sessions, and what is refused."""

from __future__ import annotations

import requests

from campaign_scheduler.model.person import Role
from campaign_scheduler.services import people
from campaign_scheduler.web import tokens
from campaign_scheduler.web.door import ours
from campaign_scheduler.web.throttle import FREE, Throttle
from support.visitor import PASSWORD, Visitor, words
from web.conftest import Site

WHO = {"name": "Maya Okafor", "email": "maya@example.org"}


def test_the_first_link_lets_one_person_in_once_and_looking_at_it_uses_nothing_up(site: Site) -> None:
    token = people.first_link(site.app)
    assert token is not None
    for _ in range(2):
        assert site.visitor().get(f"/enter/{token}").status_code == 200
    maya = site.visitor().enter(token, **WHO)
    assert "Maya Okafor" in maya.get("/").text
    assert site.visitor().get(f"/enter/{token}").status_code == 410
    assert people.first_link(site.app) is None
    (person,) = people.everyone(site.app)
    assert (person.name, person.role) == ("Maya Okafor", Role.ADMIN)


def test_a_new_first_link_voids_the_one_before(site: Site) -> None:
    first, second = people.first_link(site.app), people.first_link(site.app)
    assert site.visitor().get(f"/enter/{first}").status_code == 410
    assert site.visitor().get(f"/enter/{second}").status_code == 200


def test_a_weak_or_mistyped_password_is_told_beside_its_field_and_keeps_the_link(site: Site) -> None:
    token = people.first_link(site.app)
    page = f"/enter/{token}"
    for password, again, said in (
        ("short", "short", "at least 10"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "easy to guess"),
        (PASSWORD, "another one here", "not the same"),
    ):
        answer = site.visitor().fill(page, None, **WHO, password=password, again=again)
        assert answer.status_code == 422
        assert said in words(answer.text).lower()
    assert site.visitor().get(page).status_code == 200


def test_signing_in_begins_a_session_of_its_own_and_out_ends_it(site: Site) -> None:
    site.admin()
    visitor = site.visitor()
    visitor.session.cookies.set(tokens.SESSION, "chosen-by-somebody-else")
    assert visitor.sign_in("admin@example.org").headers["location"] == "/"
    fresh = visitor.session.cookies.get(tokens.SESSION, domain="")
    cookie = next(
        one for one in visitor.session.cookies if one.name == tokens.SESSION and one.value != "chosen-by-somebody-else"
    )
    assert cookie.value != "chosen-by-somebody-else", fresh
    assert people.session(site.app, "chosen-by-somebody-else") is None
    assert visitor.fill("/me", "/sign-out").headers["location"] == "/sign-in"
    assert people.session(site.app, str(cookie.value)) is None


def test_cookies_are_kept_from_scripts_and_other_sites(site: Site) -> None:
    site.admin()
    visitor = site.visitor()
    visitor.get("/sign-in")
    answer = visitor.sign_in("admin@example.org")
    given = answer.raw.headers.getlist("set-cookie")
    for name in (tokens.SESSION, tokens.DEVICE):
        (cookie,) = [one for one in given if one.startswith(f"{name}=")]
        assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower()


def test_wrong_passwords_say_the_same_whoever_they_are_for(site: Site) -> None:
    site.admin()
    known = site.visitor().sign_in("admin@example.org", "not the password")
    unknown = site.visitor().sign_in("nobody@example.org", "not the password")
    assert (known.status_code, unknown.status_code) == (403, 403)
    assert words(known.text) == words(unknown.text)


def test_guessing_is_slowed_down_and_the_owner_is_not_kept_out(site: Site) -> None:
    owner = site.admin()
    guesser = site.visitor()
    seen = [guesser.sign_in("admin@example.org", f"guess number {number}").status_code for number in range(FREE + 3)]
    assert seen[:FREE] == [403] * FREE
    assert 429 in seen[FREE:]
    assert site.visitor().sign_in("admin@example.org").status_code == 429
    owner.fill("/me", "/sign-out")
    assert owner.sign_in("admin@example.org").status_code == 303


def test_the_throttle_waits_longer_each_time_and_forgets() -> None:
    now = 0.0
    throttle = Throttle(lambda: now)
    for _ in range(FREE):
        assert throttle.wait("maya") == 0
        throttle.wrong("maya")
    first = throttle.wait("maya")
    now += first
    throttle.wrong("maya")
    assert throttle.wait("maya") > first > 0
    assert throttle.wait("somebody else") == 0
    throttle.right("maya")
    assert throttle.wait("maya") == 0


def test_a_form_without_its_token_or_from_another_site_does_nothing(site: Site) -> None:
    admin, other = site.admin(), site.as_role(Role.AUTHOR)
    stop = {"what": "all", "reason": "test"}
    token = admin.token()
    assert admin.send("/stop", stop).status_code == 403
    assert admin.send("/stop", stop | {"token": other.token()}).status_code == 403
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert admin.send("/stop", stop | {"token": token}, headers=headers).status_code == 403
    assert "Everything is stopped" not in admin.get("/").text
    assert admin.send("/stop", stop | {"token": token}, headers={"Origin": site.url}).status_code == 200


def test_only_known_names_of_the_host_are_answered(site: Site) -> None:
    for host in ("evil.example", "evil.example:8080", "", "localhost.evil.example", "[", "127.0.0.1@evil.example"):
        answer = requests.get(site.url + "/sign-in", headers={"Host": host}, timeout=10)
        assert answer.status_code in (400, 421), host
    assert requests.get(site.url + "/sign-in", headers={"Host": "localhost:1"}, timeout=10).status_code == 200


def test_every_answer_carries_the_headers(site: Site) -> None:
    visitor = site.admin()
    for path in ("/", "/sign-in", "/nowhere", "/log", "/healthz", "/pictures/x"):
        headers = visitor.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert "no-store" in headers["cache-control"]


def test_nobody_sees_anything_without_signing_in(site: Site) -> None:
    visitor = site.visitor()
    for path in (
        "/",
        "/log",
        "/log/1",
        "/posts/launch",
        "/schedule",
        "/accounts",
        "/people",
        "/me",
        "/stop",
        "/backlog",
    ):
        answer = visitor.get(path)
        assert answer.status_code == 303 and answer.headers["location"].startswith("/sign-in"), path
    assert visitor.get("/live").status_code == 401
    assert visitor.get("/media?name=launch.png").status_code == 303
    assert visitor.send("/stop", {"reason": "x"}).status_code == 303


def test_signing_in_leads_on_to_our_own_pages_only(site: Site) -> None:
    site.admin()
    visitor = site.visitor()
    assert visitor.get("/log?state=held").headers["location"] == "/sign-in?next=%2Flog%3Fstate%3Dheld"
    answer = visitor.fill("/sign-in?next=//evil.example", "/sign-in", email="admin@example.org", password=PASSWORD)
    assert answer.headers["location"] == "/"
    for path in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/\r\nx: y"):
        assert ours(path) == "/"
    assert ours("/log?state=held") == "/log?state=held"


def test_signing_out_everywhere_ends_every_other_session(site: Site) -> None:
    here, there = site.admin(), site.admin()
    assert there.get("/").status_code == 200
    assert here.fill("/me", "/me/sign-out-everywhere").status_code == 303
    assert there.get("/").status_code == 303
    assert here.get("/").status_code == 200


def test_a_changed_password_ends_every_other_session(site: Site) -> None:
    here, there = site.admin(), site.admin()
    changes = {"old": PASSWORD, "new": "quite another one", "again": "quite another one"}
    assert here.fill("/me", "/me/password", **(changes | {"old": "wrong one here"})).status_code == 422
    assert here.fill("/me", "/me/password", **changes).status_code == 303
    assert there.get("/").status_code == 303
    assert here.get("/").status_code == 200
    assert site.visitor().sign_in("admin@example.org", "quite another one").status_code == 303


def test_a_session_ends_when_it_is_idle_or_old(site: Site) -> None:
    visitor = site.admin()
    site.clock.moment += people.IDLE
    assert visitor.get("/").status_code == 303
    visitor = site.admin()
    for _ in range(29):
        site.clock.moment += people.IDLE / 2
        found = visitor.get("/").status_code
    assert found == 303


def test_ending_someones_access_ends_their_session_and_their_link(site: Site) -> None:
    admin, author = site.admin(), site.as_role(Role.AUTHOR)
    number = next(one.id for one in people.everyone(site.app) if one.role is Role.AUTHOR)
    token = people.new_link(site.app, number, by="test")
    assert admin.send(f"/people/{number}", {"token": admin.token(), "do": "disable"}).status_code == 303
    assert author.get("/").status_code == 303
    assert site.visitor().get(f"/enter/{token}").status_code == 410
    assert site.visitor().sign_in("author@example.org").status_code == 403


def test_the_last_admin_stays(site: Site) -> None:
    admin = site.admin()
    (me,) = people.everyone(site.app)
    for data in ({"do": "role", "role": "viewer"}, {"do": "disable"}):
        answer = admin.send(f"/people/{me.id}", data | {"token": admin.token()})
        assert answer.status_code == 422
        assert "nobody would be left" in words(answer.text).lower()
    assert admin.get("/people").status_code == 200


def test_an_invitation_lets_somebody_in_with_their_role(site: Site) -> None:
    admin = site.admin()
    answer = admin.fill("/people", "/people", name="Dr Shah", email="Shah@Example.org", role="approver")
    link = answer.text.partition('readonly value="')[2].partition('"')[0]
    assert link.startswith(site.url + "/enter/")
    shah = Visitor(site.url).enter(link.rpartition("/")[2])
    assert "approver" in shah.get("/me").text
    assert link.rpartition("/")[2] not in admin.get("/people").text
