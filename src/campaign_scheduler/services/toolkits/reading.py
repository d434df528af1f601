"""Reads the files of an import, in a folder of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ...model.errors import InputError, SettingsError
from ...model.problem import Problem
from ...settings import Settings
from ...toolkit import Gathered, Limits, gather
from ...toolkit.progress import Check, Tell, always, nobody


@contextmanager
def read(paths: Sequence[Path], settings: Settings, tell: Tell = nobody) -> Iterator[Gathered]:
    """What the files hold, for as long as they are needed. Raises InputError as `read_into` does."""
    with tempfile.TemporaryDirectory(prefix="campaign-import-", ignore_cleanup_errors=True) as folder:
        yield read_into(Path(folder), paths, settings, tell)


def read_into(
    folder: Path, paths: Sequence[Path], settings: Settings, tell: Tell = nobody, check: Check = always
) -> Gathered:
    """What the files hold, their pictures in `folder`, an empty one. Raises InputError when one is not there, or when
    none of them can be read; Cancelled when `check` does.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        message, remedy = "There is no such file.", "Check the name and the folder."
        raise InputError([Problem("import-missing", message, remedy, file=str(path)) for path in missing])
    gathered = gather(paths, folder, limits_of(settings), tell, check)
    if gathered.refused and not _anything(gathered):
        raise InputError([_refusal(one) for one in gathered.found.warnings])
    return gathered


def limits_of(settings: Settings) -> Limits:
    """The safe limits, with those that `CAMPAIGN_IMPORTING__…` sets. Raises SettingsError."""
    known = Limits().as_json()
    unknown = sorted(set(settings.importing) - set(known))
    if unknown:
        raise SettingsError(
            f"there is no import limit called {unknown[0]}", remedy=f"Use one of: {', '.join(sorted(known))}."
        )
    return replace(Limits(), **settings.importing)


def _anything(gathered: Gathered) -> bool:
    found = gathered.found
    return bool(found.drafts or found.articles or found.resources or found.unpaired)


def _refusal(warning: str) -> Problem:
    """`name: what. remedy.` as a problem of that file."""
    file, _, rest = warning.partition(": ")
    what, _, remedy = rest.partition(". ")
    message = f"{what[:1].upper()}{what[1:].rstrip('.')}."
    return Problem("import-unreadable", message, remedy or "Ask for the file again.", file=file)
