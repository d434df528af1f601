"""Every way in which credentials do not do: a plain sentence, the next step, and the account stops."""

from __future__ import annotations

import json

import pytest

from campaign_scheduler.model.account import Account, Credentials
from campaign_scheduler.model.clock import SystemClock
from campaign_scheduler.model.errors import CredentialError, PlatformError
from campaign_scheduler.model.rendered import RenderedPost
from campaign_scheduler.platforms.kit.http import Door
from campaign_scheduler.platforms.kit.interface import Platform
from campaign_scheduler.platforms.kit.registry import load_platforms
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.sandbox.faults import Fault
from campaign_scheduler.testing.contract import MemoryJournal
from support.making import picture, rendition

PAGE = "urn:li:organization:1"


@pytest.fixture(scope="module")
def platforms() -> dict[str, Platform]:
    return load_platforms(Door(), SystemClock())


def account(sandbox: RunningSandbox, platform: str, **secrets: str) -> Account:
    name = f"trust_{platform}"
    usual = {"access_token": f"token-{name}", "identifier": name, "app_password": f"token-{name}"}
    fields = secrets or usual
    options = {"author": PAGE} if platform == "linkedin" else {}
    return Account(name, platform, "", sandbox.base_url(platform), options, credentials=Credentials(fields))


def problem(title: str, detail: str, kind: str = "about:blank", status: int = 403) -> str:
    return json.dumps({"title": title, "detail": detail, "type": kind, "status": status})


CASES = [
    ("x", 401, "", "does not accept the token", "campaign accounts connect trust_x"),
    ("x", 402, "", "credits for trust_x are used up", "Buy credits"),
    (
        "x",
        403,
        problem("UsageCapExceeded", "Usage cap exceeded", "https://api.twitter.com/2/problems/usage-capped"),
        "credits for trust_x are used up",
        "campaign resume --account trust_x",
    ),
    ("x", 403, problem("Forbidden", "Your account is suspended."), "has suspended or locked", "Log in to X"),
    (
        "x",
        403,
        problem(
            "Unsupported Authentication",
            "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.",
            "https://api.twitter.com/2/problems/unsupported-authentication",
        ),
        "of the wrong kind: X needs the token of a user",
        "campaign accounts connect trust_x",
    ),
    (
        "x",
        403,
        problem("Forbidden", "Your client app is not configured with the appropriate oauth1 app permissions."),
        "tweet.write (to post)",
        "Read and write",
    ),
    (
        "x",
        403,
        problem("Client Forbidden", "You must use keys from an App attached to a Project.", "…/client-forbidden"),
        "does not let the app of trust_x use its API",
        "put the app into a project",
    ),
    ("linkedin", 401, "", "it has ended, as it does every 60 days", "campaign accounts connect trust_linkedin"),
    (
        "linkedin",
        401,
        json.dumps({"status": 401, "code": "REVOKED_ACCESS_TOKEN", "message": "revoked"}),
        "it was taken back",
        "campaign accounts connect trust_linkedin",
    ),
    ("linkedin", 403, "", "w_organization_social (to post for the page)", "Community Management API"),
    (
        "linkedin",
        403,
        json.dumps({"status": 403, "code": "MEMBER_RESTRICTED", "message": "This member is restricted"}),
        "has suspended or locked",
        "Log in to LinkedIn",
    ),
    ("mastodon", 401, "", "does not accept the token", "campaign accounts connect trust_mastodon"),
    ("mastodon", 403, "", "write:media (to send pictures with alt text)", "campaign accounts connect trust_mastodon"),
    ("mastodon", 403, '{"error": "Your login is currently disabled"}', "has suspended or locked", "Log in to Mastodon"),
    (
        "mastodon",
        403,
        '{"error": "Your login is missing a confirmed e-mail address"}',
        "has not let trust_mastodon in yet",
        "Confirm its e-mail address",
    ),
    ("bluesky", 401, "", "does not accept the handle and app password", "Make a new app password"),
    (
        "bluesky",
        401,
        '{"error": "AccountTakedown", "message": "Account has been taken down"}',
        "has suspended or locked",
        "Log in to Bluesky",
    ),
    (
        "bluesky",
        401,
        '{"error": "AuthFactorTokenRequired", "message": "A sign in code has been sent"}',
        "of the wrong kind: Bluesky needs an app password",
        "campaign accounts connect trust_bluesky",
    ),
]


@pytest.mark.parametrize(("platform", "status", "body", "said", "step"), CASES)
def test_each_refusal_is_a_plain_sentence_with_the_next_step(
    sandbox: RunningSandbox,
    platforms: dict[str, Platform],
    platform: str,
    status: int,
    body: str,
    said: str,
    step: str,
) -> None:
    """Whether the account is looked at or a post is prepared: a CredentialError, which stops the account."""
    for made in ("verify", "upload"):
        sandbox.faults.add(Fault("status", platform=platform, step="any", status=status, body=body, times=None))
        with pytest.raises(PlatformError) as caught:
            _do(made, platforms[platform], account(sandbox, platform))
        sandbox.faults.clear()
        if platform == "x" and made == "upload" and "media.write" in caught.value.message:
            continue
        assert isinstance(caught.value, CredentialError), caught.value
        assert said in caught.value.message
        assert step in caught.value.remedy
        assert "token-trust" not in f"{caught.value.message} {caught.value.remedy} {caught.value.detail}"


def _do(made: str, platform: Platform, who: Account) -> None:
    if made == "verify":
        platform.verify(who)
    else:
        post = RenderedPost(who.id, who.platform, "Hello", "Hello", (), (rendition(picture(), "A field"),))
        platform.prepare(post, who, MemoryJournal(), token="t")


def test_x_names_the_scope_that_pictures_need(sandbox: RunningSandbox, platforms: dict[str, Platform]) -> None:
    body = problem("Forbidden", "Forbidden")
    sandbox.faults.add(Fault("status", platform="x", step="upload", status=403, body=body))
    with pytest.raises(CredentialError, match=r"media\.write \(to send pictures"):
        _do("upload", platforms["x"], account(sandbox, "x"))


@pytest.mark.parametrize("platform", ["x", "linkedin", "mastodon", "bluesky"])
def test_an_account_without_credentials_says_how_to_connect_it(
    sandbox: RunningSandbox, platforms: dict[str, Platform], platform: str
) -> None:
    with pytest.raises(CredentialError, match=f"trust_{platform} is not connected") as caught:
        platforms[platform].verify(account(sandbox, platform, other="x"))
    assert f"campaign accounts connect trust_{platform}" in caught.value.remedy
