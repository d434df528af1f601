"""What one check found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from ...model.errors import CampaignError


class Verdict(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    """Nothing is lost today, but a person should know."""
    PROBLEM = "problem"
    """Posts may not go out, or not be told of."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` names what was looked at, `found` what was seen; `remedy` says what to do."""

    about: str
    verdict: Verdict
    found: str
    remedy: str = ""


def fine(about: str, found: str) -> Finding:
    return Finding(about, Verdict.OK, found)


def warning(about: str, found: str, remedy: str) -> Finding:
    return Finding(about, Verdict.WARNING, found, remedy)


def problem(about: str, found: str, remedy: str) -> Finding:
    return Finding(about, Verdict.PROBLEM, found, remedy)


def of_error(about: str, error: CampaignError) -> Finding:
    """An error's own words and remedy as a problem."""
    return problem(about, error.message, error.remedy)


def safely(about: str, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """The findings of `check`; whatever goes wrong in it is a finding too, so that the rest is still looked at."""
    try:
        return list(check())
    except CampaignError as error:
        return [of_error(about, error)]
    except Exception as error:
        said = f"It could not be looked at: {type(error).__name__}."
        return [problem(about, said, "Look at the other findings first; if it stays so, report it.")]


def as_json(found: Finding) -> dict[str, object]:
    """The names of `campaign doctor --json`."""
    return {"check": found.about, "verdict": found.verdict.value, "found": found.found, "remedy": found.remedy}
