"""What networks that people post to by hand take, and what an account's options may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign_scheduler.bootstrap import build
from campaign_scheduler.services import check as checking
from campaign_scheduler.settings import load_settings
from support.making import ALT, SetClock, picture, workspace

CAMPAIGN = "campaign: spring\nname: Spring\ntimezone: Europe/London\naccounts: [hand]\n"


def problems(root: Path, accounts: str, text: str, media: str = "launch.png") -> set[str]:
    workspace(
        root,
        [f"launch,2030-03-04,09:00,launch,{media},all,,"],
        campaign=CAMPAIGN,
        accounts=f"accounts:\n  - {{id: hand, platform: manual, person: Sam, {accounts}}}\n",
        captions={"launch.md": text},
        pictures={"launch.png": picture()} if media else {},
        alt=ALT if media else "file,alt,decorative,credit\n",
    )
    app = build(load_settings(workspace=root), SetClock())
    return {f"{one.code}: {one.message}" for one in checking.check(app).problems if one.severity.value == "error"}


@pytest.mark.parametrize(
    ("network", "text", "said"),
    [
        ("Facebook", "x" * 63_207, "63207 of 63206 characters"),
        ("Instagram", "x" * 2_201, "2201 of 2200 characters"),
        ("Instagram", "word " + " ".join(f"#tag{n}" for n in range(31)), "31 of 30 hashtags"),
        ("Instagram", "word " + " ".join(f"@name{n}" for n in range(21)), "21 of 20 mentions"),
        ("Threads", "x" * 501, "501 of 500 characters"),
    ],
)
def test_what_the_named_network_does_not_take_is_a_problem(tmp_path: Path, network: str, text: str, said: str) -> None:
    (found,) = problems(tmp_path, f"network: {network}", text)
    assert said in found


def test_instagram_wants_a_picture_and_a_newsletter_takes_long_words(tmp_path: Path) -> None:
    (found,) = problems(tmp_path / "one", "network: Instagram", "Words alone.", media="")
    assert found.startswith("picture-needed")
    assert problems(tmp_path / "two", "network: The bulletin", "x" * 90_000) == set()


@pytest.mark.parametrize(
    ("notify", "code"),
    [
        ("mailto://relay.trust.example:25?from=a@x.org&to=sam@x.org", ""),
        ("2", ""),
        ("mailtos://user:pass@smtp.trust.example?to=sam@x.org", "option-wrong"),
        ("tgram://123456:ABCDEF/12", "option-wrong"),
        ("Sam", "option-wrong"),
    ],
)
def test_an_address_with_a_secret_in_it_does_not_belong_into_the_file(tmp_path: Path, notify: str, code: str) -> None:
    found = problems(tmp_path, f'network: Facebook, notify: "{notify}"', "The service opens.")
    assert {one.partition(":")[0] for one in found if "option" in one} == ({code} if code else set())
    assert not any(notify in one for one in found if "://" in notify)
