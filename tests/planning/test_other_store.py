"""Files that were scheduled with one store are not scheduled with a second one by mistake."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign_scheduler.bootstrap import build
from campaign_scheduler.model.errors import PlanError
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.services.app import App
from campaign_scheduler.services.scheduling import apply_plan, make_plan
from campaign_scheduler.settings import load_settings
from campaign_scheduler.store import location
from support.making import SECRETS, SetClock, sandbox_accounts, workspace

NOTE = Path(".campaign/scheduled-by.json")


@pytest.fixture
def root(tmp_path: Path, sandbox: RunningSandbox) -> Path:
    return workspace(tmp_path / "work", accounts=sandbox_accounts(sandbox))


def at(root: Path, store: Path) -> App:
    url = f"sqlite:///{store.as_posix()}"
    clock = SetClock(datetime(2030, 3, 1, 8, tzinfo=UTC))
    return build(load_settings(workspace=root, database_url=url, secrets=SECRETS), clock)


def brakes(app: App) -> list[str]:
    return [brake.code for brake in make_plan(app).brakes]


def test_a_copied_workspace_with_a_second_store_is_stopped(root: Path, tmp_path: Path) -> None:
    apply_plan(at(root, tmp_path / "one.db"))
    shutil.copytree(root, tmp_path / "copy")
    copy = at(tmp_path / "copy", tmp_path / "two.db")
    assert brakes(copy) == ["other-store"]
    with pytest.raises(PlanError, match="posted twice") as caught:
        apply_plan(copy)
    assert str(tmp_path / "one.db") in caught.value.message
    assert brakes(copy) == ["other-store"]
    assert len(apply_plan(copy, force=True).written) == 3
    assert brakes(copy) == []


def test_the_same_store_is_never_stopped(root: Path, tmp_path: Path) -> None:
    app = at(root, tmp_path / "one.db")
    apply_plan(app)
    (root / "captions/launch.md").write_text("New words.")
    assert brakes(app) == []
    assert len(apply_plan(app).written) == 3


def test_a_store_that_was_deleted_is_told(root: Path, tmp_path: Path) -> None:
    apply_plan(at(root, tmp_path / "one.db"))
    for path in tmp_path.glob("one.db*"):
        path.unlink()
    assert brakes(at(root, tmp_path / "one.db")) == ["other-store"]


def test_nothing_to_schedule_is_nothing_to_stop(root: Path, tmp_path: Path) -> None:
    apply_plan(at(root, tmp_path / "one.db"))
    (root / NOTE).write_text(json.dumps({"store": "another", "name": "elsewhere"}))
    assert brakes(at(root, tmp_path / "one.db")) == []
    assert apply_plan(at(root, tmp_path / "one.db")).written == ()
    assert json.loads((root / NOTE).read_text())["store"] == "another"


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"store": 1}'])
def test_a_note_that_cannot_be_read_stops_nothing(root: Path, tmp_path: Path, content: str) -> None:
    (root / NOTE).parent.mkdir()
    (root / NOTE).write_text(content)
    app = at(root, tmp_path / "one.db")
    assert brakes(app) == []
    assert len(apply_plan(app).written) == 3


def test_the_note_holds_no_password() -> None:
    assert (
        location.name("postgresql+psycopg://ann:s3cret@db.example:5433/posts") == "postgresql://db.example:5433/posts"
    )
