"""Doctor: what is fine is said to be, what is broken is found, and nothing is published or changed by looking."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import update

from campaign_scheduler.bootstrap import build
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.services import backups, doctor
from campaign_scheduler.services.app import App
from campaign_scheduler.services.check import check
from campaign_scheduler.services.doctor import Finding, Verdict, networks
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.services.stopping import pause
from campaign_scheduler.settings import load_settings
from campaign_scheduler.store import accounts, daemons, mark, snapshot
from campaign_scheduler.store import tables as t
from campaign_scheduler.store.locks import DaemonLocks
from campaign_scheduler.store.sealing import new_key
from support.connecting import connect, unconnected
from support.making import SECRETS, sandbox_accounts, workspace
from support.old_store import first_store
from support.program import campaign

ROW = "launch,2035-03-05,09:00,launch,,all,,"


@pytest.fixture
def root(tmp_path: Path, sandbox: RunningSandbox) -> Path:
    return workspace(tmp_path / "work", [ROW], accounts=sandbox_accounts(sandbox))


def app_at(root: Path, **settings: object) -> App:
    url = f"sqlite:///{(root / 'campaign.db').as_posix()}"
    given = {"secrets": SECRETS, "notify": "json://127.0.0.1:9/", **settings}
    return build(load_settings(workspace=root, database_url=url, **given))


@pytest.fixture
def app(root: Path) -> App:
    app = app_at(root)
    apply_plan(app)
    return app


def running(app: App) -> None:
    """A daemon that gave a sign of life just now."""
    with app.store() as store, store.write() as connection:
        daemons.register(connection, "d", app.clock.now())


def worst(found: list[Finding], about: str) -> Finding:
    """The gravest finding about something."""
    order = list(Verdict)
    return max((one for one in found if one.about == about), key=lambda one: order.index(one.verdict))


def test_all_is_well(app: App, sandbox: RunningSandbox) -> None:
    running(app)
    backups.backup(app)
    found = doctor.examine(app)
    assert [one for one in found if one.verdict is not Verdict.OK] == []
    about = {one.about for one in found}
    assert about >= {
        "program",
        "time zones",
        "disk",
        "store",
        "daemon",
        "stops",
        "messages",
        "backups",
        "files",
        "clock",
    }
    assert about >= {"account trust_x", "account trust_linkedin", "account trust_mastodon"}
    assert not [name for name in sandbox.world.requests if name.endswith(":publish")]


def test_looking_changes_nothing(app: App) -> None:
    store = app.root / "campaign.db"
    before = store.read_bytes(), sorted(path.name for path in app.root.iterdir() if "campaign.db-" not in path.name)
    doctor.examine(app)
    assert (
        store.read_bytes(),
        sorted(path.name for path in app.root.iterdir() if "campaign.db-" not in path.name),
    ) == before


def test_nothing_was_ever_scheduled(root: Path) -> None:
    found = doctor.examine(app_at(root))
    assert worst(found, "store").verdict is Verdict.WARNING
    assert worst(found, "files").verdict is Verdict.OK
    assert not (root / "campaign.db").exists()


def test_an_older_store_is_not_upgraded_by_looking(root: Path) -> None:
    first_store(root / "campaign.db")
    found = doctor.examine(app_at(root))
    assert "older version" in worst(found, "store").found
    assert snapshot.look(root / "campaign.db").version == "0001"


def test_a_damaged_store_and_the_rest_is_still_looked_at(app: App) -> None:
    with (app.root / "campaign.db").open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 8192)
    found = doctor.examine(app)
    assert worst(found, "store").verdict is Verdict.PROBLEM
    assert "campaign restore" in worst(found, "store").remedy
    assert worst(found, "files").verdict is Verdict.OK
    assert worst(found, "account trust_x").verdict is Verdict.OK


def test_a_store_that_is_no_database(root: Path) -> None:
    (root / "campaign.db").write_text("a letter, not a database, long enough to have a beginning")
    found = doctor.examine(app_at(root))
    assert "not a database" in worst(found, "store").found
    assert worst(found, "files").verdict is Verdict.OK


def test_a_database_that_is_away(root: Path) -> None:
    found = doctor.examine(
        build(load_settings(workspace=root, database_url="postgresql://ann:s3cret@127.0.0.1:9/x", secrets=SECRETS))
    )
    assert worst(found, "store").verdict is Verdict.PROBLEM
    assert worst(found, "files").verdict is Verdict.OK
    assert "s3cret" not in str(found)


def test_a_daemon_that_is_not_there_and_one_that_hangs(app: App) -> None:
    assert "never ran" in worst(doctor.examine(app), "daemon").found
    locks = DaemonLocks(app.root / "campaign.db")
    locks.hold("frozen-one")
    assert "hangs: frozen-one" in worst(doctor.examine(app), "daemon").found
    running(app)
    assert worst(doctor.examine(app), "daemon").verdict is Verdict.OK
    locks.release()


def test_stops_and_a_store_that_went_back_in_time(app: App) -> None:
    pause(app, scope="account", target="trust_x", reason="A bad day.", by="ann")
    path = mark.beside(app.root / "campaign.db")
    with app.store() as store, store.read() as connection:
        here = mark.MarkReader().read(connection)
    mark.save(path, mark.Mark(here.store, here.attempts + 5, 5, 5, here.events))
    found = doctor.examine(app)
    assert "A bad day." in worst(found, "stops").found
    assert worst(found, "stops").remedy.endswith("campaign resume --account trust_x")
    assert "older than the one that was used here last" in worst(found, "store").found


def test_a_token_that_is_missing(app: App) -> None:
    found = doctor.examine(app_at(app.root, secrets=SECRETS | {"trust_x": {}}))
    assert worst(found, "account trust_x").verdict is Verdict.PROBLEM
    assert worst(found, "account trust_linkedin").verdict is Verdict.OK


def test_a_token_that_ends_before_a_post_is_due(app: App) -> None:
    with app.store() as store:
        with store.write() as connection:
            mastodon = t.accounts.c.id == "trust_mastodon"
            ends = datetime(2035, 1, 1, tzinfo=UTC)
            connection.execute(update(t.accounts).where(mastodon).values(expires_at=ends))
        with store.read() as connection:
            pinned = accounts.pinned(connection)
        visits = [networks.Visit(account) for account in check(app).workspace.accounts.values()]
        found = list(networks.tokens(app, visits, pinned, store))
    assert [one.about for one in found] == ["account trust_mastodon"]
    assert "before 1 of its posts are due" in found[0].found


def test_nobody_is_told(app: App) -> None:
    assert worst(doctor.examine(app_at(app.root, notify="")), "messages").verdict is Verdict.WARNING
    assert worst(doctor.examine(app_at(app.root, notify="nonsense")), "messages").verdict is Verdict.PROBLEM


def test_an_old_backup(app: App) -> None:
    made = backups.backup(app)
    long_ago = (datetime.now(UTC) - timedelta(days=30)).timestamp()
    os.utime(made.path, (long_ago, long_ago))
    assert "30 days old" in worst(doctor.examine(app), "backups").found


@contextmanager
def server(ahead: timedelta) -> Iterator[str]:
    """A server whose clock is wrong."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(404)
            self.send_header("Date", format_datetime(datetime.now(UTC) + ahead, usegmt=True))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.mark.parametrize(
    ("ahead", "verdict", "words"),
    [(300, Verdict.PROBLEM, "behind"), (-300, Verdict.PROBLEM, "ahead of"), (0, Verdict.OK, "")],
)
def test_a_clock_that_is_wrong(root: Path, ahead: int, verdict: Verdict, words: str) -> None:
    with server(timedelta(seconds=ahead)) as url:
        one = f'accounts: [{{id: trust_mastodon, platform: mastodon, base_url: "{url}"}}]'
        (root / "config/accounts.yaml").write_text(one)
        found = worst(doctor.examine(app_at(root)), "clock")
    assert found.verdict is verdict
    assert words in found.found


def test_a_network_that_says_nothing_is_not_waited_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "PATIENCE", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        one = f'accounts: [{{id: trust_mastodon, platform: mastodon, base_url: "{url}"}}]'
        (root / "config/accounts.yaml").write_text(one)
        found = worst(doctor.examine(app_at(root)), "account trust_mastodon")
    assert "did not answer" in found.found


@pytest.mark.parametrize("broken", ["no workspace", "no folder", "setting", "store is a folder", "files"])
def test_the_program_never_shows_a_traceback(root: Path, broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = root
    if broken == "no workspace":
        place = root / "media"
    elif broken == "no folder":
        place = root / "nowhere"
    elif broken == "setting":
        monkeypatch.setenv("CAMPAIGN_WORKERS", "many")
    elif broken == "store is a folder":
        (root / ".campaign/campaign.db").mkdir(parents=True)
    else:
        (root / "config/campaign.yaml").write_bytes(b"\xff\xfe\x00: [")
    answer = campaign(place, "doctor", "--json")
    assert answer.returncode == 1
    assert "Traceback" not in answer.stdout + answer.stderr
    found = json.loads(answer.stdout)
    assert {tuple(one) for one in found} == {("check", "verdict", "found", "remedy")}
    assert all(one["remedy"] for one in found if one["verdict"] != "ok")
    assert "could not be looked at" not in answer.stdout


def test_the_vault_is_opened_and_a_wrong_key_or_an_ended_connection_is_found(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    app = unconnected(tmp_path / "connected", sandbox)
    connect(app, "trust_x")
    connect(app, "trust_bluesky")
    fine = worst(doctor.examine(app), "secrets")
    assert (fine.verdict, fine.found.startswith("2 of the accounts are in the vault")) == (Verdict.OK, True)
    with app.store() as store, store.write() as connection:
        connection.execute(update(t.secrets).where(t.secrets.c.account_id == "trust_x").values(refused="It is over."))
    found = [one for one in doctor.examine(app) if one.found == "It is over."]
    assert found[0].remedy == "Connect it again: campaign accounts connect trust_x."
    wrong = unconnected(tmp_path / "connected", sandbox, secret_key=new_key())
    finding = worst(doctor.examine(wrong), "secrets")
    assert finding.verdict is Verdict.PROBLEM
    assert "sealed with another key" in finding.found


def test_a_backup_names_the_key_that_is_not_in_it(tmp_path: Path, sandbox: RunningSandbox) -> None:
    app = unconnected(tmp_path, sandbox)
    connect(app, "trust_x")
    made = backups.backup(app)
    key = backups.key_beside(app)
    assert key == tmp_path / ".campaign" / "secret.key"
    assert key.read_bytes().strip() not in made.path.read_bytes()
    assert b"token-trust_x" not in made.path.read_bytes()
