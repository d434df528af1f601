"""What `campaign init` writes: a workspace to fill in without reading a manual."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML

from ..model.errors import InputError
from ..model.problem import Problem
from ..spreadsheets.starter_book import starter_book
from .accounts_file import FILE as ACCOUNTS_FILE
from .campaign_file import FILE as CAMPAIGN_FILE

CALENDAR = "config/calendar.xlsx"
CAPTION = "captions/example.md"
ALT = "media/alt.csv"

EXAMPLE_CAPTION = """---
# Settings for this caption; each line may be left out.
tags: [example]
# media: [{file: example.png, alt: What the picture shows and every word in it}]
---
These are the words of the post, sent exactly as they stand here.

Read more at https://www.example.org
"""


@dataclass(frozen=True, slots=True)
class StarterAccount:
    """An account as `init` asked for it."""

    id: str
    platform: str
    name: str = ""
    base_url: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """What `init` asks."""

    name: str
    campaign: str
    timezone: str
    accounts: tuple[StarterAccount, ...]
    grace: str = "2h"
    then: str = "hold"
    signoff: int = 0


def create(root: Path, answers: Answers) -> list[Path]:
    """Write the starter files and give their paths. Raises InputError if any is there already: none is replaced."""
    contents = {
        CAMPAIGN_FILE: _yaml(_campaign(answers)),
        ACCOUNTS_FILE: _yaml({"accounts": [_account(account) for account in answers.accounts]}),
        CALENDAR: starter_book([account.id for account in answers.accounts]),
        CAPTION: EXAMPLE_CAPTION.encode(),
        ALT: b"file,alt,decorative,credit\r\n",
    }
    _refuse_existing(root, [*contents, "config/calendar.csv"])
    return [_write(root / name, content) for name, content in contents.items()]


def _refuse_existing(root: Path, names: list[str]) -> None:
    there = [name for name in names if (root / name).exists()]
    if there:
        message = "This file is there already, so nothing was written."
        remedy = "Choose an empty folder, or move the file away."
        raise InputError([Problem("file-exists", message, remedy, file=name) for name in there])


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _campaign(answers: Answers) -> dict[str, object]:
    return {
        "campaign": answers.campaign,
        "name": answers.name,
        "timezone": answers.timezone,
        "accounts": [account.id for account in answers.accounts],
        "lateness": {"grace": answers.grace, "then": answers.then},
        "signoff": {"required": answers.signoff, **({"not_author": True} if answers.signoff else {})},
    }


def _account(account: StarterAccount) -> dict[str, object]:
    given = {"id": account.id, "platform": account.platform, "name": account.name, "base_url": account.base_url}
    return {**{key: value for key, value in given.items() if value}, **account.options}


def _yaml(data: object) -> bytes:
    out = io.BytesIO()
    writer = YAML()
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.dump(data, out)
    return out.getvalue()
