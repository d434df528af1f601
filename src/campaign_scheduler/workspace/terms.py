"""The terms of whoever gave a campaign its copy: `embargo` and `must_include` of campaign.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml.comments import CommentedSeq

from .findings import Findings
from .wall import wall_clock
from .yaml_source import Section, item_lines

A_MOMENT = "Write the day and the time, such as embargo: 2026-10-13 00:01, or take the line out."
SOME_WORDS = 'Write must_include: ["#SleepWell", "@OurTrust"], each in quotation marks, or take the line out.'


def read_embargo(source: Section, zone: ZoneInfo, findings: Findings, file: str) -> datetime | None:
    """The instant (UTC) before which nothing may go out, or None; what cannot be understood is in `findings`.

    A blank line is a problem too: whoever wrote it wanted an embargo. Where the clock shows the time twice or never,
    the embargo is the longer.
    """
    if "embargo" not in source.values:
        return None
    value = source.values["embargo"]
    wall = None if _is_only_a_day(value) else _moment(value)
    if wall is None:
        what = f"{value!s} is not a day and a time." if value is not None else "The embargo is blank."
        findings.add("embargo-wrong", what, A_MOMENT, file=file, line=source.line("embargo"))
        return None
    if wall.tzinfo is not None:
        return wall.astimezone(UTC)
    return max(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def _is_only_a_day(value: Any) -> bool:
    return (isinstance(value, date) and not isinstance(value, datetime)) or (
        isinstance(value, str) and ":" not in value
    )


def _moment(value: Any) -> datetime | None:
    """Wall-clock time, or with a zone where one is written."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(" ".join(value.split()))
        except ValueError:
            return None
    return value if isinstance(value, datetime) and value.tzinfo else wall_clock(value)


def read_must_include(source: Section, findings: Findings, file: str) -> tuple[str, ...]:
    """The words, hashtags and handles that every caption must hold, in order and once each."""
    if "must_include" not in source.values:
        return ()
    value = source.values["must_include"]
    items = list(_items(value, source.line("must_include")))
    wrong = [line for item, line in items if not isinstance(item, str) or not item.strip()]
    for line in wrong or ([] if items else [source.line("must_include")]):
        message = "A blank is nothing to include: what stands behind a # without quotation marks is not read."
        findings.add("must-include-wrong", message, SOME_WORDS, file=file, line=line)
    return tuple(dict.fromkeys(" ".join(item.split()) for item, _ in items if isinstance(item, str) and item.strip()))


def _items(value: Any, line: int) -> Iterator[tuple[Any, int]]:
    if isinstance(value, CommentedSeq):
        yield from zip(value, item_lines(value), strict=True)
    else:
        yield value, line
