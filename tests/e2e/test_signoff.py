"""Sign-off as a user runs it: nothing goes out before it is approved, and every answer says what to do next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from campaign_scheduler.sandbox import RunningSandbox
from support.making import CAMPAIGN, sandbox_accounts, workspace
from support.program import campaign, log

RULE = "signoff: {required: 1, not_author: true, out_of_hours: true}\n"


@pytest.fixture
def root(tmp_path: Path, sandbox: RunningSandbox) -> Path:
    rows = [f"{name},2035-03-05,09:00,{name},none,all,," for name in ("launch", "thanks")]
    words = {f"{name}.md": f"Words of {name}." for name in ("launch", "thanks")}
    return workspace(tmp_path, rows, captions=words, campaign=CAMPAIGN + RULE, accounts=sandbox_accounts(sandbox))


def states(root: Path) -> dict[str, set[object]]:
    found: dict[str, set[object]] = {}
    for entry in log(root):
        found.setdefault(str(entry["post_id"]), set()).add(entry["state"])
    return found


@pytest.mark.slow
def test_approve_send_back_and_take_back(root: Path) -> None:
    assert campaign(root, "apply", "--yes", "--as", "Ann").returncode == 0
    shown = campaign(root, "approve")
    assert "Words of launch." in shown.stdout and "campaign approve --all" in shown.stdout
    assert states(root) == {"launch": {"awaiting_signoff"}, "thanks": {"awaiting_signoff"}}

    offer = json.loads(campaign(root, "approve", "launch", "--json").stdout)
    assert offer["done"] is False
    stale = campaign(root, "approve", "launch", "--as", "Dr Shah", "--hash", "00000000")
    assert stale.returncode == 1 and offer["hash"] in stale.stderr
    done = campaign(root, "approve", "launch", "--as", "Dr Shah", "--hash", offer["hash"], "--by", "Ann")
    assert done.returncode == 0 and "3 approved; 3 will go out." in done.stdout
    (given,) = log(root)[0]["approvals"]  # type: ignore[misc]
    assert (given["person"], given["known"], given["recorded_by"]) == ("Dr Shah", "recorded", "Ann")

    mine = campaign(root, "approve", "thanks", "--yes", "--as", "ann")
    assert mine.returncode == 1 and "somebody else has to approve it" in mine.stdout
    back = campaign(root, "approve", "launch", "--withdraw", "--as", "dr shah")
    assert "taken back; it is Waiting for approval" in back.stdout

    sent = campaign(root, "reject", "thanks", "--as", "Dr Shah", "--comment", "Name the ward.")
    assert sent.returncode == 0 and "thanks is on hold and a draft in the calendar." in sent.stdout
    assert states(root)["thanks"] == {"held"}
    assert "Name the ward." in campaign(root, "status").stdout
    assert ",draft," in (root / "config/calendar.csv").read_text()

    urgent = campaign(root, "approve", "launch", "--yes", "--out-of-hours", "--reason", "A flood.")
    assert urgent.returncode == 0
    assert states(root)["launch"] == {"scheduled"}
    assert "A flood." in campaign(root, "notify", "list", "--json").stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["approve", "lunch", "--yes"], 1, "nothing is scheduled under the name lunch"),
        (["approve", "launch", "--withdraw"], 1, "has approved none of these"),
        (["approve", "--withdraw"], 2, "name the posts"),
        (["approve", "launch", "--out-of-hours", "--as", "Ann"], 2, "in their own name"),
        (["approve", "launch", "--out-of-hours", "--yes"], 1, "needs a reason"),
        (["approve", "launch", "--as", "-", "--yes"], 1, "not a person's name"),
        (["reject", "launch", "--comment", ""], 1, "what should be changed"),
        (["approve-link", "create", "--for", "Dr Shah", "--expires", "soon"], 2, "length of time"),
        (["approve-link", "create", "--for", "Dr Shah", "--expires", "90d"], 1, "60 days"),
        (["approve-link", "revoke", "7"], 1, "no open link number 7"),
        (["sheet", "lunch"], 1, "no post lunch"),
        (["sheet", "--for", "the press"], 2, "none of approval, partners"),
    ],
)
def test_mistakes_are_said_in_words(applied: Path, arguments: list[str], code: int, said: str) -> None:
    answer = campaign(applied, *arguments)
    assert answer.returncode == code, answer.stderr
    assert said in " ".join(answer.stderr.replace("│", " ").split())
    assert "Traceback" not in answer.stderr


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from campaign_scheduler.sandbox import serve

    with serve() as sandbox:
        root = workspace(
            tmp_path_factory.mktemp("signoff"), campaign=CAMPAIGN + RULE, accounts=sandbox_accounts(sandbox)
        )
        assert campaign(root, "apply", "--yes").returncode == 0
    return root


@pytest.mark.slow
def test_links_are_shown_once_listed_and_closed(applied: Path) -> None:
    made = campaign(applied, "approve-link", "create", "--for", "Dr Shah", "--posts", "launch", "--expires", "7d")
    address = next(line for line in made.stdout.splitlines() if line.startswith("http"))
    assert "/approval/" in address
    (listed,) = json.loads(campaign(applied, "approve-link", "list", "--json").stdout)
    assert (listed["person"], listed["open"], len(listed["delivery_ids"])) == ("Dr Shah", True, 3)
    assert address.rpartition("/")[2] not in campaign(applied, "approve-link", "list").stdout
    assert campaign(applied, "approve-link", "revoke", "1").returncode == 0
    assert "closed by" in campaign(applied, "approve-link", "list").stdout
    known = {"CAMPAIGN_WEB_URL": "https://posts.example.org/"}
    made = campaign(applied, "approve-link", "create", "--for", "Dr Shah", "--posts", "launch", **known)
    assert "\nhttps://posts.example.org/approval/" in made.stdout


@pytest.mark.slow
def test_before_anything_is_scheduled_nothing_is_made(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    assert "Nothing waits for approval." in campaign(root, "approve").stdout
    assert "There are no approval links." in campaign(root, "approve-link", "list").stdout
    assert campaign(root, "sheet").returncode == 0
    assert not (root / ".campaign" / "campaign.db").exists()
