"""Connecting, over real HTTP against the stand-in networks: the dance, and every way in which it may go wrong."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast
from urllib.parse import parse_qsl, urlsplit

import pytest

from campaign_scheduler.model.account import Account
from campaign_scheduler.model.capabilities import Capabilities
from campaign_scheduler.model.errors import CampaignError, CredentialError, PlatformError, SettingsError, Unavailable
from campaign_scheduler.platforms.kit.interface import Platform
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.services import account_list, choosing, connecting
from campaign_scheduler.services.app import App
from campaign_scheduler.services.credentials import with_credentials
from campaign_scheduler.services.disconnecting import disconnect
from campaign_scheduler.services.keyring import Source
from campaign_scheduler.services.profiles import verify_and_keep
from campaign_scheduler.store import accounts, vault
from campaign_scheduler.store.sealing import new_key
from support.connecting import APP_PASSWORD, BY_BROWSER, CLIENT, GIVEN, connect, say_no, say_yes, start, unconnected
from support.making import SetClock

ALL = (*BY_BROWSER, "trust_bluesky")


@pytest.fixture
def app(tmp_path: Path, sandbox: RunningSandbox) -> App:
    return unconnected(tmp_path, sandbox)


def kept(app: App, name: str) -> vault.Row | None:
    with app.store() as store, store.read() as connection:
        return vault.row(connection, name)


def standing(app: App, name: str) -> account_list.Standing:
    return next(one for one in account_list.standings(app) if one.account.id == name)


@pytest.mark.parametrize("name", ALL)
def test_each_network_is_connected_and_then_posts_as_that_profile(app: App, name: str) -> None:
    connected = connect(app, name)
    assert connected.account.id == name
    assert not connected.is_stopped
    profile = verify_and_keep(app, choosing.the_account(app, name))
    assert profile.key == connected.profile.key
    assert standing(app, name).source is Source.VAULT
    assert standing(app, name).handle == connected.profile.handle


def test_how_long_each_lasts(app: App) -> None:
    lasting = {name: connect(app, name) for name in ALL}
    assert [name for name, one in lasting.items() if one.renews_itself] == ["trust_x"]
    (ends,) = [one.ends_at for one in lasting.values() if one.ends_at]
    assert timedelta(days=59) < ends - app.clock.now() <= timedelta(days=60)
    assert standing(app, "trust_linkedin").ends_at == ends


def test_the_address_asks_for_what_is_needed_and_proves_its_code(app: App) -> None:
    asked = {name: dict(parse_qsl(urlsplit(start(app, name).address).query)) for name in BY_BROWSER}
    for name in ("trust_x", "trust_mastodon"):
        assert asked[name]["code_challenge_method"] == "S256"
        assert len(asked[name]["code_challenge"]) == 43
    assert "code_challenge" not in asked["trust_linkedin"], "LinkedIn refuses codes that are proved so"
    assert "offline.access" in asked["trust_x"]["scope"].split()
    assert "w_organization_social" in asked["trust_linkedin"]["scope"].split()
    assert asked["trust_x"]["redirect_uri"] == "http://127.0.0.1:8737/callback"
    assert len({one["state"] for one in asked.values()}) == 3


def test_a_network_s_name_stands_for_its_only_account(app: App) -> None:
    assert connect(app, "Twitter", "trust_x").account.id == "trust_x"


def test_an_unknown_account_is_told_with_the_line_to_write(app: App) -> None:
    with pytest.raises(SettingsError) as caught:
        start(app, "trust_facebook")
    assert "trust_x, trust_linkedin" in caught.value.remedy
    (app.root / "config/accounts.yaml").write_text("accounts:\n  - {id: trust_x, platform: x}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        start(app, "mastodon")
    assert '- {id: our_mastodon, platform: mastodon, base_url: "https://your.server"}' in caught.value.remedy


@pytest.mark.parametrize("name", BY_BROWSER)
def test_a_no_is_a_no(app: App, name: str) -> None:
    with pytest.raises(CredentialError, match="was told no for"):
        connecting.finish(app, say_no(start(app, name).address))
    assert kept(app, name) is None


@pytest.mark.parametrize("state", ["", "another", "one letter off"])
def test_an_answer_with_a_wrong_state_is_not_taken(app: App, state: str) -> None:
    came = say_yes(start(app, "trust_x").address, "trust_x")
    if state == "one letter off":
        state = came["state"][:-1] + ("A" if came["state"][-1] != "A" else "B")
    with pytest.raises(CredentialError, match="belongs to no connection"):
        connecting.finish(app, {**came, "state": state})
    assert kept(app, "trust_x") is None


def test_an_answer_is_taken_once(app: App) -> None:
    came = say_yes(start(app, "trust_x").address, "trust_x")
    connecting.finish(app, came)
    with pytest.raises(CredentialError, match="belongs to no connection"):
        connecting.finish(app, came)


def test_an_answer_that_comes_too_late_is_not_taken(tmp_path: Path, sandbox: RunningSandbox) -> None:
    clock = SetClock()
    app = unconnected(tmp_path, sandbox, clock)
    started = start(app, "trust_x")
    clock.moment += timedelta(minutes=connecting.MINUTES)
    with pytest.raises(CredentialError, match="too late"):
        connecting.finish(app, say_yes(started.address, "trust_x"))


@pytest.mark.parametrize("name", BY_BROWSER)
def test_a_code_that_is_too_old_is_told(app: App, sandbox: RunningSandbox, name: str) -> None:
    sandbox.world.desks[choosing.the_account(app, name).platform].code_lives = timedelta(0)
    with pytest.raises(CredentialError, match="gave no token for") as caught:
        connect(app, name)
    assert f"campaign accounts connect {name}" in caught.value.remedy
    assert kept(app, name) is None


@pytest.mark.parametrize(
    ("name", "scope", "how"),
    [
        ("trust_x", "media.write", "developer console"),
        ("trust_x", "offline.access", "developer console"),
        ("trust_linkedin", "w_organization_social", "Community Management API"),
        ("trust_mastodon", "write:media", "say yes to everything"),
    ],
)
def test_a_missing_scope_is_named_with_how_to_get_it(app: App, name: str, scope: str, how: str) -> None:
    with pytest.raises(CredentialError, match=f"lacks what it needs: {scope} \\(to") as caught:
        connect(app, name, without=(scope,))
    assert how in caught.value.remedy
    assert kept(app, name) is None


def test_what_is_not_kept_is_given_back(app: App, sandbox: RunningSandbox) -> None:
    with pytest.raises(CredentialError):
        connect(app, "trust_x", without=("media.write",))
    assert "token-trust_x~1" in sandbox.world.revoked


def test_a_scope_that_the_app_may_not_ask_for_is_named(app: App, sandbox: RunningSandbox) -> None:
    sandbox.world.desks["linkedin"].apps_may = frozenset({"r_organization_social", "rw_organization_admin"})
    with pytest.raises(CredentialError, match="does not let this app ask") as caught:
        connect(app, "trust_linkedin")
    assert "w_organization_social (to post for the page)" in caught.value.message
    assert "r_organization_social (" not in caught.value.message
    assert "Community Management API" in caught.value.remedy


def test_another_profile_than_before_is_refused_and_the_old_one_stays(app: App) -> None:
    connect(app, "trust_mastodon")
    before = kept(app, "trust_mastodon")
    with pytest.raises(CredentialError, match="of somebody_else, not of trust_mastodon"):
        connect(app, "trust_mastodon", "somebody_else")
    assert kept(app, "trust_mastodon") == before


def test_the_same_profile_may_be_connected_again(app: App) -> None:
    first = connect(app, "trust_mastodon")
    assert connect(app, "trust_mastodon").profile.key == first.profile.key


def test_one_profile_is_not_two_accounts(app: App, sandbox: RunningSandbox) -> None:
    connect(app, "trust_x")
    path = app.root / "config/accounts.yaml"
    more = f'\n  - {{id: second_x, platform: x, base_url: "{sandbox.base_url("x")}"}}\n'
    path.write_text(path.read_text(encoding="utf-8").rstrip() + more, encoding="utf-8")
    started = connecting.start(app, "second_x", CLIENT, redirect="http://127.0.0.1:8737/callback")
    with pytest.raises(CredentialError, match="is the account trust_x already"):
        connecting.finish(app, say_yes(started.address, "trust_x"))


@pytest.mark.parametrize("password", ["hunter2hunter2", "qrst-efgh-ijkl", "ABCD-EFGH-IJKL-MNOP", ""])
def test_only_an_app_password_is_ever_sent_to_bluesky(app: App, sandbox: RunningSandbox, password: str) -> None:
    with pytest.raises(CampaignError) as caught:
        start(app, "trust_bluesky", {"identifier": "trust_bluesky", "app_password": password})
    assert "App passwords" in caught.value.remedy
    assert sandbox.world.requests["bluesky:verify"] == 0
    if password:
        assert password not in f"{caught.value} {caught.value.remedy}"


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "html_after", "empty_after", "cut_after", "status_500"])
@pytest.mark.parametrize("step", ["token", "verify"])
def test_a_network_that_fails_midway_connects_nothing_and_is_tried_again(
    app: App, sandbox: RunningSandbox, kind: str, step: str
) -> None:
    sandbox.faults.add(Fault(kind, platform="x", step=step))
    with pytest.raises(PlatformError):
        connect(app, "trust_x")
    assert kept(app, "trust_x") is None
    assert connect(app, "trust_x").profile.handle == "trust_x"


def test_a_server_that_registers_no_app_is_told(app: App, sandbox: RunningSandbox) -> None:
    sandbox.faults.add(Fault("html_after", platform="mastodon", step="apps"))
    with pytest.raises(Unavailable, match="did not register the program") as caught:
        start(app, "trust_mastodon")
    assert "base_url" in caught.value.remedy


def test_a_missing_answer_is_asked_for_and_one_in_the_environment_is_not(
    tmp_path: Path, sandbox: RunningSandbox, app: App
) -> None:
    with pytest.raises(SettingsError, match="without its Client ID and Primary client secret") as caught:
        start(app, "trust_linkedin", {})
    assert "linkedin.com/developers" in caught.value.remedy
    known = unconnected(tmp_path / "other", sandbox, secrets={"trust_linkedin": dict(CLIENT)})
    came = say_yes(start(known, "trust_linkedin", {}).address, "trust_linkedin")
    assert connecting.finish(known, came).account.id == "trust_linkedin"


def test_the_environment_wins_and_connecting_beside_it_is_refused(tmp_path: Path, sandbox: RunningSandbox) -> None:
    app = unconnected(tmp_path, sandbox)
    connect(app, "trust_x")
    given = {"trust_x": {"access_token": "token-from-outside"}}
    outside = unconnected(tmp_path, sandbox, secrets=given)
    account = with_credentials(outside, choosing.the_account(outside, "trust_x"))
    assert dict(account.credentials) == given["trust_x"], "never half of each"
    assert standing(outside, "trust_x").source is Source.ENVIRONMENT
    with pytest.raises(SettingsError, match="they win over") as caught:
        start(outside, "trust_x")
    assert "CAMPAIGN_SECRETS__trust_x__access_token" in caught.value.remedy


def test_what_was_connected_at_one_server_is_never_sent_to_another(app: App, sandbox: RunningSandbox) -> None:
    connect(app, "trust_mastodon")
    path = app.root / "config/accounts.yaml"
    elsewhere = path.read_text(encoding="utf-8").replace(sandbox.base_url("mastodon"), "https://elsewhere.example")
    path.write_text(elsewhere, encoding="utf-8")
    with pytest.raises(CredentialError, match="its address is now https://elsewhere"):
        with_credentials(app, choosing.the_account(app, "trust_mastodon"))


def test_disconnecting_ends_the_tokens_at_the_network_and_here(app: App, sandbox: RunningSandbox) -> None:
    connect(app, "trust_x")
    assert disconnect(app, "x").revoked is True
    assert {"token-trust_x~1", "refresh-trust_x~1"} <= sandbox.world.revoked
    assert kept(app, "trust_x") is None
    with pytest.raises(SettingsError, match="not connected here"):
        disconnect(app, "trust_x")


def test_disconnecting_goes_through_when_the_network_is_away(app: App, sandbox: RunningSandbox) -> None:
    connect(app, "trust_mastodon")
    sandbox.faults.add(Fault("drop_before", platform="mastodon", step="revoke"))
    done = disconnect(app, "trust_mastodon")
    assert done.revoked is False
    assert "broke the connection" in done.why_not
    assert kept(app, "trust_mastodon") is None


def test_an_app_password_cannot_be_taken_back_from_here(app: App) -> None:
    connect(app, "trust_bluesky")
    assert disconnect(app, "trust_bluesky").revoked is None


def test_a_lost_key_is_never_followed_by_another(app: App) -> None:
    connect(app, "trust_x")
    key = app.root / ".campaign" / "secret.key"
    key.rename(key.with_suffix(".lost"))
    with pytest.raises(SettingsError, match="is missing"):
        with_credentials(app, choosing.the_account(app, "trust_x"))
    with pytest.raises(SettingsError, match="is missing"):
        start(app, "trust_mastodon")
    assert not key.exists()
    assert disconnect(app, "trust_x").revoked is False, "forgetting needs no key"
    connect(app, "trust_mastodon")
    assert key.exists()


def test_a_wrong_key_is_told(tmp_path: Path, sandbox: RunningSandbox, app: App) -> None:
    connect(app, "trust_x")
    wrong = unconnected(tmp_path, sandbox, secret_key=new_key())
    with pytest.raises(SettingsError, match="sealed with another key"):
        with_credentials(wrong, choosing.the_account(wrong, "trust_x"))
    with pytest.raises(SettingsError, match="sealed with another key"):
        start(wrong, "trust_mastodon")


def test_the_key_may_stand_in_the_environment_or_among_the_secret_files(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    key, folder = new_key(), tmp_path / "secrets"
    folder.mkdir()
    (folder / "CAMPAIGN_SECRET_KEY").write_text(f"{key}\n", encoding="ascii")
    connect(unconnected(tmp_path / "w", sandbox, secret_key=key), "trust_x")
    again = unconnected(tmp_path / "w", sandbox, secrets_dir=folder)
    assert with_credentials(again, choosing.the_account(again, "trust_x")).credentials["access_token"]
    assert not (tmp_path / "w" / ".campaign" / "secret.key").exists()


class TestPasted:
    """What a person copies by hand."""

    def test_the_whole_address(self, app: App) -> None:
        started = start(app, "trust_linkedin")
        came = say_yes(started.address, "trust_linkedin")
        address = f"  http://localhost:8737/callback?code={came['code']}&state={came['state']} \n"
        params = connecting.pasted(started, choosing.connector(app, started.account), address)
        assert connecting.finish(app, params).account.id == "trust_linkedin"

    def test_a_code_alone_where_it_is_bound_to_this_start(self, app: App) -> None:
        started = start(app, "trust_x")
        came = say_yes(started.address, "trust_x")
        params = connecting.pasted(started, choosing.connector(app, started.account), came["code"])
        assert connecting.finish(app, params).account.id == "trust_x"

    @pytest.mark.parametrize("text", ["", "https://www.linkedin.com/feed/", "code-of-somebody", "?code=abcdef"])
    def test_anything_else_is_refused_and_not_repeated(self, app: App, text: str) -> None:
        started = start(app, "trust_linkedin")
        with pytest.raises(CredentialError, match="not the address") as caught:
            connecting.pasted(started, choosing.connector(app, started.account), text)
        assert not text or text not in f"{caught.value} {caught.value.remedy}"


def secrets_of(sandbox: RunningSandbox, *names: str) -> list[str]:
    """Every secret that these accounts may have been connected with."""
    apps = [secret for desk in sandbox.world.desks.values() for secret in desk.apps.values()]
    clients = [GIVEN[name]["client_secret"] for name in names if "client_secret" in GIVEN[name]]
    return [*clients, *apps, APP_PASSWORD, "token-trust", "refresh-trust", "code-"]


ECHO = json.dumps({"error": "invalid_grant", "error_description": f"not with {CLIENT['client_secret']}"})
FAILURES = [
    Fault("status", step="token", status=400, body=ECHO),
    Fault("status_401", step="token"),
    Fault("status_500", step="token"),
    Fault("drop_after", step="token"),
    Fault("cut_after", step="token"),
    Fault("html_after", step="verify"),
    Fault("status_401", step="verify"),
    Fault("status_403", step="verify"),
    Fault("drop_after", step="verify"),
    Fault("drop_before", step="apps"),
]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("fault", FAILURES, ids=lambda one: f"{one.kind}-{one.status}-{one.step}")
def test_no_secret_is_in_what_a_failing_connection_says(
    app: App, sandbox: RunningSandbox, name: str, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    """In no message, no detail, no chain of exceptions, no log, and no file."""
    caplog.set_level(logging.DEBUG)
    sandbox.faults.add(fault)
    said: list[str] = []
    try:
        said.append(repr(connect(app, name)))
    except CampaignError as error:
        chain: BaseException | None = error
        while chain is not None:
            said += [repr(chain), str(vars(chain))]
            chain = chain.__cause__ or chain.__context__
    store = app.root / ".campaign" / "campaign.db"
    dump = "\n".join(sqlite3.connect(store).iterdump()) if store.exists() else ""
    whole = "\n".join([*said, caplog.text, dump])
    assert [secret for secret in secrets_of(sandbox, name) if secret in whole] == []


def test_what_is_kept_cannot_be_read_without_the_key(app: App, sandbox: RunningSandbox) -> None:
    for name in ALL:
        connect(app, name)
    folder = app.root / ".campaign"
    stored = b"".join(path.read_bytes() for path in folder.iterdir() if path.suffix != ".key" and path.is_file())
    assert [secret for secret in secrets_of(sandbox, *ALL) if secret.encode() in stored] == []
    assert os.name == "nt" or (folder / "secret.key").stat().st_mode & 0o077 == 0


def test_the_pinned_profile_knows_when_its_token_ends(app: App) -> None:
    connected = connect(app, "trust_linkedin")
    verify_and_keep(app, choosing.the_account(app, "trust_linkedin"))
    with app.store() as store, store.read() as connection:
        ends = accounts.pinned(connection)["trust_linkedin"].expires_at
        assert ends is not None
        assert connected.ends_at is not None
        assert abs(ends - connected.ends_at) < timedelta(seconds=2)


@pytest.mark.parametrize("trouble", ["", "status_500", "html_after", "cut_after", "drop_after"])
def test_linkedin_says_when_a_token_from_outside_ends_and_need_not(
    tmp_path: Path, sandbox: RunningSandbox, app: App, trouble: str
) -> None:
    """Given with the app's own secrets, its end is asked for; where that fails nothing else does."""
    connected = connect(app, "trust_linkedin")
    given = {"trust_linkedin": {**CLIENT, "access_token": "token-trust_linkedin~1"}}
    outside = unconnected(tmp_path / "outside", sandbox, secrets=given)
    if trouble:
        sandbox.faults.add(Fault(trouble, platform="linkedin", step="introspect"))
    profile = verify_and_keep(outside, choosing.the_account(outside, "trust_linkedin"))
    assert connected.ends_at is not None
    assert profile.expires_at == (None if trouble else connected.ends_at.replace(microsecond=0))


class ToldByHand:
    """A network that needs no secrets, such as a person who is told what to post."""

    def __init__(self, whole: Platform) -> None:
        self.name = whole.name
        self._able = replace(whole.capabilities(Account("none", whole.name)), credential_fields=())

    def capabilities(self, account: Account) -> Capabilities:
        return self._able


def test_an_account_that_needs_no_secrets_is_said_to_need_none(app: App) -> None:
    by_hand = cast(Platform, ToldByHand(app.platforms["mastodon"]))
    other = replace(app, platforms={**app.platforms, "mastodon": by_hand})
    assert standing(other, "trust_mastodon").source is Source.NOT_NEEDED
    with pytest.raises(SettingsError, match="needs no connecting"):
        start(other, "trust_mastodon")
