"""The list of commands, and that each loads its own parts and no others."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer
from typer.main import get_group

from campaign_scheduler import cli
from campaign_scheduler.cli.commands import COMMANDS, load
from campaign_scheduler.services.check import check
from campaign_scheduler.store import open_store
from support.making import app_for, workspace
from support.program import environment, store

MODULES = {one.module for one in COMMANDS.values()}
RUN = """
import atexit, sys
from pathlib import Path
from campaign_scheduler.cli import main
loaded = Path(sys.argv.pop(1))
atexit.register(lambda: loaded.write_text(" ".join(sys.modules)))
main()
"""

DAEMON = {"apscheduler", "alembic", "apprise", "campaign_scheduler.engine", "campaign_scheduler.publishing.publisher"}
PAGES = {"starlette", "uvicorn", "jinja2", "argon2", "holidays", "prometheus_client", "campaign_scheduler.web"}
DOCUMENTS = {"docx", "pptx", "pdfplumber", "pypdf", "openpyxl", "lxml", "icalendar", "campaign_scheduler.toolkit"}
NETWORKS = {"requests", "tweepy", "campaign_scheduler.platforms.x", "campaign_scheduler.platforms.mastodon"}
STAND_INS = {"campaign_scheduler.sandbox", "campaign_scheduler.rehearsal"}
PICTURES = {"PIL"}
OWN_WORK = DAEMON | PAGES | DOCUMENTS | STAND_INS
NOT_LOADED = {
    "--help": OWN_WORK | NETWORKS | PICTURES | {"sqlalchemy", "pydantic_settings", "campaign_scheduler.store"},
    "log --json": OWN_WORK | NETWORKS | PICTURES | {"ruamel.yaml", "campaign_scheduler.workspace"},
    "log": OWN_WORK | PICTURES | {"tweepy"},
    "pause --reason=fire": OWN_WORK | NETWORKS | PICTURES,
    "status --json": OWN_WORK | PICTURES | {"tweepy"},
    "plan": OWN_WORK | PICTURES | {"tweepy"},
    "check": OWN_WORK | PICTURES | {"tweepy"},
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a store, and with its pictures made to fit already, as after the first `check`."""
    root = workspace(tmp_path_factory.mktemp("workspace"))
    open_store(f"sqlite:///{store(root).as_posix()}").close()
    assert not check(app_for(root)).errors
    return root


@pytest.mark.parametrize("command", NOT_LOADED)
def test_a_command_loads_nothing_that_it_has_no_use_for(command: str, root: Path, tmp_path: Path) -> None:
    loaded = tmp_path / "loaded"
    arguments = [sys.executable, "-c", RUN, str(loaded), *command.split()]
    answer = subprocess.run(arguments, env=environment(root), capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stderr
    found = set(loaded.read_text().split())
    assert {"campaign_scheduler.cli.main", "typer"} <= found
    assert found & NOT_LOADED[command] == set()


@pytest.mark.parametrize("module", sorted(set().union(*NOT_LOADED.values())))
def test_what_is_not_to_be_loaded_exists(module: str) -> None:
    assert find_spec(module) is not None


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says_of_itself(name: str) -> None:
    assert load(name).help.partition("\n\n")[0] == COMMANDS[name].does


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_command_that_a_module_brings_is_listed(module: str) -> None:
    app = typer.Typer()
    __import__(f"{cli.__name__}.{module}", fromlist=["register"]).register(app)
    assert set(get_group(app).commands) == {name for name, one in COMMANDS.items() if one.module == module}


def test_every_module_with_commands_is_listed() -> None:
    folder = Path(cli.__file__).parent
    having = {file.stem for file in folder.glob("*.py") if "\ndef register(" in file.read_text(encoding="utf-8")}
    assert having - {"connect"} == MODULES, "those of connect are among the accounts'"
