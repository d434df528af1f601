"""CAMPAIGN_NOTIFY: what is taken, and what is said of what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign_scheduler.model.errors import SettingsError
from campaign_scheduler.notify.targets import targets
from campaign_scheduler.settings import Settings, load_settings

GOOD = [
    "mailtos://user:password@mail.example.org?to=comms@example.org",
    "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "json://localhost/path",
]


def test_addresses_are_told_apart_by_place_and_kind() -> None:
    assert [target.label for target in targets(GOOD)] == ["1 (mailtos)", "2 (https)", "3 (json)"]
    assert len({target.key for target in targets(GOOD)}) == 3


@pytest.mark.parametrize("wrong", ["nonsense://user:s3cret@host", "s3cret", "slack://s3cret", "json://"])
def test_a_wrong_address_is_named_by_place_and_kind_only(wrong: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SettingsError) as raised:
        targets([GOOD[2], wrong])
    assert raised.value.message.startswith("address 2 of CAMPAIGN_NOTIFY (")
    assert "s3cret" not in f"{raised.value.message}{raised.value.remedy}{''.join(capfd.readouterr())}"


def test_a_file_among_the_secrets_counts_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / "CAMPAIGN_NOTIFY").write_text("json://one/\njson://two/ json://three/\n", encoding="utf-8")
    (tmp_path / "CAMPAIGN_HEARTBEAT_URL").write_text("https://watch.example/abc\n", encoding="utf-8")
    settings = load_settings(secrets_dir=tmp_path)
    assert settings.notify_urls == ("json://one/", "json://two/", "json://three/")
    assert settings.heartbeat_address == "https://watch.example/abc"
    given = load_settings(secrets_dir=tmp_path, notify="json://other/")
    assert given.notify_urls == ("json://other/",)
    assert load_settings().notify_urls == ()


def test_settings_never_show_an_address() -> None:
    settings = Settings(notify="json://user:s3cret@host", heartbeat_url="https://watch.example/s3cret")  # type: ignore[arg-type]
    assert "s3cret" not in repr(settings)
