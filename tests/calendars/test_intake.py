"""Other tools' calendars become drafts; what is not certain is asked, and what is no calendar is refused."""

from __future__ import annotations

import csv
import io
import time as clock
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from campaign_scheduler import workspace as files
from campaign_scheduler.model.errors import InputError
from campaign_scheduler.services import importing_calendar
from campaign_scheduler.services.app import App
from support.importing import DATA, look, proposal, written
from support.making import SetClock, app_for, workspace

TODAY = datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path) -> App:
    return app_for(workspace(tmp_path / "home"), SetClock(TODAY))


@pytest.mark.parametrize(
    ("file", "tool", "whens"),
    [
        ("hootsuite", "Hootsuite", ["2026-10-13 09:00", "2026-10-14 12:30", "2026-10-15 17:05"]),
        ("buffer", "Buffer", ["2026-10-13 09:00", "2026-10-14 12:30", "2026-10-20 09:00"]),
        ("publer", "Publer", ["2026-10-13 09:00", "2026-10-14 12:30", ""]),
        ("publer_old", "Publer", ["2026-10-13 09:00"]),
        ("sprout", "Sprout Social", ["2026-10-13 09:00", "2026-10-14 12:40"]),
        ("socialpilot", "SocialPilot", ["2026-10-13 09:00", "2026-10-14 12:30"]),
        ("highlevel", "HighLevel", ["2026-10-13 09:00", "2026-10-14 12:30", "2026-10-15 17:00"]),
        ("metricool", "Metricool", ["2026-10-13 09:00", "2026-10-14 12:30"]),
    ],
)
def test_each_tool_is_known_and_every_row_becomes_a_draft(app: App, file: str, tool: str, whens: list[str]) -> None:
    found = proposal(app, DATA / f"{file}.csv")
    assert found.source.tool == tool
    assert [draft.when for draft in found.drafts] == whens
    assert found.skipped == ()


def test_a_link_a_handle_and_a_list_stay_as_they_were(app: App) -> None:
    found = proposal(app, DATA / "hootsuite.csv")
    assert [one.link for one in found.captions] == [
        "https://www.example.org/report",
        "",
        "https://www.example.org/thanks?from=x",
    ]
    assert found.captions[1].text == "@PartnerTrust joins us at 12.30:\n- hear the stories\n- ask your questions"
    assert found.source.dates == "month first, as line 1 shows"


def test_the_same_words_share_a_caption_and_get_ids_of_their_own(app: App) -> None:
    found = proposal(app, DATA / "buffer.csv")
    first, _, again = found.drafts
    assert len(found.captions) == 2
    assert again.caption == first.caption
    assert again.id == f"{first.id}-2"
    assert found.captions[0].tags == ("report", "launch")
    assert any("more than once" in line for line in found.losses)


def test_pictures_on_the_web_are_listed_and_never_fetched(app: App) -> None:
    found = proposal(app, DATA / "publer.csv")
    assert [(one.file, one.alt, one.url) for one in found.pictures] == [
        ("a.png", "A red door", "https://cdn.example.org/a.png"),
        ("b.png", "A blue door", "https://cdn.example.org/b.png"),
    ]
    assert "2 pictures on the web: nothing is fetched, save each into media/ under its name" in found.losses
    assert "a.png is at https://cdn.example.org/a.png" in found.drafts[0].note
    assert any(line.startswith("Comment(s)") for line in found.losses)
    assert "1 draft without a whole date and time" in found.losses


def test_publers_first_form_keeps_the_words_and_the_pictures_caption_apart(app: App) -> None:
    (caption,) = proposal(app, DATA / "publer_old.csv").captions
    assert caption.text == "Our report is out today"
    assert [one.alt for one in caption.pictures] == ["A red door"]


def test_alt_texts_keep_to_their_pictures_where_a_column_is_empty(app: App) -> None:
    found = proposal(app, DATA / "metricool.csv")
    assert [(one.file, one.alt) for one in found.captions[0].pictures] == [
        ("a.png", "A red door"),
        ("c.png", "A green door"),
    ]
    assert found.drafts[0].accounts == ("trust_x", "trust_linkedin")
    assert "Also for Facebook" in found.drafts[0].note
    assert found.drafts[1].accounts == ("Instagram",)
    assert {one.name: one.why for one in found.destinations if not one.accounts} == {
        "Facebook": "has no adapter: post there by hand",
        "Instagram": "has no adapter: post there by hand",
    }


def test_a_video_is_said_to_be_lost(app: App) -> None:
    assert "videoUrls: 1 row, not taken over" in proposal(app, DATA / "highlevel.csv").losses


def test_a_teams_own_sheet_with_words_for_each_network(app: App) -> None:
    found = proposal(app, DATA / "team.csv")
    first, facebook, second, third = found.drafts
    assert found.source.tool == "a team's own spreadsheet"
    assert (first.when, first.accounts) == ("2026-10-13 09:30", ("trust_linkedin", "trust_x"))
    assert dict(found.captions[0].texts) == {"linkedin": "Long words for LinkedIn readers", "x": "Short words for X"}
    assert (facebook.accounts, found.captions[1].text) == (("Facebook",), "Words for Facebook friends")
    assert (second.when, third.when) == ("2026-10-14 12:00", "")
    assert "check with Sam" in first.note
    assert "The file says 15/10/2026 TBC" in third.note
    assert [problem.line for problem in found.problems] == [6]


def test_rows_of_one_post_are_joined_repeats_and_what_is_over_are_skipped(app: App) -> None:
    found = proposal(app, DATA / "accounts_in_rows.csv")
    joined, everyone = found.drafts
    assert (joined.when, joined.accounts) == ("2026-10-13 08:00", ("trust_linkedin", "trust_x"))
    assert (everyone.when, everyone.accounts) == ("2026-10-14 10:00", ("trust_x", "trust_linkedin"))
    assert "Also for Instagram" in everyone.note
    assert {(one.place, one.reason) for one in found.skipped} == {
        ("line 4", "it repeats line 2"),
        ("line 6", "its status is Published"),
        ("line 7", "it has a picture but no words"),
    }


def test_writing_gives_drafts_that_check_reads_and_a_second_import_adds_nothing(app: App) -> None:
    importing_calendar.write(app, look(app, DATA / "metricool.csv"))
    importing_calendar.write(app, look(app, DATA / "team.csv"))
    workspace_now = files.read(app.root, platforms=app.capabilities(), today=date(2026, 9, 1))
    assert workspace_now.drafts == 6
    assert [problem for problem in workspace_now.problems if problem.is_error] == []
    before = {path: path.read_bytes() for path in app.root.rglob("*") if path.is_file()}
    again = look(app, DATA / "team.csv")
    assert again.is_empty
    assert again.proposal is not None
    assert len(again.proposal.there) == 4
    importing_calendar.write(app, again)
    assert {path: path.read_bytes() for path in app.root.rglob("*") if path.is_file()} == before


def test_a_persons_edits_survive_another_import_and_a_moved_row_is_told(app: App, tmp_path: Path) -> None:
    first = written(tmp_path / "plan.csv", "Text,Image URL,Tags,Posting Time\nOur words,,,2026-10-13 09:00\n")
    importing_calendar.write(app, look(app, first))
    caption = next((app.root / "captions").glob("our-words-*.md"))
    caption.write_text("Better words\n", encoding="utf-8")
    calendar = app.root / "config/calendar.csv"
    calendar.write_text(calendar.read_text().replace("2026-10-13,09:00", "2026-10-13,10:00"), encoding="utf-8")
    moved = written(tmp_path / "plan.csv", "Text,Image URL,Tags,Posting Time\nOur words,,,2026-10-14 09:00\n")
    found = look(app, moved)
    assert found.proposal is not None
    assert [(draft.when, here) for draft, here in found.proposal.differing] == [
        ("2026-10-14 09:00", "2026-10-13 10:00")
    ]
    importing_calendar.write(app, found)
    assert caption.read_text(encoding="utf-8") == "Better words\n"
    assert "2026-10-13,10:00" in calendar.read_text()


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_encoding_and_separator(app: App, tmp_path: Path, encoding: str, separator: str) -> None:
    words = "“Café” – we’re raising £500, naïve or not; it’s on…"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(
        [["Date", "Time", "Text"], ["2026-10-13", "09:00", words], ["2026-10-14", "10:00", "Plain words here"]]
    )
    file = written(tmp_path / "plan.csv", out.getvalue().encode(encoding))
    assert [one.text for one in proposal(app, file).captions] == [words, "Plain words here"]


def test_dates_that_could_be_either_are_asked_for_by_line(app: App, tmp_path: Path) -> None:
    file = written(
        tmp_path / "plan.csv", "Date,Time,Text\n05/10/2026,09:00,One\n06/10/2026,09:00,Two\n07/07/2026,9:00,Three\n"
    )
    with pytest.raises(InputError) as caught:
        look(app, file)
    (problem,) = caught.value.problems
    assert problem.code == "date-order-open"
    assert "line 2: 05/10/2026, line 3: 06/10/2026" in problem.message
    assert "07/07/2026" not in problem.message
    assert "--dates day-first" in problem.remedy
    assert proposal(app, file, order="dmy").drafts[0].when == "2026-10-05 09:00"
    assert proposal(app, file, order="mdy").drafts[0].when == "2026-05-10 09:00"


def test_one_certain_date_or_a_weekday_proves_the_order_of_all(app: App, tmp_path: Path) -> None:
    by_day = written(tmp_path / "a.csv", "Date,Time,Text\n05/10/2026,09:00,One\n13/10/2026,09:00,Two\n")
    by_weekday = written(
        tmp_path / "b.csv", "Day of week,Date,Time,Text\nMonday,05/10/2026,09:00,One\n,06/10/2026,09:00,Two\n"
    )
    inside = written(tmp_path / "c.csv", "Date,Time,Text\nSun 05/10/2026,09:00,One\n05/11/2026,09:00,Two\n")
    assert [draft.when[:10] for draft in proposal(app, by_day).drafts] == ["2026-10-05", "2026-10-13"]
    assert [draft.when[:10] for draft in proposal(app, by_weekday).drafts] == ["2026-10-05", "2026-10-06"]
    assert [draft.when[:10] for draft in proposal(app, inside).drafts] == ["2026-05-10", "2026-05-11"]


def test_a_file_that_contradicts_itself_or_what_was_said_is_refused(app: App, tmp_path: Path) -> None:
    both = written(tmp_path / "a.csv", "Date,Time,Text\n13/10/2026,09:00,One\n10/14/2026,09:00,Two\n")
    with pytest.raises(InputError, match="1 problem") as caught:
        look(app, both)
    assert "line 2" in caught.value.problems[0].message
    assert "line 3" in caught.value.problems[0].message
    with pytest.raises(InputError) as caught:
        look(app, DATA / "sprout.csv", order="mdy")
    assert caught.value.problems[0].code == "date-order"


def test_times_are_moved_from_the_files_zone_and_told_in_the_hour_that_happens_twice(app: App, tmp_path: Path) -> None:
    rows = ["2026-10-13,09:00,America/New_York,One", "2026-10-25,01:30,UTC,Two", "2026-10-14,9:00 PM,,Three"]
    text = "\n".join(["Date,Time,Time zone,Text", *rows])
    found = proposal(app, written(tmp_path / "plan.csv", text), zone=ZoneInfo("Asia/Kolkata"))
    assert [draft.when for draft in found.drafts] == ["2026-10-13 14:00", "2026-10-25 01:30 +00:00", "2026-10-14 16:30"]


def test_a_zone_that_could_be_several_leaves_the_draft_without_a_date(app: App, tmp_path: Path) -> None:
    found = proposal(app, written(tmp_path / "plan.csv", "Date,Time,Text\n2026-10-13,09:00 CST,One\n"))
    assert found.drafts[0].when == ""
    assert [problem.code for problem in found.problems] == ["time-zone-unknown"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("Date,Description,Amount,Balance\n05/10/2026,SHOP,-3.40,100.00\n", "Amount, Balance"),
        ("Date,Post,Impressions,Engagements\n2026-10-05,Words,400,20\n", "report of posts that went out"),
        ("Subject,Start Date,Start Time,Location\nMeeting,2026-10-05,09:00,Room 1\n", "diary of appointments"),
        ("Name,Email,Phone\nSam,sam@example.org,0123\n", "no headings that we know"),
        (
            "13/10/2026,CARD PAYMENT TO A SHOP,-12.50,1034.22\n14/10/2026,CARD PAYMENT TO ANOTHER,-1.50,1032.72\n",
            "Its first row is",
        ),
        ("Title,Text,Link\nA,Some words,https://example.org\n", "days to post on"),
        ("Date,Text\nApples,Some words about it\nPears,Some words about them\n", "holds no dates: 'Apples'"),
        ("Date,Time,Text\n", "no rows"),
        ("just a line of prose that goes nowhere\nand another\n", "first row"),
    ],
)
def test_what_is_no_posting_calendar_is_refused_with_the_reason(
    app: App, tmp_path: Path, content: str, reason: str
) -> None:
    with pytest.raises(InputError) as caught:
        look(app, written(tmp_path / "other.csv", content))
    assert reason in caught.value.problems[0].message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "calendar-empty"),
        (b"\x00\x01\x02\xff\xfe binary \x00\x00\x00" * 9, "file-not-text"),
        (b"Date,Time,Text\n2026-10-13,09:00,a\x00b\n", "file-not-text"),
        (b'Date,Time,Text\n2026-10-13,09:00,"never closed\n', "csv-broken"),
        (b"Date,Time,Text\n2026-10-13,09:00," + b"x" * 10_000_000 + b"\n", "cell-too-big"),
        (b"Date,Text" + b",x" * 500 + b"\n2026-10-13,Words\n", "file-too-wide"),
        (b"PK\x03\x04 not really a zip", "workbook-unreadable"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "workbook-unreadable"),
    ],
)
def test_a_hostile_file_is_refused_in_words(app: App, tmp_path: Path, content: bytes, code: str) -> None:
    started = clock.monotonic()
    with pytest.raises(InputError) as caught:
        look(app, written(tmp_path / "other.csv", content))
    assert caught.value.problems[0].code == code
    assert clock.monotonic() - started < 5


def test_ragged_rows_are_read_and_told(app: App, tmp_path: Path) -> None:
    text = "Date,Time,Text,Link\n2026-10-13,09:00,One\n2026-10-14,09:00,Two, and more,https://example.org\n\n,,,\n"
    found = proposal(app, written(tmp_path / "plan.csv", text))
    assert [draft.place for draft in found.drafts] == ["line 2", "line 3"]
    assert [(problem.code, problem.line) for problem in found.problems] == [("row-too-long", 3), ("link-wrong", 3)]


def test_a_hundred_thousand_rows_are_refused_quickly(app: App, tmp_path: Path) -> None:
    rows = "".join(f"2026-10-13,09:00,Some words number {number}\n" for number in range(100_000))
    started = clock.monotonic()
    with pytest.raises(InputError) as caught:
        look(app, written(tmp_path / "plan.csv", "Date,Time,Text\n" + rows))
    assert caught.value.problems[0].code == "calendar-too-long"
    assert clock.monotonic() - started < 10


def test_a_workbook_with_a_sheet_a_month_merged_days_and_a_hidden_list(app: App, tmp_path: Path) -> None:
    book = Workbook()
    october = book.active
    assert october is not None
    october.title = "October"
    october.append(["Our social plan"])
    october.append(["Day", "Time", "Copy", "Platform"])
    october.append([datetime(2026, 10, 13), time(9, 30), "Morning words", "LinkedIn"])
    october.append([None, time(17, 0), "Evening words", "X"])
    october.merge_cells("A3:A4")
    november = book.create_sheet("November")
    november.append(["Day", "Time", "Copy", "Platform"])
    november.append([datetime(2026, 11, 3, 8, 15), None, "November words", "Mastodon"])
    lists = book.create_sheet("Lists")
    lists.append(["Date", "Text"])
    lists.append([datetime(2026, 1, 1), "Not for anybody"])
    lists.sheet_state = "hidden"
    book.create_sheet("Ideas").append(["perhaps a quiz"])
    book.save(tmp_path / "plan.xlsx")
    found = proposal(app, tmp_path / "plan.xlsx")
    assert [(draft.when, draft.accounts, draft.place) for draft in found.drafts] == [
        ("2026-10-13 09:30", ("trust_linkedin",), "October, line 3"),
        ("2026-10-13 17:00", ("trust_x",), "October, line 4"),
        ("2026-11-03 08:15", ("trust_mastodon",), "November, line 2"),
    ]


def test_a_name_that_could_be_several_accounts_is_asked_for(tmp_path: Path) -> None:
    accounts = """
    accounts:
      - {id: main_x, platform: x, name: Our Trust}
      - {id: research_x, platform: x, name: Our Research}
    """
    campaign = "campaign: spring\nname: Spring\ntimezone: Europe/London\naccounts: [main_x, research_x]\n"
    app = app_for(workspace(tmp_path / "home", campaign=campaign, accounts=accounts), SetClock(TODAY))
    file = written(
        tmp_path / "plan.csv",
        "Date,Time,Text,Profile\n2026-10-13,09:00,One,Twitter\n2026-10-14,09:00,Two,Our Research\n",
    )
    found = proposal(app, file)
    assert [draft.accounts for draft in found.drafts] == [("Twitter",), ("research_x",)]
    assert found.destinations[0].why == "could be main_x or research_x"
    told = proposal(app, file, accounts={"twitter": "main_x"})
    assert told.drafts[0].accounts == ("main_x",)
    with pytest.raises(InputError, match="1 problem"):
        proposal(app, file, accounts={"twitter": "nobody"})


def test_a_workspace_without_a_calendar_gets_one(tmp_path: Path) -> None:
    root = workspace(tmp_path / "home")
    (root / "config/calendar.csv").unlink()
    app = app_for(root, SetClock(TODAY))
    importing_calendar.write(app, look(app, DATA / "buffer.csv"))
    assert len((root / "config/calendar.csv").read_text().splitlines()) == 4


def test_a_heading_may_say_the_order_of_its_dates(app: App, tmp_path: Path) -> None:
    said = written(tmp_path / "a.csv", "Date (DD/MM/YYYY),Time (UK),Social copy\n05/10/2026,09:00,One\n")
    found = proposal(app, said)
    assert found.drafts[0].when == "2026-10-05 09:00"
    assert found.source.dates == "day first, as the heading 'Date (DD/MM/YYYY)' shows"
    wrong = written(tmp_path / "b.csv", "Date (MM/DD/YYYY),Time,Text\n13/10/2026,09:00,One\n")
    with pytest.raises(InputError):
        look(app, wrong)


def test_nothing_that_is_imported_stops_the_rest_of_the_campaign(app: App, tmp_path: Path) -> None:
    """Drafts must not bring errors, which would keep every other post from being scheduled."""
    rows = [
        [
            "2026-10-13",
            "09:00",
            "Damaged \x07 words\x0bon two lines",
            "see the website",
            "",
            "A picture of nothing",
            "=cmd|x",
        ],
        ["2026-10-14", "09:00", "---\nlines\n---\nand more", "www.example.org/a", "../../secret.png", "", "@Twitter"],
        ["2026-10-15", "09:00", "[insert link] TBC", "https://a.example,https://b.example", "", "", ""],
        ["30/02/2026", "25:61", "A day that is none", "", "", "", "Twitter"],
    ]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["Date", "Time", "Text", "Link", "Image", "Alt text", "Account"], *rows])
    found = look(app, written(tmp_path / "plan.csv", out.getvalue()))
    importing_calendar.write(app, found)
    now = files.read(app.root, platforms=app.capabilities(), today=date(2026, 9, 1))
    assert [problem for problem in now.problems if problem.is_error] == []
    assert found.proposal is not None
    codes = {problem.code for problem in found.proposal.problems}
    assert codes == {"link-wrong", "alt-count", "date-impossible"}
    assert found.proposal.captions[0].text == "Damaged ? words\non two lines"
    assert found.proposal.captions[1].link == "https://www.example.org/a"
    text = (app.root / "config/calendar.csv").read_text(encoding="utf-8")
    assert ",=" not in text
    captions = {one.name: one.text for one in found.proposal.captions}
    read = look(app, tmp_path / "plan.csv").parts.captions
    assert {name: read[name].base.text for name in captions} == captions  # type: ignore[union-attr]


def test_a_calendar_that_cannot_be_read_is_told_before_anything_is_written(app: App) -> None:
    (app.root / "config/calendar.csv").write_bytes(b'id,date\n"open')
    with pytest.raises(InputError) as caught:
        look(app, DATA / "buffer.csv")
    assert caught.value.problems[0].code == "csv-broken"


def test_words_that_a_caption_says_already_are_told(app: App, tmp_path: Path) -> None:
    file = written(tmp_path / "plan.csv", "Date,Time,Text\n2026-10-13,09:00,The service opens today.\n")
    assert "words that a caption here says already: launch" in proposal(app, file).losses
