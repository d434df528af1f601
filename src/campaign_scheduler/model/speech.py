"""Sentences that are put together from numbers and names, in the language of whoever reads them."""

from __future__ import annotations

import gettext
from typing import Protocol


class Speech(Protocol):
    """A language: the standard library's catalogues are some."""

    def gettext(self, message: str, /) -> str: ...

    def ngettext(self, one: str, many: str, count: int, /) -> str: ...


ENGLISH: Speech = gettext.NullTranslations()
