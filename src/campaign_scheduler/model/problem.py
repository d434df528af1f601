"""A problem: something an author can mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters. Only an error stops a post from being scheduled."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and how to mend it, in words for the person who wrote the file.

    `code` is a stable kebab-case name (`caption-missing`), listed in docs/problems.md. `file` is relative to
    the workspace, with forward slashes; `line` counts from 1 (a workbook's row number). `account_id` is set where
    the problem keeps the post from one account alone.
    """

    code: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    file: str | None = None
    line: int | None = None
    post_id: str | None = None
    account_id: str | None = None

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    @property
    def where(self) -> str:
        """`calendar.csv:12`, or the file alone, or an empty string."""
        if self.file is None:
            return ""
        return self.file if self.line is None else f"{self.file}:{self.line}"


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that stop a post from being scheduled."""
    return tuple(problem for problem in problems if problem.is_error)
