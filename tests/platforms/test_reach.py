"""Where requests may go: what is judged is the address that is connected to, before a byte leaves."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from campaign_scheduler.model.errors import InputError, Unavailable
from campaign_scheduler.platforms.kit import dialling
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.platforms.kit.reach import Reach, is_private
from campaign_scheduler.platforms.kit.transmission import Left
from campaign_scheduler.services.check import check
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.testing.contract import transmission
from platforms.test_http_door import ok, server
from support.making import app_for, workspace

CAREFUL = Reach()
Names = Callable[..., None]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Give names addresses, as a name server would; each look-up takes the next one."""
    known: dict[str, list[str]] = {}

    def addresses(host: str, port: int) -> list[object]:
        answers = known.get(host, [host])
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(dialling, "_addresses", addresses)
    return lambda **given: known.update({name.replace("_", "."): list(found) for name, found in given.items()})


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "10.1.2.3", "192.168.0.4", "172.16.0.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "localhost", "db.localhost"),
    ],
)
def test_these_are_private(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_these_are_the_internet(address: str) -> None:
    assert not is_private(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "sneaky.example"])
def test_a_private_address_is_refused_before_anything_is_sent(names: Names, host: str) -> None:
    with server(ok) as running:
        names(sneaky_example=["127.0.0.1"], localhost=["127.0.0.1"])
        url = running.url.replace("127.0.0.1", host)
        sent = transmission()
        for call in (lambda: Door(reach=CAREFUL).request("GET", url), lambda: _publish(url, sent)):
            with pytest.raises(Unavailable, match="private address") as caught:
                call()
            assert f"CAMPAIGN_ALLOW_PRIVATE_ADDRESSES={host}" in caught.value.remedy
        assert sent.left is Left.NOTHING
        assert running.connections == 0


def _publish(url: str, sent: object) -> None:
    Door(reach=CAREFUL).publish("POST", url, sent, json={})  # type: ignore[arg-type]


def test_a_name_that_leads_elsewhere_the_second_time_is_judged_the_second_time(names: Names) -> None:
    """The name server gives a good address for the look and a private one for the connection."""
    reach = Reach.allowing("", "true")
    with server(ok) as running:
        names(rebound_example=["127.0.0.1"])
        url = running.url.replace("127.0.0.1", "rebound.example")
        assert reach.objection(url) is None
        with pytest.raises(Unavailable, match="leads to a private address"):
            Door(reach=reach).request("GET", url)
        assert running.requests == []


def test_of_several_addresses_one_that_may_be_used_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(ok) as running:
        port = int(running.url.rpartition(":")[2])
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in ("10.255.0.1", "127.0.0.1")]
        monkeypatch.setattr(dialling, "_addresses", lambda host, port: found)
        reach = Reach.allowing("127.0.0.1", "")
        assert Door(reach=reach).request("GET", f"http://both.example:{port}/").status == 200


@pytest.mark.parametrize("allowed", ["true", "127.0.0.1", "other.example, 127.0.0.1", "127.0.0.1 10.0.0.1"])
def test_what_the_settings_allow_is_reached(allowed: str) -> None:
    with server(ok) as running:
        assert Door(reach=Reach.allowing(allowed, "")).request("GET", running.url).status == 200


@pytest.mark.parametrize("allowed", ["", "false", "10.0.0.1", "example.org"])
def test_what_they_do_not_is_not(allowed: str) -> None:
    with server(ok) as running, pytest.raises(Unavailable):
        Door(reach=Reach.allowing(allowed, "true")).request("GET", running.url)


def test_http_to_the_internet_is_refused_since_the_token_would_be_readable() -> None:
    objection = CAREFUL.objection("http://8.8.8.8/api")
    assert objection is not None
    assert "CAMPAIGN_ALLOW_PLAIN_HTTP=8.8.8.8" in objection.remedy
    assert CAREFUL.objection("https://8.8.8.8/api") is None
    assert Reach.allowing("", "8.8.8.8").objection("http://8.8.8.8/api") is None
    with pytest.raises(Unavailable, match="over http"):
        CAREFUL.guard("http://mastodon.example/")("8.8.8.8")


def test_through_a_proxy_names_are_the_proxys_and_written_addresses_are_still_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with server(ok) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert Door(reach=CAREFUL).request("GET", "http://mastodon.example/").status == 200
        assert proxy.requests[0].startswith(b"GET http://mastodon.example/")
        with pytest.raises(Unavailable, match="private address"):
            Door(reach=CAREFUL).request("GET", "http://169.254.169.254/latest/meta-data")
        assert len(proxy.requests) == 1


ELSEWHERE = """
accounts:
  - {id: trust_x, platform: x}
  - {id: trust_linkedin, platform: linkedin, author: "urn:li:organization:1"}
  - {id: trust_mastodon, platform: mastodon, base_url: "http://10.0.0.7"}
"""


def test_check_names_the_line_and_the_setting(tmp_path: Path) -> None:
    app = app_for(workspace(tmp_path, accounts=ELSEWHERE))
    (problem,) = [one for one in check(app).problems if one.code == "base-url-refused"]
    assert (problem.where, problem.is_error) == ("config/accounts.yaml:5", True)
    assert "CAMPAIGN_ALLOW_PRIVATE_ADDRESSES=10.0.0.7" in problem.remedy


def test_a_name_that_leads_to_a_private_address_is_told_when_it_is_scheduled(tmp_path: Path, names: Names) -> None:
    names(mastodon_example=["192.168.1.9"])
    accounts = ELSEWHERE.replace("http://10.0.0.7", "https://mastodon.example")
    only = "campaign: spring\ntimezone: Europe/London\naccounts: [trust_mastodon]\n"
    with pytest.raises(InputError) as caught:
        apply_plan(app_for(workspace(tmp_path, accounts=accounts, campaign=only)))
    (problem,) = [one for one in caught.value.problems if one.code == "account-not-verified"]
    assert "leads to a private address (192.168.1.9)" in problem.message
    assert "CAMPAIGN_ALLOW_PRIVATE_ADDRESSES=mastodon.example" in problem.remedy
