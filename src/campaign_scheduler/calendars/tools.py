"""The tools whose files are known by their headings. Sources and dates: docs/calendars.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .meanings import plain

OWN = "this program"
TEAM = "a team's own spreadsheet"
AS_EXPORTED = "as exported"


@dataclass(frozen=True, slots=True)
class Tool:
    """`signature` are headings (plain) that together are this tool's alone. `means` overrides what a heading says."""

    name: str
    signature: frozenset[str]
    means: Mapping[str, str] = field(default_factory=dict)


TOOLS: Sequence[Tool] = (
    Tool(OWN, frozenset({"id", "date", "time", "accounts", AS_EXPORTED})),
    Tool(OWN, frozenset({"id", "date", "time", "caption", "media", "accounts", "status"})),
    Tool("Buffer", frozenset({"text", "image url", "posting time"}), {"board name": "lost"}),
    Tool("Publer", frozenset({"date", "text", "media url", "label", "alt text"})),
    Tool("Publer", frozenset({"date", "message", "media url", "label"})),
    Tool("Publer", frozenset({"date", "message", "media", "label"})),
    Tool("Sprout Social", frozenset({"date", "time_24hr", "message_text"})),
    Tool("HighLevel", frozenset({"postatspecifictime", "content"})),
    Tool("Metricool", frozenset({"text", "date", "time", "draft", "picture url 1"})),
    Tool("Metricool", frozenset({"text", "date", "time", "draft", "facebook", "instagram"})),
    Tool("SocialPilot", frozenset({"post", "image url", "account id"})),
    Tool("SocialPilot", frozenset({"post description", "image url"})),
    Tool("Hootsuite", frozenset({"date", "message", "url"})),
    Tool("Hootsuite", frozenset({"date", "message", "link"})),
)


def tool_of(headings: Sequence[object]) -> Tool | None:
    """The tool whose signature is among the headings; the fuller signature wins."""
    there = {plain(heading) for heading in headings}
    fits = [tool for tool in TOOLS if tool.signature <= there]
    return max(fits, key=lambda tool: len(tool.signature), default=None)
