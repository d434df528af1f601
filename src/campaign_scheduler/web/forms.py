"""Forms as they come in: text without what no file or database can hold, and files with their size."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from .guard import BodyTooLargeError

MOST_FILES = 8
MOST_FIELDS = 2000
LONGEST_FIELD = 256 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody sent: the name their machine gave it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """`values` in the order they came; `uploads` are the files that are not empty, by field."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    uploads: Mapping[str, Sequence[Upload]] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        found = self.values.get(name)
        return found[0] if found else default

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(self.values.get(name, ()))

    def number(self, name: str) -> int | None:
        """A whole number that the store can hold, or None."""
        return whole(self.get(name))

    def numbers(self, name: str) -> tuple[int, ...]:
        """All of them that are some."""
        return tuple(found for text in self.all(name) if (found := whole(text)) is not None)

    def __contains__(self, name: str) -> bool:
        return name in self.values


def whole(text: str) -> int | None:
    """A whole number that the store can hold, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


async def read_form(request: Request) -> Form:
    """The form of a request. Raises HTTPException for one that is too large or none."""
    try:
        data = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD)
        return await _form(data)
    except BodyTooLargeError:
        raise HTTPException(413) from None
    except (MultiPartException, ValueError, AssertionError, KeyError, UnicodeError):
        raise HTTPException(400) from None
    finally:
        with contextlib.suppress(Exception):
            await request.close()


async def _form(data: FormData) -> Form:
    values: dict[str, list[str]] = {}
    uploads: dict[str, list[Upload]] = {}
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            if content:
                uploads.setdefault(name, []).append(Upload(cleaned(value.filename or ""), content))
        else:
            values.setdefault(name, []).append(cleaned(value))
    return Form(values, uploads)


def cleaned(text: str) -> str:
    """Line ends as ours; without control characters and halves of characters."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in plain if one in "\n\t" or (ord(one) >= 32 and not 0xD800 <= ord(one) <= 0xDFFF))


def query(request: Request) -> Form:
    """The address's own fields, in the same shape."""
    values: dict[str, list[str]] = {}
    for name, value in list(request.query_params.multi_items())[:MOST_FIELDS]:
        values.setdefault(name, []).append(cleaned(value))
    return Form(values)
