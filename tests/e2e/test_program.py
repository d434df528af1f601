"""The program as a user runs it: commands, exit codes, JSON, and broken input without a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from campaign_scheduler.sandbox import RunningSandbox
from support.making import sandbox_accounts, workspace
from support.program import campaign, daemon, fall_due_now, log, states, store, wait_for

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path, sandbox: RunningSandbox) -> Path:
    rows = ["launch,2035-03-05,09:00,launch,,all,,"]
    heading = "id,date,time,caption,media,accounts,status,note"
    caption = "---\ntags: [spring]\n---\nThe service opens today."
    return workspace(
        tmp_path, rows, heading=heading, captions={"launch.md": caption}, accounts=sandbox_accounts(sandbox)
    )


def test_the_loop_from_check_to_log(root: Path, sandbox: RunningSandbox) -> None:
    assert campaign(root, "check").returncode == 0
    plan = json.loads(campaign(root, "plan", "--json").stdout)
    assert plan["counts"]["added"] == 3
    assert campaign(root, "apply", plan["plan"]).returncode == 0
    assert campaign(root, "apply", plan["plan"]).returncode == 1
    fall_due_now(root)
    running = daemon(root, web=True)
    try:
        wait_for(lambda: states(root) == ["published"] * 3)
        assert campaign(root, "status", "--healthcheck").returncode == 0
    finally:
        running.terminate()
        assert running.wait(30) == 0
    assert campaign(root, "status", "--healthcheck").returncode == 1
    assert len(sandbox.world.posts()) == 3
    for entry in log(root):
        assert entry["text"] == "The service opens today."
        assert entry["tags"] == ["spring"]
        assert str(entry["sent_at"]).endswith("Z")
        assert isinstance(entry["lateness_s"], float)
        assert [attempt["outcome"] for attempt in entry["attempts"]] == ["published"]  # type: ignore[attr-defined]


LOG_KEYS = {
    *("delivery_id", "post_id", "campaign", "account", "platform", "state", "reason_code", "reason", "revision"),
    *("content_hash", "due_at", "sent_at", "acknowledged_at", "verified_at", "removed_at", "lateness_s", "permalink"),
    *("remote_id", "attempts", "text", "media", "tags"),
}
PREVIEW_KEYS = ["post_id", "account", "platform", "text", "length", "media", "problems"]
MEDIA_KEYS = ["path", "source_sha256", "rendition_sha256", "width", "height", "bytes", "mime", "alt", "alt_from"]


def test_json_has_the_promised_names_and_stands_alone(root: Path) -> None:
    assert campaign(root, "apply", "--yes").returncode == 0
    said = json.loads(campaign(root, "log", "--json").stdout)
    assert said == log(root)
    assert set(said[0]) >= LOG_KEYS
    preview = json.loads(campaign(root, "preview", "--json").stdout)
    assert [sorted(entry) for entry in preview] == [sorted(PREVIEW_KEYS)] * 3
    assert sorted(preview[0]["media"][0]) == sorted(MEDIA_KEYS)
    assert sorted(preview[0]["length"]) == ["limit", "unit", "used"]
    assert json.loads(campaign(root, "check", "--json").stdout) == []
    assert json.loads(campaign(root, "status", "--json").stdout)["counts"] == {"scheduled": 3}


def test_problems_are_told_with_exit_code_one_and_no_traceback(root: Path) -> None:
    (root / "captions/launch.md").unlink()
    answer = campaign(root, "check", "--json")
    assert answer.returncode == 1
    problem = next(one for one in json.loads(answer.stdout) if one["severity"] == "error")
    assert sorted(problem) == ["code", "file", "line", "message", "post_id", "remedy", "severity"]
    assert (problem["file"], problem["line"]) == ("config/calendar.csv", 2)
    for command in (["plan"], ["apply", "--yes"], ["preview"]):
        answer = campaign(root, *command)
        assert answer.returncode == 1
        assert "Traceback" not in answer.stderr
        assert "config/calendar.csv:2" in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["no-such-command"], 2),
        (["log", "--state", "lost"], 2),
        (["check", "--now", "someday"], 2),
        (["retry", "99"], 1),
        (["check", "--workspace", "/no/such/folder"], 3),
    ],
)
def test_exit_codes(root: Path, arguments: list[str], code: int) -> None:
    answer = campaign(root, *arguments)
    assert answer.returncode == code, answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_store_that_cannot_be_used_is_told(root: Path) -> None:
    store(root).parent.mkdir()
    store(root).write_text("a letter, not a database, long enough to have a beginning")
    answer = campaign(root, "log")
    assert answer.returncode == 3
    assert "not a database" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_port_in_use_is_told(root: Path, sandbox: RunningSandbox) -> None:
    answer = campaign(root, "sandbox", "--port", sandbox.url.rpartition(":")[2])
    assert answer.returncode == 3
    assert "in use" in answer.stderr


def test_no_secret_is_ever_shown(root: Path) -> None:
    campaign(root, "apply", "--yes")
    for command in (["log", "--json"], ["status", "--json"], ["accounts", "list", "--json"], ["plan", "--json"]):
        answer = campaign(root, *command)
        assert "token-trust" not in answer.stdout + answer.stderr
    assert b"token-trust" not in store(root).read_bytes()


def test_the_log_as_a_table_for_a_spreadsheet(root: Path) -> None:
    (root / "captions/launch.md").write_text("=1+1 is not a formula")
    campaign(root, "apply", "--yes")
    text = campaign(root, "log", "--csv").stdout
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 3
    assert rows[0]["text"] == "'=1+1 is not a formula"


def test_init_then_check(tmp_path: Path) -> None:
    answer = campaign(
        tmp_path, "init", str(tmp_path / "new"), "--yes", "--name", "Spring", "--timezone", "Europe/London"
    )
    assert answer.returncode == 0, answer.stderr
    assert campaign(tmp_path, "check", "--workspace", str(tmp_path / "new")).returncode == 0
    again = campaign(tmp_path, "init", str(tmp_path / "new"), "--yes")
    assert again.returncode == 1
    assert "is there already" in again.stderr


def test_preview_writes_one_page(root: Path) -> None:
    answer = campaign(root, "preview", "--html", str(root / "page.html"))
    assert answer.returncode == 0, answer.stderr
    page = (root / "page.html").read_text(encoding="utf-8")
    assert page.count("The service opens today.") == 3


def test_the_repositorys_campaign_is_clean() -> None:
    answer = campaign(REPOSITORY, "check", "--now", "2026-10-12", "--json")
    assert (answer.returncode, json.loads(answer.stdout)) == (0, [])


@pytest.mark.slow
def test_the_demo_works_twice(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "campaign_scheduler", "demo", "--dir", str(tmp_path / "demo")]
    for _ in range(2):
        answer = subprocess.run(command, capture_output=True, text=True, timeout=100, env={**os.environ})
        assert answer.returncode == 0, answer.stdout + answer.stderr
        assert answer.stdout.count("Published") == 38
        with sqlite3.connect(tmp_path / "demo/post-log.db") as connection:
            assert connection.execute("SELECT state, count(*) FROM post_log GROUP BY state").fetchall() == [
                ("published", 38)
            ]


def test_the_demo_leaves_other_folders_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    answer = campaign(tmp_path, "demo", "--dir", str(tmp_path))
    assert answer.returncode == 3
    assert (tmp_path / "thesis.docx").exists()
