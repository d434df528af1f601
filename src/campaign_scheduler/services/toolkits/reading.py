"""Reads the files of an import in a folder of their own, for as long as they are needed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ...model.errors import InputError, SettingsError
from ...model.problem import Problem
from ...settings import Settings
from ...toolkit import Gathered, Limits, gather


@contextmanager
def read(paths: Sequence[Path], settings: Settings, tell: Callable[[str], None] = lambda _: None) -> Iterator[Gathered]:
    """What the files hold. Raises InputError when one is not there, or when none of them can be read."""
    missing = [path for path in paths if not path.exists()]
    if missing:
        message, remedy = "There is no such file.", "Check the name and the folder."
        raise InputError([Problem("import-missing", message, remedy, file=str(path)) for path in missing])
    with tempfile.TemporaryDirectory(prefix="campaign-import-", ignore_cleanup_errors=True) as folder:
        gathered = gather(paths, Path(folder), limits_of(settings), tell)
        if gathered.refused and not _anything(gathered):
            raise InputError([_refusal(one) for one in gathered.found.warnings])
        yield gathered


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
