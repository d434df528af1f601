"""A whole workspace is read, or every problem with it is told with file and line."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign_scheduler import workspace as files
from campaign_scheduler.model.capabilities import Capabilities
from campaign_scheduler.model.problem import Problem, Severity
from campaign_scheduler.model.workspace import Workspace
from support.making import CAMPAIGN, app_for, picture, workspace

TODAY = date(2030, 3, 1)


@pytest.fixture(scope="module")
def platforms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Capabilities]:
    return app_for(tmp_path_factory.mktemp("app")).capabilities()


def read(root: Path, platforms: dict[str, Capabilities]) -> Workspace:
    return files.read(root, platforms=platforms, today=TODAY)


def found(root: Path, platforms: dict[str, Capabilities], code: str) -> Problem:
    problems = read(root, platforms).problems
    matching = [problem for problem in problems if problem.code == code]
    assert matching, [problem.code for problem in problems]
    return matching[0]


def errors(root: Path, platforms: dict[str, Capabilities]) -> list[str]:
    return [problem.code for problem in read(root, platforms).problems if problem.is_error]


def test_a_good_workspace_has_no_problems(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    whole = read(workspace(tmp_path), platforms)
    assert whole.problems == ()
    post = whole.posts[0]
    assert post.id == "launch"
    assert post.accounts == ("trust_x", "trust_linkedin", "trust_mastodon")
    assert post.due_at == datetime(2030, 3, 4, 9, tzinfo=UTC)
    assert post.wordings["trust_x"].text == "The service opens today."
    assert post.wordings["trust_x"].assets[0].alt == "A green field under a blue sky"
    assert post.wordings["trust_x"].assets[0].alt_from == "media/alt.csv:2"


def test_the_repositorys_own_example_is_clean(platforms: dict[str, Capabilities]) -> None:
    root = Path(__file__).parents[2]
    whole = files.read(root, platforms=platforms, today=date(2026, 10, 12))
    assert whole.problems == ()
    assert len(whole.posts) >= 8
    assert whole.drafts == 1
    zones = {post.slot.wall.replace(tzinfo=post.slot.zone).tzname() for post in whole.posts}
    assert zones == {"BST", "GMT"}


def test_a_variant_wins_for_its_platform_account_and_language(
    tmp_path: Path, platforms: dict[str, Capabilities]
) -> None:
    captions = {
        "launch.md": "base",
        "launch.x.md": "for x",
        "launch.trust_linkedin.md": "for one account",
        "launch.cy.md": "Cymraeg",
    }
    accounts = """
    accounts:
      - {id: trust_x, platform: x}
      - {id: trust_linkedin, platform: linkedin, author: "urn:li:organization:1"}
      - {id: trust_mastodon, platform: mastodon, base_url: "https://mastodon.example", language: cy}
    """
    post = read(workspace(tmp_path, captions=captions, accounts=accounts), platforms).posts[0]
    said = {name: wording.text for name, wording in post.wordings.items()}
    assert said == {"trust_x": "for x", "trust_linkedin": "for one account", "trust_mastodon": "Cymraeg"}


def test_the_body_is_plain_text_sent_as_written(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    text = "\n\n#Listening is _not_ a *heading*\n\n  two spaces\n\n"
    post = read(workspace(tmp_path, captions={"launch.md": text}), platforms).posts[0]
    assert post.wordings["trust_x"].text == "#Listening is _not_ a *heading*\n\n  two spaces"


def test_front_matter_gives_link_tags_language_and_pictures_with_alt(
    tmp_path: Path, platforms: dict[str, Capabilities]
) -> None:
    caption = """---
link: https://example.org/report
language: en-GB
tags: [report, launch]
media:
  - file: two.png
    alt: A second picture
  - launch.png
---
Words.
"""
    root = workspace(
        tmp_path, captions={"launch.md": caption}, pictures={"launch.png": picture(), "two.png": picture()}
    )
    post = read(root, platforms).posts[0]
    wording = post.wordings["trust_mastodon"]
    assert wording.text == "Words.\n\nhttps://example.org/report"
    assert wording.language == "en-GB"
    assert post.tags == ("report", "launch")
    assert [(asset.name, asset.alt_from) for asset in wording.assets] == [
        ("media/two.png", "captions/launch.md:7"),
        ("media/launch.png", "media/alt.csv:2"),
    ]


def test_the_rows_own_alt_text_wins(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    heading = "id,date,time,caption,media,accounts,alt"
    rows = ["launch,2030-03-04,09:00,launch,launch.png,X,Seen from the row"]
    asset = read(workspace(tmp_path, rows, heading=heading), platforms).posts[0].wordings["trust_x"].assets[0]
    assert (asset.alt, asset.alt_from) == ("Seen from the row", "config/calendar.csv:2")


def test_accounts_by_platform_name_and_a_row_with_its_own_text(
    tmp_path: Path, platforms: dict[str, Capabilities]
) -> None:
    heading = "Post ID,Day,Time,Copy,Platforms,Image"
    rows = ['a,2030-03-04,9.30am,"Two lines,\nof words","LinkedIn; Twitter",none']
    whole = read(workspace(tmp_path, rows, heading=heading), platforms)
    post = whole.posts[0]
    assert post.accounts == ("trust_linkedin", "trust_x")
    assert post.wordings["trust_x"].text == "Two lines,\nof words"
    assert post.wordings["trust_x"].assets == ()


@pytest.mark.parametrize(
    ("encode", "separator"),
    [
        (lambda text: text.encode("utf-8-sig"), ","),
        (lambda text: text.encode("cp1252"), ";"),
        (lambda text: text.encode("utf-16"), "\t"),
        (lambda text: text.replace("\n", "\r\n").encode(), ";"),
        (lambda text: f"sep={';'}\n{text}".encode(), ";"),
    ],
)
def test_calendars_of_every_program(
    tmp_path: Path, platforms: dict[str, Capabilities], encode: object, separator: str
) -> None:
    root = workspace(tmp_path, captions={"café.md": "Words."})
    lines = [
        ["id", "date", "time", "caption", "media", "accounts"],
        ["one", "2030-03-04", "09:00", "café", "none", "X"],
    ]
    text = "\n".join(separator.join(line) for line in lines) + "\n"
    (root / "config/calendar.csv").write_bytes(encode(text))  # type: ignore[operator]
    whole = read(root, platforms)
    assert [post.caption for post in whole.posts] == ["café"], whole.problems


def test_line_numbers_survive_newlines_in_cells(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    rows = ['one,2030-03-04,09:00,launch,,X,,"a note\non two lines"', "two,2030-99-04,09:00,launch,,X,,"]
    assert found(workspace(tmp_path, rows), platforms, "date-impossible").line == 4


ROW = "launch,2030-03-04,09:00,launch,,all,,"

BAD_ROWS = [
    ("launch,2030-03-04,09:00,lanch,,all,,", "caption-missing", "Did you mean launch"),
    ("launch,2030-03-04,09:00,,,all,,", "caption-missing", "neither"),
    ("launch,2030-03-04,09:00,launch,nothere.png,all,,", "picture-missing", "nothere.png"),
    ("launch,2030-03-04,09:00,launch,../secret.png,all,,", "media-outside-workspace", "out of the media folder"),
    ("launch,2030-03-04,09:00,launch,C:\\pictures\\a.png,all,,", "media-outside-workspace", "out of"),
    ("launch,2030-03-04,09:00,launch,photo.heic,all,,", "picture-heic", "HEIC"),
    ("launch,2030-03-04,09:00,launch,,trust_facebook,,", "account-unknown", "trust_facebook"),
    ("launch,2030-03-04,09:00,launch,,all,ready,", "status-unknown", "ready"),
    ("launch,,09:00,launch,,all,,", "date-missing", "no date"),
    ("launch,2030-03-04,,launch,,all,,", "time-missing", "09:00"),
    ("launch,02/03/2030,09:00,launch,,all,,", "date-ambiguous", "could be"),
    ("launch,2030-03-31,01:30,launch,,all,,", "time-does-not-exist", "clocks go forward"),
    ("launch,2030-10-27,01:30,launch,,all,,", "time-happens-twice", "01:30 BST or 01:30 GMT"),
    ("launch,2030-03-04,9-10am,launch,,all,,", "time-unreadable", "9-10am"),
    ("launch,2030-03-04,midnight,launch,,all,,", "time-midnight", "either day"),
    ("la unch,2030-03-04,09:00,launch,,all,,", "id-wrong", "la unch"),
    ("launch,2030-03-04,09:00,launch,,all,,,surplus", "row-too-long", "surplus"),
]


@pytest.mark.parametrize(("row", "code", "words"), BAD_ROWS)
def test_bad_rows(tmp_path: Path, platforms: dict[str, Capabilities], row: str, code: str, words: str) -> None:
    problem = found(workspace(tmp_path, [row]), platforms, code)
    assert (problem.file, problem.line) == ("config/calendar.csv", 2)
    assert words in problem.message + problem.remedy
    assert problem.remedy
    assert problem.severity is Severity.ERROR


def test_a_time_that_happens_twice_can_be_settled(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    rows = ["a,2030-10-27,01:30 BST,launch,,X,,", "b,2030-10-27,01:30 GMT,launch,,X,,"]
    posts = read(workspace(tmp_path, rows), platforms).posts
    assert [post.due_at.hour for post in posts] == [0, 1]


def test_a_copied_row_is_offered_a_new_id(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    problem = found(workspace(tmp_path, [ROW, ROW]), platforms, "id-duplicate")
    assert problem.line == 3
    assert "launch-2" in problem.remedy


def test_a_missing_id_is_proposed_and_only_information(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    rows = [",2030-03-04,09:00,launch,,X,,", ",2030-03-05,09:00,launch,,LinkedIn,,"]
    whole = read(workspace(tmp_path, rows), platforms)
    assert [(post.id, post.id_is_proposed) for post in whole.posts] == [("launch", True), ("launch-2", True)]
    assert {problem.severity for problem in whole.problems} == {Severity.INFO}


def test_two_pictures_of_one_name_are_not_guessed_between(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    root = workspace(tmp_path, pictures={"launch.png": picture(), "launch.jpg": picture(kind="JPEG")})
    assert "picture-ambiguous" in errors(root, platforms)


def test_a_link_that_leads_out_of_the_workspace_is_refused(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    (tmp_path / "outside.png").write_bytes(picture())
    root = workspace(tmp_path / "inside", pictures={})
    (root / "media/launch.png").symlink_to(tmp_path / "outside.png")
    assert "media-outside-workspace" in errors(root, platforms)


def test_a_mistyped_variant_is_a_problem(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    root = workspace(tmp_path, captions={"launch.md": "Words.", "launch.mastadon.md": "Others."})
    problem = found(root, platforms, "variant-unknown")
    assert "Did you mean mastodon" in problem.message
    assert problem.file == "captions/launch.mastadon.md"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("launch.md", "   \n\n", "caption-empty"),
        ("launch.md", "---\nlink: x\nWords", "front-matter-open"),
        ("launch.md", "---\nlink: not a link\n---\nWords", "link-wrong"),
        ("launch.md", "---\nlnik: https://example.org\n---\nWords", "setting-unknown"),
        ("launch.md", "---\nlink: [\n---\nWords", "yaml-broken"),
        ("launch.md", "Words with \ufffd in them", "text-damaged"),
    ],
)
def test_bad_captions(tmp_path: Path, platforms: dict[str, Capabilities], name: str, text: str, code: str) -> None:
    assert found(workspace(tmp_path, captions={name: text}), platforms, code).file == f"captions/{name}"


def test_a_caption_twice_is_ambiguous(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    root = workspace(tmp_path, captions={"launch.md": "one", "launch.txt": "two"})
    assert "caption-ambiguous" in errors(root, platforms)


def test_a_placeholder_is_noticed(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    problem = found(workspace(tmp_path, captions={"launch.md": "Read it at [LINK]"}), platforms, "placeholder")
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("campaign", "code", "words"),
    [
        ("", "campaign-id", "no short id"),
        ("campaign: spring\n\ttimezone: Europe/London\n", "yaml-broken", ""),
        ("campaign: spring\ncampaign: autumn\n", "yaml-duplicate-key", "twice"),
        ("- a\n- b\n", "yaml-not-a-mapping", "name: value"),
        ("campaign: spring\ntimezone: Europe/Lundon\naccounts: [trust_x]\n", "timezone-unknown", "Europe/London"),
        ("campaign: spring\naccounts: [trust_x]\n", "timezone-missing", "time zone"),
        ("campaign: spring\ntimezone: UTC\naccounts: [trust_y]\n", "account-unknown", "trust_y"),
        ("campaign: spring\ntimezone: UTC\naccounts: [trust_x]\nutm: {}\n", "setting-not-supported", "utm"),
        ("campaign: spring\ntimezone: UTC\naccounts: [trust_x]\nembargo: 2026-10-13\n", "embargo-wrong", "2026-10-13"),
        (
            "campaign: spring\ntimezone: UTC\naccounts: [trust_x]\nembargo: 13 October, 9:00\n",
            "embargo-wrong",
            "13 October",
        ),
        ("campaign: spring\ntimezone: UTC\naccounts: [trust_x]\nembargo:\n", "embargo-wrong", "blank"),
        ("campaign: spring\ntimezone: UTC\naccounts: [trust_x]\nmust_include: #Sleep\n", "must-include-wrong", "#"),
        (
            "campaign: spring\ntimezone: UTC\naccounts: [trust_x]\nmust_include:\n  - #Sleep\n",
            "must-include-wrong",
            "#",
        ),
        ("campaign: spring\ntimezone: UTC\naccounts: [trust_x]\nmust_include: [1]\n", "must-include-wrong", "#"),
        (
            "campaign: spring\ntimezone: UTC\naccounts: [trust_x]\nlatness: 2h\n",
            "setting-unknown",
            "Did you mean lateness",
        ),
        ("campaign: spring\ntimezone: UTC\naccounts: [trust_x]\nholidays: GB-WALES\n", "holidays-wrong", "GB-WALES"),
        ("campaign: spring\ntimezone: UTC\naccounts: [trust_x]\nholidays: 7\n", "holidays-wrong", "7"),
        ("campaign: spring\ntimezone: UTC\naccounts: [trust_x]\nlateness: {grace: soon}\n", "lateness-wrong", "soon"),
        ("campaign: spring\ntimezone: UTC\naccounts: [trust_x]\nlateness: {then: burn}\n", "lateness-wrong", "burn"),
    ],
)
def test_bad_campaign_files(
    tmp_path: Path, platforms: dict[str, Capabilities], campaign: str, code: str, words: str
) -> None:
    problem = found(workspace(tmp_path, campaign=campaign), platforms, code)
    assert problem.file == "config/campaign.yaml"
    assert problem.line is not None
    assert words in problem.message


@pytest.mark.parametrize(
    ("accounts", "code"),
    [
        ("", "accounts-empty"),
        ("accounts:\n  - {id: Trust X, platform: x}\n", "account-id"),
        ("accounts:\n  - {id: trust_x, platform: friendster}\n", "platform-unknown"),
        ("accounts:\n  - {id: trust_x, platform: x}\n  - {id: trust_x, platform: x}\n", "account-duplicate"),
        ("accounts:\n  - {id: trust_m, platform: mastodon}\n", "base-url-missing"),
        ("accounts:\n  - {id: trust_m, platform: mastodon, base_url: mastodon.example}\n", "base-url-wrong"),
        ("accounts:\n  - {id: trust_l, platform: linkedin}\n", "option-missing"),
    ],
)
def test_bad_account_files(tmp_path: Path, platforms: dict[str, Capabilities], accounts: str, code: str) -> None:
    assert found(workspace(tmp_path, accounts=accounts), platforms, code).file == "config/accounts.yaml"


def test_a_secret_in_the_file_is_refused_and_never_shown(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    accounts = "accounts:\n  - {id: trust_x, platform: x, access_token: hunter2-hunter2}\n"
    problem = found(workspace(tmp_path, accounts=accounts), platforms, "secret-in-file")
    assert "CAMPAIGN_SECRETS__trust_x__access_token" in problem.remedy
    assert "hunter2" not in problem.message + problem.remedy


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda root: (root / "config/calendar.csv").unlink(), "calendar-missing"),
        (lambda root: (root / "config/calendar.csv").write_bytes(b""), "calendar-empty"),
        (lambda root: (root / "config/calendar.csv").write_text('id,date\n"one,2030'), "csv-broken"),
        (lambda root: (root / "config/calendar.csv").write_text("id,dat,caption\n"), "column-unknown"),
        (lambda root: (root / "config/calendar.csv").write_text("id,date,date\n"), "column-duplicate"),
        (lambda root: (root / "config/calendar.csv").write_bytes(b"\x00\x01\x02"), "file-not-text"),
        (lambda root: (root / "config/calendar.xlsx").write_bytes(b"PK"), "calendar-two"),
        (lambda root: (root / "config/calendar.csv").rename(root / "config/calendar.ods"), "calendar-kind"),
        (lambda root: (root / "media/alt.csv").write_text("picture,words\n"), "alt-headings"),
        (lambda root: (root / "config/campaign.yaml").unlink(), "campaign-missing"),
        (lambda root: (root / "config/accounts.yaml").unlink(), "accounts-missing"),
    ],
)
def test_broken_files(tmp_path: Path, platforms: dict[str, Capabilities], change: object, code: str) -> None:
    root = workspace(tmp_path)
    change(root)  # type: ignore[operator]
    assert code in errors(root, platforms)


def test_every_problem_is_told_at_once(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    rows = [row for row, _, _ in BAD_ROWS[:6]]
    told = {problem.code for problem in read(workspace(tmp_path, rows), platforms).problems}
    assert {"caption-missing", "picture-missing", "media-outside-workspace", "picture-heic"} <= told


def test_a_row_with_an_error_is_not_taken_for_removed(tmp_path: Path, platforms: dict[str, Capabilities]) -> None:
    whole = read(workspace(tmp_path, ["launch,2030-99-04,09:00,launch,,all,,"]), platforms)
    assert whole.posts == ()
    assert whole.rows_not_whole == {"launch"}


@pytest.mark.parametrize(
    "name",
    ["config/calendar.csv", "config/campaign.yaml", "config/accounts.yaml", "captions/launch.md", "media/alt.csv"],
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
)
def test_reading_never_raises(tmp_path: Path, platforms: dict[str, Capabilities], name: str, content: bytes) -> None:
    root = workspace(tmp_path)
    (root / name).write_bytes(content)
    assert isinstance(read(root, platforms), Workspace)


@pytest.mark.parametrize(
    ("holidays", "place"),
    [
        ("GB-WLS", "GB-WLS"),
        ("gb-sct", "GB-SCT"),
        ("GB", "GB-ENG"),
        ("NO", "NO"),
        ("fr-zone a", "FR-Zone A"),
        ("none", "none"),
        ("false", "none"),
    ],
)
def test_whose_holidays_the_calendar_shows(
    tmp_path: Path, platforms: dict[str, Capabilities], holidays: str, place: str
) -> None:
    root = workspace(tmp_path, campaign=CAMPAIGN + f"holidays: {holidays}\n")
    campaign = read(root, platforms).campaign
    assert campaign is not None and campaign.holidays == place


def test_a_place_without_known_holidays_is_refused_with_those_that_have_some(
    tmp_path: Path, platforms: dict[str, Capabilities]
) -> None:
    wrong = workspace(tmp_path / "a", campaign=CAMPAIGN + "holidays: GB-WALES\n")
    assert "GB-ENG (England), GB-NIR (Northern Ireland), GB-SCT" in found(wrong, platforms, "holidays-wrong").remedy
    nowhere = workspace(tmp_path / "b", campaign=CAMPAIGN + "holidays: UK\n")
    remedy = found(nowhere, platforms, "holidays-wrong").remedy
    assert "GB-WLS (Wales)" in remedy and " IE, " in remedy and "none" in remedy
