"""YAML with line numbers, and every broken kind of it as one clear problem."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ..spreadsheets.text import NotTextError, decode
from .findings import Findings

KEPT = 512
"""Texts whose reading is kept: the settings, and what stands in front of captions."""


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping read from YAML that knows the line of each key. `first_line` is where it begins, from 1."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]
    first_line: int

    def line(self, key: str) -> int:
        return self.lines.get(key, self.first_line)


def read_section(content: bytes, file: str, findings: Findings, *, first_line: int = 1) -> Section | None:
    """The mapping in `content`, or None with a problem. `first_line` is the file's line that `content` begins on."""
    try:
        data = _loaded(decode(content)[0])
    except NotTextError as error:
        findings.add("file-not-text", f"The file is not text: {error}.", "Save it as UTF-8.", file=file)
        return None
    except (YAMLError, ValueError) as error:
        _report(error, file, findings, first_line)
        return None
    if data is None:
        return Section({}, {}, first_line)
    if not isinstance(data, CommentedMap):
        findings.add(
            "yaml-not-a-mapping",
            "The file should hold lines of `name: value`.",
            "See the example.",
            file=file,
            line=first_line,
        )
        return None
    return section(data, first_line)


@lru_cache(KEPT)
def _loaded(text: str) -> Any:
    """The same text is read once: the page reads the settings anew for every post it shows. Nobody changes what is
    given.
    """
    return _reader().load(io.StringIO(text))


class _Constructor(RoundTripConstructor):
    """A day that no calendar has (2026-02-30) stays text, so that it is told as what it is, with its line."""

    def construct_yaml_timestamp(self, node: Any, values: Any = None) -> Any:
        try:
            return super().construct_yaml_timestamp(node, values)
        except ValueError:
            return node.value


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_timestamp)


def _reader() -> YAML:
    reader = YAML(typ="rt")
    reader.Constructor = _Constructor
    return reader


def section(data: CommentedMap, first_line: int = 1) -> Section:
    """A nested mapping as a section."""
    lines = {str(key): data.lc.key(key)[0] + first_line for key in data}
    start = min(lines.values(), default=first_line)
    return Section({str(key): value for key, value in data.items()}, lines, start)


def item_lines(data: CommentedSeq, first_line: int = 1) -> list[int]:
    """The line of each item of a list."""
    return [data.lc.item(index)[0] + first_line for index in range(len(data))]


def _report(error: Exception, file: str, findings: Findings, first_line: int) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + first_line if mark is not None else None
    if isinstance(error, DuplicateKeyError):
        findings.add("yaml-duplicate-key", "The same name is given twice.", "Keep one of them.", file=file, line=line)
        return
    what = getattr(error, "problem", None) if isinstance(error, MarkedYAMLError) else None
    hint = "Use spaces, not tabs, at the start of a line." if what and "\\t" in str(what) else _USUAL
    findings.add("yaml-broken", f"The file cannot be read: {what or 'broken YAML'}.", hint, file=file, line=line)


_USUAL = "Look at this line and the one before it: indentation, a missing colon or an open quotation mark."
