"""The post page: the files are edited field by field, and nobody's change is ever lost."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from campaign_scheduler.model.person import Role
from campaign_scheduler.services.writing import saving
from campaign_scheduler.workspace import read
from support.making import picture
from support.visitor import Visitor, fields, words
from web.conftest import Site

POST = "/posts/launch"


def calendar(site: Site) -> str:
    return (site.root / "config/calendar.csv").read_text(encoding="utf-8")


def caption(site: Site, name: str) -> str:
    return (site.root / "captions" / name).read_text(encoding="utf-8")


def test_words_are_written_into_the_caption_and_the_calendar_is_left_alone(site: Site) -> None:
    author, before = site.as_role(Role.AUTHOR), calendar(site)
    assert author.fill(POST, words="The service opens tomorrow.\r\n\r\nCome along.").status_code == 303
    assert caption(site, "launch.md") == "The service opens tomorrow.\n\nCome along.\n"
    assert caption(site, "launch.x.md") == "Open today.\n"
    assert calendar(site) == before
    page = words(author.get(POST).text)
    assert "Author edited the words" in page
    assert "1 edit not scheduled" in page


def test_saving_what_was_not_changed_writes_nothing(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    before = {
        path: path.read_bytes() for path in site.root.rglob("*") if path.is_file() and ".campaign" not in str(path)
    }
    for post in ("launch", "again", "later"):
        assert author.fill(f"/posts/{post}").status_code == 303
    assert "Nothing was changed" in words(author.get("/").text)
    now = {
        path: path.read_bytes()
        for path in before
        if path.suffix != ".db" and "-wal" not in path.name and "-shm" not in path.name
    }
    assert all(before[path] == content for path, content in now.items())


def test_date_time_accounts_pictures_and_notes_go_into_their_cells(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    answer = author.fill(
        "/posts/again", date="2030-03-07", time="17:45", accounts=["trust_x"], media=["spare.png"],
        tags="spring, news", note="Asked", draft="yes",
    )  # fmt: skip
    assert answer.status_code == 303
    assert "again,2030-03-07,17:45,again,spare.png,trust_x,draft,Asked" in calendar(site)
    assert '"spring, news"' in calendar(site)
    (row,) = [line for line in calendar(site).splitlines() if line.startswith("launch")]
    assert row.rstrip(",").startswith("launch,2030-03-04,09:00,launch,,all")


def test_words_for_one_network_begin_change_and_end_as_a_file_of_their_own(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    page = author.fill("/posts/again", do="look", add="linkedin")
    assert page.status_code == 200 and not (site.root / "captions/again.linkedin.md").exists()
    data = fields(page.text, "") | {"words:linkedin": "For colleagues: it has opened.", "do": "save"}
    assert author.send("/posts/again", data).status_code == 303
    assert caption(site, "again.linkedin.md") == "For colleagues: it has opened.\n"
    assert author.fill("/posts/again", words__linkedin="").status_code == 303
    assert not (site.root / "captions/again.linkedin.md").exists()


def test_alt_text_is_written_where_it_stands_and_a_new_one_into_alt_csv(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    assert author.fill("/posts/again", **{"alt:launch.png": "Three tents, red & “new”, on a lawn"}).status_code == 303
    alt = (site.root / "media/alt.csv").read_text(encoding="utf-8")
    assert 'launch.png,"Three tents, red & “new”, on a lawn",,' in alt
    assert (
        author.fill("/posts/again", media=["launch.png", "spare.png"], **{"alt:spare.png": "Navy blue"}).status_code
        == 303
    )
    assert "spare.png,Navy blue" in (site.root / "media/alt.csv").read_text(encoding="utf-8")
    assert "launch.png; spare.png" in calendar(site)


def test_problems_stand_beside_their_field_and_counts_are_the_networks_own(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    answer = author.fill(POST, words__x="x" * 300, do="look")
    assert answer.status_code == 200
    assert "X: 300 of 280" in words(answer.text)
    place = answer.text.partition('data-problems="words:x"')[2][:600]
    assert "20 too many" in place
    assert caption(site, "launch.x.md") == "Open today.\n"


def test_the_preview_is_the_rendered_post_itself(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    live = author.send(f"{POST}/live", author.form(POST) | {"words:x": "Open today & tomorrow #launch"}).json()
    assert 'Open today &amp; tomorrow <span class="tag">#launch</span>' in live["previews"]
    assert "29 of 280" in live["counts"]["words:x"]


def test_two_people_editing_other_fields_of_a_post_both_succeed(site: Site) -> None:
    maya, tom = site.as_role(Role.AUTHOR, "Maya"), site.as_role(Role.AUTHOR, "Tom")
    hers, his = maya.form(POST), tom.form(POST)
    assert maya.send(POST, hers | {"words": "Hers."}).status_code == 303
    assert tom.send(POST, his | {"words:x": "His.", "note": "seen"}).status_code == 303
    assert (caption(site, "launch.md"), caption(site, "launch.x.md")) == ("Hers.\n", "His.\n")
    assert "all,,seen" in calendar(site)


def test_two_people_editing_the_same_words_the_second_sees_both_and_chooses(site: Site) -> None:
    maya, tom = site.as_role(Role.AUTHOR, "Maya"), site.as_role(Role.AUTHOR, "Tom")
    his = tom.form(POST) | {"words": "His words.", "note": "also his"}
    assert maya.fill(POST, words="Her words.").status_code == 303
    conflict = tom.send(POST, his)
    assert conflict.status_code == 409
    assert "Her words." in conflict.text and "His words." in conflict.text
    assert caption(site, "launch.md") == "Her words.\n"
    assert "also his" not in calendar(site)
    settle = fields(conflict.text, f"{POST}/settle")
    assert tom.send(f"{POST}/settle", settle | {"take.words": "theirs"}).status_code == 303
    assert caption(site, "launch.md") == "Her words.\n"
    assert "also his" in calendar(site)
    again = tom.send(POST, his | {"note": "also his"})
    settle = fields(again.text, f"{POST}/settle")
    assert tom.send(f"{POST}/settle", settle | {"take.words": "mine"}).status_code == 303
    assert caption(site, "launch.md") == "His words.\n"


def test_a_change_made_on_disk_meanwhile_is_not_written_over(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    mine = author.form(POST)
    (site.root / "captions/launch.md").write_text("From an editor.\n", encoding="utf-8")
    assert author.send(POST, mine | {"words": "From the page."}).status_code == 409
    assert caption(site, "launch.md") == "From an editor.\n"
    mine = author.form(POST)
    text = calendar(site).replace("launch,2030-03-04,09:00", "launch,2030-03-04,11:00")
    (site.root / "config/calendar.csv").write_text(text, encoding="utf-8")
    assert author.send(POST, mine | {"time": "10:00"}).status_code == 409
    assert "11:00" in calendar(site)


def test_a_row_that_moved_to_another_line_is_still_found(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    mine = author.form(POST)
    heading, first, *rest = calendar(site).splitlines()
    (site.root / "config/calendar.csv").write_text("\n".join([heading, *rest, first, ""]), encoding="utf-8")
    assert author.send(POST, mine | {"note": "moved"}).status_code == 303
    (row,) = [line for line in calendar(site).splitlines() if "moved" in line]
    assert row.startswith("launch,")


def test_many_saves_at_once_each_land_once(site: Site) -> None:
    """Each thread writes its own post's note; no write may lose another's."""
    author = site.as_role(Role.AUTHOR)
    forms = {name: author.form(f"/posts/{name}") for name in ("launch", "again", "later")}
    seen: list[int] = []

    def save(name: str) -> None:
        seen.append(author.send(f"/posts/{name}", forms[name] | {"note": f"n-{name}"}).status_code)

    threads = [threading.Thread(target=save, args=(name,)) for name in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [303, 303, 303]
    assert all(f"n-{name}" in calendar(site) for name in forms)


def test_an_open_workbook_is_waited_for_and_then_said_with_what_was_written_still_there(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "WAIT", 0.3)
    author = site.as_role(Role.AUTHOR)
    book = _as_workbook(site)
    lock = book.with_name(f"~${book.name}")
    lock.write_bytes(b"")
    answer = author.fill(POST, note="typed while it was open", words="Also new.")
    assert answer.status_code == 422
    assert "open in another program" in words(answer.text)
    assert "typed while it was open" in answer.text and "Also new." in answer.text
    assert caption(site, "launch.md") == "The service opens today.\n"
    lock.unlink()
    assert author.send(POST, fields(answer.text, "")).status_code == 303
    sheet = load_workbook(book).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][7] == "typed while it was open"


def _as_workbook(site: Site) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in calendar(site).replace('"trust_x, trust_linkedin"', "trust_x").splitlines():
        sheet.append(line.split(","))
    path = site.root / "config/calendar.xlsx"
    book.save(path)
    (site.root / "config/calendar.csv").unlink()
    return path


def test_a_new_post_is_a_row_a_caption_and_its_alt_text(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    what = {"date": "2030-03-08", "time": "10:30", "words": "Come and see us!\n=1+1", "media": "spare.png"}
    answer = author.fill("/posts/new?on=2030-03-08", **what)
    assert answer.status_code == 303, words(answer.text)
    assert answer.headers["location"] == "/posts/come-and-see-us-1-1"
    assert caption(site, "come-and-see-us-1-1.md") == "Come and see us!\n=1+1\n"
    assert "come-and-see-us-1-1,2030-03-08,10:30,come-and-see-us-1-1,spare.png,all" in calendar(site)
    found = read(site.root, platforms=site.app.capabilities(), today=site.clock.now().date())
    assert "come-and-see-us-1-1" in {post.id for post in found.posts}


def test_a_new_post_without_date_or_words_says_so_and_keeps_the_rest(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    answer = author.fill("/posts/new", words="", note="kept")
    assert answer.status_code == 422 and "kept" in answer.text
    assert "Write what the post says" in words(answer.text)
    answer = author.fill("/posts/new", words="Some words", date="")
    assert answer.status_code == 422 and "Some words" in answer.text


def test_copying_gives_a_new_draft_with_the_same_words(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    answer = author.fill(POST, f"{POST}/copy")
    name = answer.headers["location"].rpartition("/")[2]
    assert name != "launch"
    assert caption(site, f"{name}.md") == "The service opens today.\n"
    assert caption(site, f"{name}.x.md") == "Open today.\n"
    assert f"{name},2030-03-04,09:00,{name},launch.png,all,draft" in calendar(site)


def test_dragging_moves_the_day_and_keeps_the_time(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    data = {"token": author.token(), "day": "2030-03-09", "drag": "yes"}
    assert author.send(f"{POST}/move", data).json() == {"moved": True, "conflict": False}
    assert "launch,2030-03-09,09:00,launch" in calendar(site)


def test_an_uploaded_picture_is_kept_under_a_safe_name_and_shown_only_re_encoded(site: Site) -> None:
    author, data = site.as_role(Role.AUTHOR), picture((900, 600), "gold")
    sent = {"upload": ("../../etc/My Photo<script>.PNG.exe", data, "text/html")}
    assert author.fill(POST, files=sent, **{"upload-alt": "All gold"}).status_code == 303
    (kept,) = [path for path in (site.root / "media").iterdir() if path.read_bytes() == data]
    assert kept.name == "my-photo-script-png.png"
    assert "all,,,,,my-photo" not in calendar(site)
    assert kept.name in calendar(site)
    assert f"{kept.name},All gold" in (site.root / "media/alt.csv").read_text(encoding="utf-8")
    shown = author.get(f"/media?name={kept.name}")
    assert shown.headers["content-type"] == "image/webp" and shown.content != data


NO_PICTURES = (
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    b"GIF89a<script>",
    b"MZ\x90\x00",
    b"%PDF-1.7",
)


def test_an_upload_that_is_no_picture_is_refused_by_its_bytes(site: Site) -> None:
    author, before = site.as_role(Role.AUTHOR), sorted((site.root / "media").iterdir())
    for content in NO_PICTURES:
        answer = author.fill(POST, files={"upload": ("nice.png", content, "image/png")}, words="Kept as typed.")
        assert answer.status_code == 422
        assert "Kept as typed." in answer.text
    assert sorted((site.root / "media").iterdir()) == before


def test_a_body_that_is_too_large_is_refused(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    sent = {"upload": ("big.png", b"\0" * (49 * 1024 * 1024), "image/png")}
    with contextlib.suppress(OSError):  # the server may close the connection before everything was sent
        assert author.fill(POST, files=sent).status_code == 413
    assert author.get(POST).status_code == 200


OUTSIDE = (
    "../config/campaign.yaml",
    "/etc/passwd",
    "..%2f..%2fetc/passwd",
    "alt.csv",
    "",
    ".",
    "\0",
    "a" * 5000,
    "..\\x",
)


def test_no_path_leads_out_of_the_media_folder(site: Site) -> None:
    author = site.as_role(Role.AUTHOR)
    for name in OUTSIDE:
        assert author.get("/media", params={"name": name}).status_code == 404, name


def test_a_link_in_the_media_folder_leads_nowhere_else(site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture())
    (site.root / "media/linked.png").symlink_to(secret)
    assert site.as_role(Role.AUTHOR).get("/media?name=linked.png").status_code == 404


def test_a_caption_may_hold_anything_and_none_of_it_is_run(site: Site) -> None:
    evil = "<script>alert(1)</script> \"'><img src=x onerror=alert(1)> {{ 7*7 }} </textarea><b>"
    (site.root / "captions/launch.md").write_text(evil + "\n", encoding="utf-8")
    author = site.as_role(Role.AUTHOR, "<script>Eve</script>")
    for path in ("/", "/?view=list", "/?view=week", POST, "/schedule", "/log", "/log/events"):
        page = author.get(path).text
        assert "<script>alert" not in page and "<img src=x" not in page and "<script>Eve" not in page, path
    assert author.form(POST)["words"] == [evil]


def test_a_post_that_is_not_there_is_not_found(site: Site) -> None:
    author: Visitor = site.as_role(Role.AUTHOR)
    for name in ("nowhere", "~99", "%2e%2e", "%00", "a" * 3000):
        assert author.get(f"/posts/{name}").status_code == 404, name
