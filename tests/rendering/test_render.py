"""One post for one account: exactly what is sent, and what keeps it from being sent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from campaign_scheduler.rendering import Rendering
from campaign_scheduler.rendering.preview_page import preview_page
from campaign_scheduler.services.reading import Reading, read
from support.making import app_for, picture, workspace

NOW = datetime(2030, 3, 1, tzinfo=UTC)


def reading(root: Path) -> Reading:
    return read(app_for(root), None, now=NOW)


def rendering(root: Path, account: str) -> Rendering:
    return next(one for one in reading(root).renderings if one.account.id == account)


def codes(root: Path) -> list[str]:
    return [problem.code for problem in reading(root).problems]


def test_linkedin_gets_its_brackets_escaped_and_the_reader_sees_the_words(tmp_path: Path) -> None:
    root = workspace(tmp_path, captions={"launch.md": "Open (at last) #Spring"})
    rendered = rendering(root, "trust_linkedin").rendered
    assert rendered is not None
    assert rendered.text == r"Open \(at last\) #Spring"
    assert rendered.words == "Open (at last) #Spring"
    assert rendered.length.used == len(rendered.text)


def test_a_text_over_the_limit_says_by_how_much_and_where_it_would_be_cut(tmp_path: Path) -> None:
    words = " ".join(f"word{n}" for n in range(60))
    problems = [
        one
        for one in reading(workspace(tmp_path, captions={"launch.md": words})).problems
        if one.code == "text-too-long"
    ]
    assert len(problems) == 1
    assert "of 280 characters as X counts them" in problems[0].message
    assert "cut after" in problems[0].message
    assert "captions/launch.x.md" in problems[0].remedy
    assert (problems[0].file, problems[0].line) == ("captions/launch.md", 1)


def test_too_many_pictures(tmp_path: Path) -> None:
    names = [f"p{n}.png" for n in range(5)]
    alt = "file,alt\n" + "".join(f"{name},What {name[:2]} shows here\n" for name in names)
    rows = [f"launch,2030-03-04,09:00,launch,{'; '.join(names)},all,,"]
    root = workspace(tmp_path, rows, pictures={name: picture((20 + n, 20)) for n, name in enumerate(names)}, alt=alt)
    assert codes(root).count("too-many-pictures") == 2


def test_alt_text_missing_or_a_file_name(tmp_path: Path) -> None:
    assert "alt-missing" in codes(workspace(tmp_path / "a", alt="file,alt\n"))
    assert "alt-says-nothing" in codes(workspace(tmp_path / "b", alt="file,alt\nlaunch.png,launch.png\n"))


def test_a_damaged_picture_stops_the_post_and_names_the_file(tmp_path: Path) -> None:
    problems = reading(workspace(tmp_path, pictures={"launch.png": picture()[:60]})).problems
    assert {problem.file for problem in problems if problem.code == "picture-damaged"} == {"media/launch.png"}


def test_the_hash_is_of_everything_a_reader_or_the_network_would_see(tmp_path: Path) -> None:
    def hash_of(root: Path) -> str:
        rendered = rendering(root, "trust_x").rendered
        assert rendered is not None
        return rendered.content_hash

    same = hash_of(workspace(tmp_path / "same"))
    assert same == hash_of(workspace(tmp_path / "again"))
    assert same != hash_of(workspace(tmp_path / "words", captions={"launch.md": "Others."}))
    assert same != hash_of(workspace(tmp_path / "alt", alt="file,alt\nlaunch.png,A field\n"))
    assert same != hash_of(workspace(tmp_path / "picture", pictures={"launch.png": picture(colour="red")}))


def test_rules_about_time_and_repeats(tmp_path: Path) -> None:
    rows = [
        "a,2030-02-01,09:00,launch,,X,,",
        "b,2030-03-04,09:00,launch,,X,,",
        "c,2030-03-04,09:00,launch,,X,,",
    ]
    found = codes(workspace(tmp_path, rows))
    assert found.count("past-date") == 1
    assert found.count("same-words") == 2
    assert "same-moment" in found


def test_the_page_holds_all_it_needs_and_asks_for_nothing(tmp_path: Path) -> None:
    whole = reading(
        workspace(tmp_path, captions={"launch.md": "<script>alert(1)</script> & https://example.org #Spring"})
    )
    assert whole.workspace.campaign is not None
    page = preview_page(
        whole.renderings,
        campaign=whole.workspace.campaign,
        made_at=datetime.combine(date(2030, 3, 1), datetime.min.time(), UTC),
    )
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert 'src="http' not in page and "url(http" not in page
    assert page.count("data:image/png;base64,") == 1
    assert "A green field under a blue sky" in page
    assert page.index("Monday 4 March 2030") > 0
