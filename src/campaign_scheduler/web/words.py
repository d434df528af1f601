"""The words of the pages in the reader's language. English is in the templates; catalogues hold the others."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

DOMAIN = "campaign"
ENGLISH = "en"
LOCALE: Traversable = files(__package__).joinpath("locale")
"""A folder a language: `cy/LC_MESSAGES/campaign.mo`. docs/translating.md says how one is made."""


class Catalogue(gettext.GNUTranslations):
    """A language's words."""

    @property
    def messages(self) -> Mapping[str, str]:
        """Every single text by its English; with its context and a \\x04 before it where it has one."""
        held: Mapping[object, str] = self._catalog  # type: ignore[attr-defined]
        return {name: words for name, words in held.items() if isinstance(name, str) and name}


@cache
def languages() -> tuple[str, ...]:
    """English, and every language that has a catalogue."""
    found = sorted(one.name for one in LOCALE.iterdir() if _file(one.name).is_file())
    return (ENGLISH, *(one for one in found if one != ENGLISH))


def _file(language: str) -> Traversable:
    return LOCALE.joinpath(language, "LC_MESSAGES", f"{DOMAIN}.mo")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English, and whatever has none, is as written."""
    if not _file(language).is_file():
        return gettext.NullTranslations()
    with _file(language).open("rb") as file:
        return Catalogue(file)


def best(accepted: str) -> str:
    """The first language of an Accept-Language header that there is a catalogue for."""
    wanted = (part.split(";")[0].strip().lower().split("-")[0] for part in accepted[:200].split(","))
    return next((one for one in wanted if one in languages()), ENGLISH)
