"""What must be in place before accounts can be connected, as a page to take to the IT department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model.account import Account
from ..platforms.kit.connecting import Connector, Duty, connector_of
from ..platforms.kit.interface import Platform
from .connecting import callback

KINDS: Mapping[str, str] = {"urn:li:organization:1": "a page", "urn:li:person:1": "a member"}
"""The kinds of author that a network which asks for one may have."""


def as_markdown(platforms: Mapping[str, Platform]) -> str:
    """A section for each network, and for each kind of account where their lists differ."""
    return "\n".join(section for name in sorted(platforms) for section in _sections(name, platforms[name]))


def _sections(name: str, platform: Platform) -> Iterable[str]:
    connects = connector_of(platform)
    if connects is None:
        return
    required = platform.capabilities(Account("none", name)).required_options
    kinds = {kind: {"author": author} for author, kind in KINDS.items()} if "author" in required else {"": {}}
    for kind, options in kinds.items():
        yield _section(connects, Account("none", name, options=options), kind)


def _section(connects: Connector, account: Account, kind: str) -> str:
    lines = [f"### {connects.title}{f', {kind}' if kind else ''}", "", "| | Who | What | How long | Cost | Source |"]
    lines.append("|---|---|---|---|---|---|")
    lines += [_row(number, duty) for number, duty in enumerate(connects.checklist(account), start=1)]
    if connects.callback_host and connects.questions(account):
        lines += ["", f"Callback address, letter for letter: `{callback(connects)}`"]
    scopes = connects.scopes(account)
    if scopes:
        lines += [
            "",
            "Permissions that are asked for: " + ", ".join(f"`{one.name}` ({one.why})" for one in scopes) + ".",
        ]
    return "\n".join([*lines, ""])


def _row(number: int, duty: Duty) -> str:
    cells = (str(number), duty.who, duty.what, duty.takes, duty.costs, f"{duty.source}, {duty.as_of}")
    return f"| {' | '.join(cells)} |"
