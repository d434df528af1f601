"""A toolkit is corrected in its review before it is accepted: what was corrected is what comes in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import requests
from PIL import Image

from campaign_scheduler.model.person import Role
from campaign_scheduler.workspace import read as read_workspace
from support.bringing import form_of, place_of, put, read, toolkit
from support.toolkits import caption_of, picture, sha
from support.visitor import Visitor, words
from support.word import Word
from web.conftest import Site
from web.test_fuzz import NASTY


@pytest.fixture
def author(site: Site) -> Visitor:
    return site.as_role(Role.AUTHOR)


@pytest.fixture
def where(site: Site, author: Visitor, tmp_path: Path) -> str:
    """A toolkit of three drafts and four pictures that was read, of which p4 is left over."""
    at = put(author, toolkit(tmp_path / "Toolkit.docx"))
    assert "3 drafts were found" in words(read(author, at))
    return at


def brought(site: Site) -> dict[str, list[tuple[str, str]]]:
    """Each new draft of the calendar by its first words: its pictures by hash with their alt text, as the program reads
    the files.
    """
    calendar = site.root / "config/calendar.csv"
    calendar.write_text(calendar.read_text(encoding="utf-8").replace(",draft,", ",,"), encoding="utf-8")
    found = read_workspace(site.root, platforms=site.app.capabilities(), today=site.clock.now().date())
    posts = {}
    for post in found.posts:
        for wording in post.wordings.values():
            posts[wording.text[:80]] = [(sha((site.root / a.name).read_bytes()), a.alt) for a in wording.assets]
    return posts


def send(visitor: Visitor, form: dict[str, list[str]], **changes: object) -> requests.Response:
    """The review's form with some of its fields changed (`pictures__2`); None takes a field out."""
    data = dict(form)
    for name, value in changes.items():
        data[name.replace("__", ".")] = value  # type: ignore[assignment]
    return visitor.send("/bring-in", {name: value for name, value in data.items() if value is not None})


def test_what_was_corrected_is_what_comes_in(site: Site, author: Visitor, where: str) -> None:
    form = form_of(author.get(where).text)
    assert form["pictures.1"] == ["p1"] and form["alt.1.p1"] == ["Card 0"]
    answer = send(
        author,
        form | {"alt.1.p2": ["Card one, corrected"]},
        do="accept",
        pictures__1=["p2"],
        pictures__2=["p1", "p4"],
        take__3=None,
        words__2=f"{caption_of(1)} Corrected.",
    )
    assert answer.status_code == 303, words(answer.text)
    posts = brought(site)
    assert posts[caption_of(0)[:80]] == [(sha(picture(1)), "Card one, corrected")]
    assert posts[f"{caption_of(1)} Corrected."[:80]] == [(sha(picture(0)), "Card 0"), (sha(picture(3)), "")]
    assert caption_of(2)[:80] not in posts


def test_no_picture_is_none_even_where_one_is_called_as_the_caption(site: Site, author: Visitor, where: str) -> None:
    form = form_of(author.get(where).text)
    assert send(author, form, do="accept", pictures__1=None, pictures__2=["p1"]).status_code == 303
    posts = brought(site)
    assert posts[caption_of(0)[:80]] == []
    assert posts[caption_of(1)[:80]] == [(sha(picture(0)), "Card 0")]


def test_what_was_corrected_belongs_to_who_corrected_it(
    site: Site, author: Visitor, where: str, tmp_path: Path
) -> None:
    """The same toolkit again, and even a newer one, leaves it as it is."""
    send(author, form_of(author.get(where).text), do="accept", words__1="Our own words.", pictures__2=["p4"])
    before = {path.name: path.read_bytes() for path in (site.root / "captions").iterdir()}
    again = put(author, tmp_path / "Toolkit.docx")
    read(author, again)
    assert send(author, form_of(author.get(again).text), do="accept").status_code == 303
    assert {path.name: path.read_bytes() for path in (site.root / "captions").iterdir()} == before
    assert "you edited it, so it was left as it is" in words(author.get("/").text)


def test_corrections_are_kept_until_the_toolkit_is_accepted(site: Site, author: Visitor, where: str) -> None:
    form = form_of(author.get(where).text)
    answer = send(author, form | {"alt.3.p3": ["Kept for later"]}, do="keep", take__2=None, words__1="Kept words.")
    assert answer.status_code == 303
    assert not list((site.root / "captions").glob("young*")), "nothing is written before it is accepted"
    other = site.as_role(Role.AUTHOR, "Other Person")
    assert "Toolkit.docx" in words(other.get("/bring-in").text)
    kept = form_of(other.get(where).text)
    assert kept["words.1"] == ["Kept words."] and kept["alt.3.p3"] == ["Kept for later"] and "take.2" not in kept
    assert send(other, kept, do="accept").status_code == 303
    posts = brought(site)
    assert "Kept words." in posts and caption_of(1)[:80] not in posts
    assert posts[caption_of(2)[:80]] == [(sha(picture(2)), "Kept for later")]


def test_a_picture_that_was_set_aside_may_be_taken_and_one_of_no_use_may_not(
    site: Site, author: Visitor, tmp_path: Path
) -> None:
    """A zip with a bitmap, which no network takes."""
    toolkit(tmp_path / "Toolkit.docx", spare=None)
    Image.new("RGB", (400, 300), "olive").save(tmp_path / "poster.bmp")
    with zipfile.ZipFile(tmp_path / "Pack.zip", "w") as archive:
        archive.write(tmp_path / "Toolkit.docx", "Toolkit.docx")
        archive.write(tmp_path / "poster.bmp", "poster.bmp")
    where = put(author, tmp_path / "Pack.zip")
    page = read(author, where)
    assert "networks do not take BMP pictures" in words(page)
    answer = send(author, form_of(page), do="accept", pictures__1=["p4"], words__2="Not lost.")
    assert answer.status_code == 422
    assert "cannot have picture 4" in words(answer.text)
    assert form_of(answer.text)["words.2"] == ["Not lost."]


def test_one_network_s_picture_is_corrected_and_the_others_keep_theirs(
    site: Site, author: Visitor, tmp_path: Path
) -> None:
    """The same words for two networks are one caption until their pictures differ."""
    word = Word()
    word.heading("Social media posts")
    table = word.table(2, 2)
    for row in (0, 1):
        word.fill(table.cell(row, 0), f"LinkedIn and X: {caption_of(row)}")
        word.picture_in(table.cell(row, 1).paragraphs[0], row, alt=f"Card {row}")
    where = put(author, word.save(tmp_path / "Networks.docx"))
    form = form_of(read(author, where))
    assert form["draft"] == ["1", "2", "3", "4"] and form["pictures.1"] == form["pictures.2"] == ["p1"]
    assert send(author, form, do="accept", pictures__2=["p2"], take__4=None).status_code == 303
    calendar = site.root / "config/calendar.csv"
    calendar.write_text(calendar.read_text(encoding="utf-8").replace(",draft,", ",,"), encoding="utf-8")
    found = read_workspace(site.root, platforms=site.app.capabilities(), today=site.clock.now().date())
    posts = {tuple(sorted(one.accounts)): one for one in found.posts if one.id.startswith("young")}
    assert set(posts) == {("trust_linkedin",), ("trust_linkedin", "trust_x")}, "the second draft for X was left out"
    wordings = posts["trust_linkedin", "trust_x"].wordings
    shown = {name: [(sha((site.root / a.name).read_bytes()), a.alt) for a in w.assets] for name, w in wordings.items()}
    assert shown == {"trust_linkedin": [(sha(picture(0)), "Card 0")], "trust_x": [(sha(picture(1)), "Card 1")]}


def test_order_is_kept_and_changed_by_a_button(site: Site, author: Visitor, where: str) -> None:
    form = form_of(author.get(where).text)
    send(author, form, do="keep", pictures__1=["p1", "p3", "p4"])
    form = form_of(author.get(where).text)
    assert form["order.1"] == ["p1", "p3", "p4"]
    answer = send(author, form, do="earlier:1:p4")
    assert answer.headers["location"].endswith("#draft-1")
    form = form_of(author.get(where).text)
    assert form["order.1"] == ["p1", "p4", "p3"]
    send(author, form, do="accept")
    assert [one for one, _ in brought(site)[caption_of(0)[:80]]] == [sha(picture(n)) for n in (0, 3, 2)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pictures__1": ["p99"]}, "a picture that was chosen for draft 1 is not in this toolkit"),
        ({"pictures__1": ["../../x"]}, "a picture that was chosen for draft 1 is not in this toolkit"),
        ({"more__1": "1, 77"}, "a picture that was chosen for draft 1 is not in this toolkit"),
        ({"words__1": "   "}, "draft 1 has no words"),
        ({"draft": ["1", "2", "3", "44"]}, "that draft is not in this toolkit"),
        ({"take__1": None, "take__2": None, "take__3": None}, "every draft is left out"),
        ({"words__1": "x" * 100_001}, "the words of draft 1 are too long"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_chosen_is_lost(
    site: Site, author: Visitor, where: str, changes: dict[str, object], said: str
) -> None:
    form = form_of(author.get(where).text) | {"alt.2.p2": ["Chosen before"], "words.3": ["Written before"]}
    answer = send(author, form, do="accept", **changes)
    assert answer.status_code == 422, words(answer.text)
    assert said in words(answer.text).lower() or said in words(answer.text)
    again = form_of(answer.text)
    assert again["alt.2.p2"] == ["Chosen before"] and again["words.3"] == ["Written before"]
    assert not list((site.root / "captions").glob("young*"))


def test_a_forged_form_changes_nothing(site: Site, author: Visitor, where: str) -> None:
    form = form_of(author.get(where).text)
    send(author, form, do="keep", words__1="Kept words.")
    form = form_of(author.get(where).text)
    assert send(author, form, do="accept", token="0" * 64).status_code == 403
    assert send(author, form, do="drop", token="").status_code == 403
    assert form_of(author.get(where).text)["words.1"] == ["Kept words."]
    viewer = site.as_role(Role.VIEWER)
    assert "disabled" in viewer.get(where).text and "Accept what is ticked" not in words(viewer.get(where).text)
    for do in ("accept", "keep", "drop", "again", "quietly"):
        answer = send(viewer, form | {"token": [viewer.token("/me")]}, do=do, words__1="A viewer wrote this.")
        assert answer.status_code == 403, do
    assert form_of(author.get(where).text)["words.1"] == ["Kept words."]


def test_a_toolkit_that_is_gone_gives_back_what_was_written(site: Site, author: Visitor, where: str) -> None:
    form = form_of(author.get(where).text)
    other = site.as_role(Role.AUTHOR, "Other Person")
    send(other, form_of(other.get(where).text), do="accept")
    count = len(list((site.root / "captions").iterdir()))
    answer = send(author, form | {"alt.1.p1": ["An alt text of mine"]}, do="accept", words__2="Words of mine.")
    assert answer.status_code == 422
    assert "somebody took it in or dropped it" in words(answer.text)
    assert "Words of mine." in answer.text and "An alt text of mine" in answer.text
    assert len(list((site.root / "captions").iterdir())) == count, "it came in once"
    assert author.get(where).status_code == 422
    assert author.get(f"/bring-in/picture?place={place_of(where)}&picture=p1").status_code == 404


def test_two_who_correct_one_draft_see_both_and_nothing_is_lost(site: Site, author: Visitor, where: str) -> None:
    other = site.as_role(Role.AUTHOR, "Other Person")
    mine, theirs = form_of(author.get(where).text), form_of(other.get(where).text)
    send(other, theirs, do="keep", words__1="Theirs.", words__2="Also theirs.")
    answer = send(author, mine, do="accept", words__1="Mine.")
    assert answer.status_code == 409
    page = answer.text
    assert "Somebody corrected 1 draft meanwhile" in words(page) and "Theirs." in page
    again = form_of(page)
    assert again["words.1"] == ["Mine."] and again["words.2"] == ["Also theirs."], "of draft 2 nothing was written here"
    assert not list((site.root / "captions").glob("also*"))
    assert send(author, again, do="accept").status_code == 303
    assert {"Mine.", "Also theirs."} <= set(brought(site))


def test_the_script_keeps_quietly_what_is_chosen(site: Site, author: Visitor, where: str) -> None:
    form = form_of(author.get(where).text)
    answer = send(author, form, do="quietly", words__1="One.")
    marks = answer.json()["marks"]
    assert send(author, form, do="quietly", words__1="Two.").status_code == 409, "made before the last change"
    form |= {f"mark.{number}": [mark] for number, mark in marks.items()}
    assert send(author, form, do="quietly", words__1="Three.").status_code == 200
    assert form_of(author.get(where).text)["words.1"] == ["Three."]


def test_a_long_toolkit_is_looked_at_page_by_page(site: Site, author: Visitor, tmp_path: Path) -> None:
    word = Word()
    word.heading("Social media posts")
    for number in range(45):
        word.text(f"Caption: Number {number} of forty-five tells what young people want from services near them.")
        word.text("")
    where = put(author, word.save(tmp_path / "Long.docx"))
    form = form_of(read(author, where))
    assert len(form["draft"]) == 20
    assert send(author, form, do="page:3", words__20="Changed on page one.").status_code == 303
    third = form_of(author.get(f"{where}&page=3").text)
    assert third["draft"] == [str(number) for number in range(41, 46)]
    other = site.as_role(Role.AUTHOR, "Other Person")
    first = form_of(other.get(where).text)
    send(other, first, do="keep", words__1=" ")
    refused = send(author, form_of(author.get(f"{where}&page=3").text), do="accept")
    assert refused.status_code == 422 and f'href="{where}&amp;page=1#draft-1">Go to draft 1' in refused.text
    send(other, form_of(other.get(where).text), do="keep", words__1="Changed on page one by another.")
    answer = send(author, third, do="accept", take__45=None)
    assert answer.status_code == 409 and "somebody corrected other drafts" in words(answer.text).lower()
    assert send(author, form_of(answer.text), do="accept").status_code == 303
    texts = [path.read_text(encoding="utf-8") for path in (site.root / "captions").iterdir()]
    assert sum("\nChanged on page one.\n" in one for one in texts) == 1
    assert sum("\nChanged on page one by another.\n" in one for one in texts) == 1
    assert sum("forty-five tells" in one for one in texts) == 42


def test_a_page_of_drafts_with_as_many_pictures_as_may_be(site: Site, author: Visitor, tmp_path: Path) -> None:
    word = Word()
    word.heading("Social media posts")
    for number in range(20):
        word.text(f"Caption: Number {number} of twenty tells what young people want from services near them.")
        word.text("")
    word.heading("Pictures")
    for number in range(21):
        word.picture(number, size=(64, 36), inches=1.5)
    where = put(author, word.save(tmp_path / "Full.docx"))
    form = form_of(read(author, where))
    every = [f"p{number}" for number in range(1, 21)]
    full = form | {f"pictures.{n}": every for n in range(1, 21)} | {f"order.{n}": every for n in range(1, 21)}
    full |= {f"alt.{n}.{one}": ["A card"] for n in range(1, 21) for one in every}
    assert sum(len(values) for values in full.values()) > 1200
    assert send(author, full, do="keep").status_code == 303
    assert form_of(author.get(where).text)["order.20"] == every
    answer = send(author, full | {"pictures.7": [*every, "p21"]}, do="keep")
    assert answer.status_code == 422 and "draft 7 has 21 pictures" in words(answer.text).lower()


def test_many_pictures_are_chosen_by_their_number(site: Site, author: Visitor, tmp_path: Path) -> None:
    word = Word()
    word.heading("Social media posts")
    word.fill(word.table(1, 2).cell(0, 0), f"Caption: {caption_of(0)}")
    word.heading("Pictures")
    for number in range(64):
        word.picture(number, size=(64, 36), inches=1.5)
    where = put(author, word.save(tmp_path / "Many.docx"))
    page = read(author, where)
    assert page.count('name="pictures.1"') == 60 and "Others, by their numbers" in words(page)
    assert send(author, form_of(page), do="accept", more__1="64 and 2", pictures__1=["p1"]).status_code == 303
    shown = [one for one, _ in brought(site)[caption_of(0)[:80]]]
    assert shown == [sha(picture(n, (64, 36))) for n in (0, 63, 1)]


def test_nothing_in_any_field_of_a_review_gives_a_500(site: Site, author: Visitor, where: str) -> None:
    form = form_of(author.get(where).text)
    for name in ("place", "page", "others", "do", "draft", "mark.1", "take.1", "words.1", "pictures.1", "order.1"):
        for value in NASTY:
            answer = author.send("/bring-in", form | {"do": ["keep"]} | {name: [value]})
            assert answer.status_code < 500, (name, value)
    for value in NASTY:
        for name in (f"alt.1.{value[:80]}", f"words.{value[:80]}", "more.1", "alt.1.p1"):
            assert author.send("/bring-in", form | {"do": ["quietly"], name: [value]}).status_code < 500, (name, value)
        for path in ("/bring-in", "/bring-in/picture", "/bring-in/progress", "/bring-in/review"):
            params = {"place": place_of(where), "page": value[:500], "picture": value[:500], "still": value[:500]}
            assert author.get(path, params=params).status_code < 500, (path, value)
            assert author.get(path, params={"place": value[:500]}).status_code < 500, (path, value)
        for do in ("page", "earlier"):
            assert author.send("/bring-in", form | {"do": [f"{do}:{value}"]}).status_code < 500, (do, value)
    assert author.get(where).status_code == 200


def test_a_toolkit_that_holds_a_script_shows_it_as_words(site: Site, author: Visitor, tmp_path: Path) -> None:
    script = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    word = Word()
    word.heading("Social media posts")
    table = word.table(1, 2)
    word.fill(table.cell(0, 0), f"Caption: Everybody is welcome at the clinic {script} from Monday on.")
    word.picture_in(table.cell(0, 1).paragraphs[0], 1, alt=f"A card {script}", name=script)
    page = read(author, put(author, word.save(tmp_path / "Toolkit.docx"), name=f"{script}.docx"))
    assert "<script>alert" not in page and "<img src=x" not in page
    assert form_of(page)["alt.1.p1"] == [f"A card {script}"] and script in form_of(page)["words.1"][0]
