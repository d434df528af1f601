"""Whatever a page says can be translated, except people's own words and what is marked as English."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import campaign_scheduler
from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.person import Role
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.web import paint, told
from campaign_scheduler.web import words as catalogues
from support import pseudo
from support.visitor import Visitor, fields
from web.conftest import Site, ask_for_approval
from web.test_pages import put_in

ROOT = Path(__file__).parents[2]
POT = Path(campaign_scheduler.__file__).parent / "web" / "locale" / "campaign.pot"
WELSH = {
    "launch.md": "Mae'r gwasanaeth yn agor heddiw.\n",
    "launch.x.md": "Ar agor.\n",
    "again.md": "---\ntags: [gwanwyn]\n---\nMae'r gwasanaeth wedi agor.\n",
    "later.md": "Geiriau.\n",
}
OURS = {"Campaign", "Scheduler", "JSON", "LinkedIn", "trust", "linkedin", "again", "launch", "later", "Spring", "cae",
        "Mastodon", "mastodon", "Li", "Ma", "TX", "TL",
        "Trust", "Test", "test", "TM", "spare", "png", "Launch"}  # fmt: skip
"""The program's name, a format, the networks' names, and what the files of the tests call things."""


@pytest.fixture
def pseudo_site(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A campaign in Welsh, on pages in no language at all."""
    pseudo.write(POT, tmp_path / "locale")
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path / "locale")
    _forget()
    for name, text in WELSH.items():
        (site.root / "captions" / name).write_text(text, encoding="utf-8")
    (site.root / "media/alt.csv").write_text("file,alt\nlaunch.png,cae\n", encoding="utf-8")
    calendar = site.root / "config/calendar.csv"
    calendar.write_text(calendar.read_text(encoding="utf-8").replace("Ask Dr Shah", ""), encoding="utf-8")
    apply_plan(site.app, actor="Siân")
    yield site
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for cached in (catalogues.catalogue, catalogues.languages, paint._environment, told._told, told._patterns):
        cached.cache_clear()


def in_no_language(visitor: Visitor) -> Visitor:
    visitor.session.headers["Accept-Language"] = "cy-GB,en;q=0.5"
    return visitor


def plain(page: str, *own: str) -> set[str]:
    """The words of a page that were never looked up."""
    known = OURS | {word for text in (*WELSH.values(), *own) for word in pseudo.WORD.findall(text)}
    return {one for one in pseudo.unmarked(page) if one not in known}


PAGES = ("/", "/?view=week", "/?view=list", "/?view=list&on=2031-01-01", "/?state=held", "/posts/launch",
         "/posts/again",
         "/posts/new", "/schedule", "/log", "/log?state=missed", "/log/1", "/log/2", "/log/events", "/accounts",
         "/bring-in", "/people", "/me", "/stop", "/backlog", "/approvals", "/approvals/links", "/nowhere", "/log/999",
         "/posts/nobody")  # fmt: skip


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUTHOR, Role.VIEWER])
def test_every_word_of_every_page_goes_through_the_catalogue(pseudo_site: Site, role: Role) -> None:
    visitor = in_no_language(pseudo_site.as_role(role, "Siân"))
    found: dict[str, set[str]] = {}
    for page in PAGES:
        answer = visitor.get(page)
        assert "⟦" in answer.text, page
        if left := plain(answer.text, "Siân", "sin example org"):
            found[page] = left
    assert found == {}


def test_what_is_said_after_forms_and_refused_goes_through_it_too(pseudo_site: Site) -> None:
    site = pseudo_site
    ask_for_approval(site, "signoff: {required: 1, out_of_hours: true}\n")
    visitor = in_no_language(site.as_role(Role.ADMIN, "Siân"))
    author = in_no_language(site.as_role(Role.AUTHOR, "Mair"))
    found: dict[str, set[str]] = {}

    def look(what: str, page: str) -> None:
        assert "⟦" in page, what
        if left := plain(page, "Siân Mair", "Sin sin example org mair", "reswm mae ar Mair md captions"):
            found[what] = left

    def do(page: str, action: str | None = None, who: Visitor = visitor, **changes: object) -> None:
        answer = who.fill(page, action, **changes)
        where = answer.headers.get("location")
        look(f"{action or page} {changes}", who.get(where).text if where else answer.text)

    do("/posts/launch", words="Mae'r gwasanaeth ar agor.", note="reswm")
    do("/posts/launch")
    do("/posts/launch", words="")
    do("/posts/launch", words="mae " * 100, do="look")
    do("/posts/launch", date="heddiw")
    do("/posts/launch", "/posts/launch/copy")
    do("/posts/new", words="")
    do("/posts/launch", accounts="")
    do("/schedule", "/schedule")
    do("/schedule", "/schedule", plan="x") if "plan" in visitor.get("/schedule").text else None
    for page in ("/approvals", "/posts/launch", "/posts/again", "/log/1"):
        look(page, visitor.get(page).text)
    everything = fields(visitor.get("/approvals").text, "", named="approve")
    look("nothing ticked", visitor.send("/approvals", everything | {"seen": []}).text)
    do("/approvals", "/approvals/release", reason="")
    do("/approvals", "/approvals/release", reason="reswm")
    look(
        "approved", visitor.get(visitor.send("/approvals", everything | {"comment": "reswm"}).headers["location"]).text
    )
    look("the post with its approvals", visitor.get("/posts/again").text)
    do("/approvals", "/approvals/withdraw")
    (site.root / "captions/again.md").write_text("Mae'r gwasanaeth.\n", encoding="utf-8")
    (site.root / "media/alt.csv").write_text("file,alt\nlaunch.png,cae cae\n", encoding="utf-8")
    apply_plan(site.app, actor="Siân")
    look("changed since", visitor.get("/approvals").text)
    look("changed a moment ago", visitor.send("/approvals", everything).text)
    do("/approvals", "/approvals/back", comment="reswm")
    do("/approvals/links?post=again", "/approvals/links", person="")
    do("/approvals/links?post=again", "/approvals/links", person="Siân")
    do("/approvals/links", "/approvals/links/close")
    for what in ("hold", "cancel", "send", "hold", "send"):
        token = {"token": visitor.token(), "back": "/log/3"}
        answer = visitor.send(f"/log/3/{what}", token)
        look(f"/log/3/{what}", visitor.get("/log/3").text if answer.status_code == 303 else answer.text)
    do("/stop", "/stop", reason="")
    do("/stop", "/stop", reason="reswm")
    do("/stop", "/stop", reason="reswm")
    look("stopped", visitor.get("/").text)
    do("/stop", "/resume")
    look("not allowed", author.send("/resume", {"token": author.token(), "what": "all"}).text)
    look("not allowed", author.send("/approvals/withdraw", {"token": author.token(), "number": "1"}).text)
    look("another visit", visitor.send("/resume", {"what": "all"}).text)
    do("/people", "/people", name="", email="x@example.org")
    do("/people", "/people", name="Siân", email="sin@example.org")
    do("/people", "/people", name="Siân", email="@")
    do("/people", "/people", name="Mair", email="mair2@example.org")
    do("/people", "/people/1", do="role", role="viewer")
    do("/me", "/me/password", old="x", new="y", again="z")
    do("/me", "/me/password", old="x", new="pedwar pump chwech", again="pedwar pump chwech")
    do("/me", "/me/sign-out-everywhere")
    do("/backlog?way=send", "/backlog", number=[]) if "/backlog" in visitor.get("/backlog").text else None
    for page in PAGES:
        look(page, visitor.get(page).text)
    assert found == {}


def test_states_and_tries_go_through_it(pseudo_site: Site) -> None:
    site = pseudo_site
    put_in(site, 1, State.SCHEDULED, State.PUBLISHING, State.UNCONFIRMED)
    put_in(site, 2, State.SCHEDULED, State.PUBLISHING, State.FAILED)
    put_in(site, 3, State.SCHEDULED, State.MISSED)
    site.clock.moment = site.clock.moment.replace(day=7)
    visitor = in_no_language(site.admin())
    found = {}
    for page in (
        "/",
        "/?view=list",
        "/log",
        "/log/1",
        "/log/2",
        "/log/3",
        "/backlog",
        "/backlog?way=slots",
        "/posts/launch",
    ):
        if left := plain(visitor.get(page).text, "It is a test Admin admin example org https"):
            found[page] = left
    assert found == {}


def test_the_door_goes_through_it(pseudo_site: Site) -> None:
    visitor = in_no_language(pseudo_site.visitor())
    pages = [visitor.get(page).text for page in ("/sign-in", "/enter/nothing", "/approval/" + "x" * 40)]
    pages.append(visitor.fill("/sign-in", "/sign-in", email="x@example.org", password="x").text)
    assert [plain(page, "x example org") for page in pages] == [set()] * len(pages)


def test_the_template_for_translators_is_current() -> None:
    done = subprocess.run([sys.executable, "scripts/strings.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_is_not_translated_is_said_to_be_english(pseudo_site: Site) -> None:
    site = pseudo_site
    put_in(site, 1, State.SCHEDULED, State.MISSED)
    page = in_no_language(site.admin()).get("/log/1").text
    assert '<html lang="cy">' in page and '<span lang="en">It is a test.</span>' in page


def test_sentences_are_found_by_how_they_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = tmp_path / "campaign.pot"
    entries = {
        "there is no post %(name)s in the calendar any more": "nid oes post %(name)s",
        "%(by)s edited %(what)s.": "%(by)s: %(what)s",
        "the words": "y geiriau",
        "it costs %(sum)s pounds": "mae'n costio %(swm)s",
    }
    blocks = [f'msgctxt "program"\nmsgid "{one}"\nmsgstr "{said}"' for one, said in entries.items()]
    catalogue.write_text("\n\n".join(["", *blocks]) + "\n", encoding="utf-8")
    pseudo.write(catalogue, tmp_path / "locale", marked=lambda text: entries[text])
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path / "locale")
    _forget()
    try:
        assert told.told("cy", "there is no post launch in the calendar any more") == "nid oes post launch"
        assert told.told("cy", "Siân edited the words, x.") == "Siân: y geiriau, x"
        assert told.told("cy", "the words") == "y geiriau"
        assert told.told("cy", "it costs 3 pounds") is None, "its hole has another name in the translation"
        assert told.told("cy", "something else") is None and told.told("en", "the words") is None
    finally:
        monkeypatch.undo()
        _forget()


def test_page_modules_say_literal_words_only() -> None:
    """What is put together first cannot be found by translators."""
    asking = {"say", "gettext", "ngettext"}
    for file in sorted((POT.parents[1]).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
            if called in asking and file.name != "door.py":
                assert isinstance(node, ast.Call) and not isinstance(node.args[0], ast.JoinedStr | ast.IfExp), (
                    f"{file.name}:{node.lineno}"
                )
