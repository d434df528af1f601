"""The words of the pages in the reader's language. English is in the templates; catalogues hold the others."""

from __future__ import annotations

import gettext
from functools import cache
from importlib.resources import as_file, files

DOMAIN = "campaign"
LANGUAGES = ("en",)
"""English, and every language that has a catalogue in locale/."""


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English, and whatever has none, is as written."""
    with as_file(files(__package__).joinpath("locale")) as folder:
        return gettext.translation(DOMAIN, folder, [language], fallback=True)


def best(accepted: str) -> str:
    """The first language of an Accept-Language header that there is a catalogue for."""
    wanted = (part.split(";")[0].strip().lower().split("-")[0] for part in accepted[:200].split(","))
    return next((one for one in wanted if one in LANGUAGES), LANGUAGES[0])
