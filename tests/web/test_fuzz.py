"""No input to any route, form or cookie gives a 500; and what is refused changes nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import requests
from starlette.routing import Route

from campaign_scheduler.model.person import Role
from campaign_scheduler.web import tokens
from campaign_scheduler.web.pages import (
    accounts,
    approval_link,
    approvals,
    bring_in,
    calendar,
    door,
    log,
    machine,
    people,
    pictures,
    post,
    schedule,
    stop,
)
from support.visitor import Visitor
from web.conftest import Site

MODULES = (
    door,
    calendar,
    post,
    schedule,
    approvals,
    approval_link,
    log,
    stop,
    accounts,
    bring_in,
    people,
    pictures,
    machine,
)
NASTY = (
    *("", "0", "-1", "99999999999999999999999999", "1e309", "NaN", "\0", "\x1b[31m", "%00", "../../../../etc/passwd"),
    *("..\\..\\x", "<script>alert(1)</script>", "'; DROP TABLE people; --", "{{ 7*7 }}", "{% raise %}", "%s%n"),
    *(
        "a" * 70_000,
        "\U0001f600",
        "\u202e\u0000\ufeff",
        "٣",
        "２０３０-０３-０４",
        "9999-12-31",
        "0001-01-01",
        "2030-02-30",
    ),
    *("24:00", "25:61", "-0:30", "//evil.example", "javascript:alert(1)", "http://[", "https://[::1", "all:"),
    *("account:nobody", "campaign:\n", "slots", "send", "shift", "1d", "99999999999999d", "1.7976931348623157e308h"),
    *("launch", "~2", "~0", "trust_x", "launch.png", "trust_x\ntrust_linkedin", "save", "look", "role", "disable"),
    *("1:" + "0" * 64, "back"),
    *("link", "admin", "yes", "no", "2030-03-04T09:00:00+00:00_3", "T_", "month", "week", "list", "held", "scheduled"),
)
FIELDS = (
    *(
        "date",
        "time",
        "accounts",
        "media",
        "tags",
        "note",
        "draft",
        "words",
        "words:x",
        "words:nobody",
        "alt:launch.png",
    ),
    *(
        "alt:../x",
        "has",
        "order",
        "add",
        "do",
        "upload",
        "upload-alt",
        "mark.words",
        "take.words",
        "mine.words",
        "kept.note",
    ),
    *(
        "plan",
        "force",
        "reason",
        "what",
        "way",
        "shift",
        "number",
        "back",
        "address",
        "there",
        "day",
        "drag",
        "name",
        "email",
    ),
    *(
        "role",
        "password",
        "again",
        "old",
        "new",
        "next",
        "view",
        "on",
        "account",
        "state",
        "tag",
        "campaign",
        "post",
        "since",
    ),
    *("until", "before", "part", "w", "q", "", "seen", "comment", "person", "lasts", "waiting"),
    *("place", "page", "picture", "still", "draft", "take.1", "words.1", "pictures.1", "order.1", "more.1", "others"),
)
ROUNDS = 260


def routes() -> Iterator[Route]:
    for module in MODULES:
        yield from module.ROUTES


def address(route: Route, chance: random.Random) -> str:
    return re.sub(r"\{\w+\}", lambda _: requests.utils.quote(chance.choice(NASTY)[:2000], safe="") or "x", route.path)


def some_fields(chance: random.Random) -> list[tuple[str, str]]:
    return [(chance.choice(FIELDS), chance.choice(NASTY)) for _ in range(chance.randrange(12))]


def ask(visitor: Visitor, route: Route, chance: random.Random, token: str) -> requests.Response:
    path = address(route, chance)
    if "POST" in (route.methods or ()) and chance.random() < 0.8:
        data = [*some_fields(chance), (tokens.FIELD, token)]
        files = (
            {"upload": (chance.choice(NASTY)[:200], chance.randbytes(200), "image/png")}
            if chance.random() < 0.2
            else None
        )
        return visitor.send(path, data, files=files)
    return visitor.get(path, params=[(name, value[:1500]) for name, value in some_fields(chance)])


def test_no_input_gives_a_500(site: Site) -> None:
    """Signed in as who may do most, so that nothing is refused before it is read."""
    chance, visitor = random.Random(20301), site.admin()
    token = visitor.token()
    open_routes = [
        one for one in routes() if one.path not in ("/live", "/sign-out", "/people/{number}", "/me/password")
    ]
    seen: dict[int, int] = {}
    for number in range(ROUNDS):
        route = open_routes[number % len(open_routes)]
        try:
            answer = ask(visitor, route, chance, token)
        except requests.exceptions.InvalidURL:
            continue
        assert answer.status_code < 500 or route.path == "/healthz", (
            route.path,
            answer.request.url,
            answer.request.body,
        )
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
        if answer.status_code == 200 and "text/html" in answer.headers.get("content-type", ""):
            assert "<script>alert" not in answer.text
    assert seen.get(200, 0) > 20 and seen.get(404, 0) > 5, seen
    assert visitor.get("/").status_code == 200


def test_every_form_with_each_nasty_value_in_each_of_its_fields(site: Site) -> None:
    visitor = site.admin()
    token = visitor.token()
    for path, names in (
        ("/posts/launch", ("date", "time", "note", "words", "alt:launch.png", "add", "mark.words")),
        ("/log/1/resolve", ("address", "there")),
        ("/backlog", ("way", "shift", "number")),
        ("/stop", ("what",)),
        ("/resume", ("what",)),
        ("/posts/launch/move", ("day",)),
    ):
        for name in names:
            for value in NASTY:
                more = {"there": "yes"} if name == "address" else {"way": "shift"} if name == "shift" else {}
                data = {"do": "look", "reason": "x"} | more | {name: value, tokens.FIELD: token}
                answer = visitor.send(path, data)
                assert answer.status_code < 500, (path, name, value)


def test_odd_requests_are_answered(site: Site) -> None:
    visitor = site.as_role(Role.AUTHOR)
    token = visitor.token()
    bodies = (
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n', "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"{}", "application/json"),
        (b"a" * 300_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a=%d" % number for number in range(5000)), "application/x-www-form-urlencoded"),
    )
    for body, kind in bodies:
        answer = visitor.send("/posts/launch", body, headers={"Content-Type": kind})
        assert answer.status_code in (400, 403, 413), (body[:20], kind, answer.status_code)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert visitor.session.request(method, site.url + "/stop", timeout=10).status_code in (400, 405)
    for cookie in ("x" * 4000, "\u00e9", '"', ";;;=", "\x01"):
        answer = requests.get(
            site.url + "/", headers={"Cookie": f"{tokens.SESSION}={cookie}"}, allow_redirects=False, timeout=10
        )
        assert answer.status_code in (303, 400), cookie
    for header in ("Accept-Language", "User-Agent", "Origin", "Sec-Fetch-Site", "X-Forwarded-For"):
        answer = visitor.get("/", headers={header: "x" * 5000 + ";q=,,;"})
        assert answer.status_code == 200, header
    assert visitor.send("/posts/launch", {"token": token, "words": "fine"}).status_code == 409
