"""campaign accounts, as a person runs it: connecting, seeing how accounts stand, posting, disconnecting."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from campaign_scheduler.sandbox import RunningSandbox
from support.connecting import APP_PASSWORD, CLIENT, say_yes, unconnected
from support.program import daemon, fall_due_now, wait_for

PROGRAM = [sys.executable, "-m", "campaign_scheduler"]
OF_THE_ENVIRONMENT = [f"CAMPAIGN_SECRETS__trust_{name}__access_token" for name in ("x", "linkedin", "mastodon")]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGN_")}
CLEAN |= {"CAMPAIGN_ALLOW_PRIVATE_ADDRESSES": "127.0.0.1"}


@pytest.fixture
def root(tmp_path: Path, sandbox: RunningSandbox) -> Path:
    unconnected(tmp_path, sandbox)
    return tmp_path


def run(root: Path, *arguments: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    environment = CLEAN | {"CAMPAIGN_WORKSPACE": str(root)} | more
    return subprocess.run(
        [*PROGRAM, *arguments], env=environment, input=typed, capture_output=True, text=True, timeout=60
    )


def free_port() -> int:
    with contextlib.closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def begin(root: Path, name: str, *options: str, typed: str = "") -> tuple[subprocess.Popen[str], str]:
    """A running campaign accounts connect, and the address it shows."""
    command = [*PROGRAM, "accounts", "connect", name, "--yes", "--no-browser", *options]
    environment = CLEAN | {"CAMPAIGN_WORKSPACE": str(root), "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write(typed)
    running.stdin.flush()
    address = next(line.strip() for line in running.stdout if line.startswith("http"))
    return running, address


def by_browser(root: Path, name: str, *, typed: str = "") -> str:
    """Say yes in a browser; gives what the program says in the end."""
    port = free_port()
    running, address = begin(root, name, "--port", str(port), typed=typed)
    came = say_yes(address, f"trust_{name}")
    page = requests.get(f"http://127.0.0.1:{port}/callback", params=came, timeout=10)
    assert "Close this page" in page.text
    output, _ = running.communicate(timeout=30)
    assert running.returncode == 0, output
    return output


def test_a_campaign_goes_out_with_nothing_but_connected_accounts(root: Path, sandbox: RunningSandbox) -> None:
    client = "".join(f"{value}\n" for value in CLIENT.values())
    outputs = [
        by_browser(root, "x", typed=client),
        by_browser(root, "linkedin", typed=client),
        by_browser(root, "mastodon"),
        run(root, "accounts", "connect", "bluesky", "--yes", typed=f"trust_bluesky\n{APP_PASSWORD}\n").stdout,
    ]
    assert "trust_x is connected: trust_x on" in outputs[0]
    assert "It is renewed by itself." in outputs[0]
    assert "reminded 7, 3 and 1 days ahead" in outputs[1]
    listed = json.loads(run(root, "accounts", "list", "--json").stdout)
    assert [one["secrets"] for one in listed] == ["vault"] * 4
    assert [one["renews_itself"] for one in listed] == [True, False, False, False]
    assert json.loads(run(root, "accounts", "verify", "--json").stdout)[3]["handle"] == "trust-bluesky.test"
    applied = run(root, "apply", "--yes")
    assert applied.returncode == 0, applied.stderr
    fall_due_now(root)
    running = daemon(root, **dict.fromkeys(OF_THE_ENVIRONMENT, ""))
    try:
        wait_for(lambda: len(sandbox.world.posts()) == 3)
    finally:
        running.terminate()
        assert running.wait(30) == 0
    left = json.loads(run(root, "accounts", "list", "--json").stdout)[0]["allowances"][0]
    assert (left["limit"], left["used"], left["left"]) == (100, 1, 99)
    told = "\n".join([*outputs, run(root, "accounts", "list").stdout, run(root, "doctor").stdout])
    assert [secret for secret in (CLIENT["client_secret"], APP_PASSWORD, "token-trust") if secret in told] == []


def test_a_server_without_a_browser_takes_what_is_pasted(root: Path) -> None:
    running, address = begin(root, "linkedin", "--paste", typed="".join(f"{value}\n" for value in CLIENT.values()))
    came = say_yes(address, "trust_linkedin")
    output, _ = running.communicate(f"http://localhost:8737/callback?code={came['code']}&state={came['state']}\n", 30)
    assert running.returncode == 0, output
    assert "trust_linkedin is connected" in output


def test_a_code_that_mastodon_shows_is_pasted(root: Path) -> None:
    running, address = begin(root, "mastodon", "--paste")
    scopes = ["read:accounts", "read:statuses", "write:statuses", "write:media"]
    page = requests.post(address, data={"account": "trust_mastodon", "answer": "yes", "scope": scopes}, timeout=10)
    code = page.text.partition("<code>")[2].partition("</code>")[0]
    output, _ = running.communicate(f"{code}\n", 30)
    assert running.returncode == 0, output
    assert "trust_mastodon is connected" in output


def test_the_checklist_says_who_does_what_how_long_and_at_what_cost(root: Path) -> None:
    shown = run(root, "accounts", "checklist", "x").stdout
    assert "Buy credits" in shown
    assert "$0.20 a post with a link" in shown
    assert "(docs.x.com, pricing, read 2026-11-22)" in shown
    assert "http://127.0.0.1:8737/callback" in shown
    duty = json.loads(run(root, "accounts", "checklist", "linkedin", "--json").stdout)[2]
    assert sorted(duty) == ["as_of", "costs", "source", "step", "takes", "what", "who"]


def test_it_begins_with_the_checklist_and_ends_where_that_is_not_in_place(root: Path) -> None:
    answer = run(root, "accounts", "connect", "bluesky", typed="n\n")
    assert "Is all of that in place?" in answer.stdout
    assert answer.returncode == 1
    assert not (root / ".campaign" / "campaign.db").exists()


@pytest.mark.parametrize(
    ("arguments", "typed", "code", "said"),
    [
        (("connect", "facebook", "--yes"), "", 3, "no account called facebook"),
        (("connect", "bluesky", "--yes"), "trust\nmy own password\n", 1, "not an app password"),
        (("connect", "bluesky", "--yes"), f"trust\n{APP_PASSWORD}\n", 3, "holds no key"),
        (("disconnect", "trust_x", "--yes"), "", 3, "is not connected here"),
    ],
)
def test_mistakes_are_told_without_a_traceback(
    root: Path, arguments: tuple[str, ...], typed: str, code: int, said: str
) -> None:
    key = {"CAMPAIGN_SECRET_KEY": "not a key"} if "holds no key" in said else {}
    answer = run(root, "accounts", *arguments, typed=typed, **key)
    assert answer.returncode == code, answer.stderr
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


def test_disconnecting_leaves_nothing(root: Path) -> None:
    run(root, "accounts", "connect", "bluesky", "--yes", typed=f"trust_bluesky\n{APP_PASSWORD}\n")
    answer = run(root, "accounts", "disconnect", "bluesky", "--yes")
    assert "Bluesky has no call for it" in answer.stdout
    with sqlite3.connect(root / ".campaign" / "campaign.db") as connection:
        assert connection.execute("SELECT count(*) FROM secrets").fetchone() == (0,)
    verified = run(root, "accounts", "verify", "trust_bluesky")
    assert verified.returncode == 1
    assert "campaign accounts connect trust_bluesky" in verified.stdout


def test_a_key_for_the_environment(root: Path) -> None:
    key = run(root, "accounts", "new-key").stdout.strip()
    assert len(key) == 44
    typed = f"trust_bluesky\n{APP_PASSWORD}\n"
    assert run(root, "accounts", "connect", "bluesky", "--yes", typed=typed, CAMPAIGN_SECRET_KEY=key).returncode == 0
    assert run(root, "accounts", "verify", "bluesky", CAMPAIGN_SECRET_KEY=key).returncode == 0
    without = run(root, "accounts", "verify", "bluesky")
    assert "the key file" in without.stderr + without.stdout
    assert "Traceback" not in without.stderr
