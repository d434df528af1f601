"""CAMPAIGN_NOTIFY: what is taken, and what is said of what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign_scheduler.model.errors import SettingsError
from campaign_scheduler.notify.targets import targets
from campaign_scheduler.settings import Settings, load_settings

SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
TEAMS = (
    "https://prod-12.westeurope.logic.azure.com:443/workflows/643e69f83c8944/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=KODuebWbDGYFr0z0eu"
)
GOOD = [
    "mailtos://user:password@mail.example.org?to=comms@example.org",
    SLACK,
    "json://localhost/path",
]


def test_addresses_are_told_apart_by_place_and_kind() -> None:
    assert [target.label for target in targets(GOOD)] == ["1 (mailtos)", "2 (https)", "3 (json)"]
    assert len({target.key for target in targets(GOOD)}) == 3


def test_addresses_as_teams_and_slack_give_them_are_taken_and_laid_out_for_each() -> None:
    """In Teams, which takes Markdown only, every line still stands alone."""
    teams, slack = targets([TEAMS, SLACK])
    assert teams.laid_out("One\ntwo\n\nthree\n") == "One\n\ntwo\n\nthree"
    assert slack.laid_out("One\ntwo\n") == "One\ntwo\n"


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
