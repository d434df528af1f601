"""The `signoff` of config/campaign.yaml: how many people approve a post, and who does not count."""

from __future__ import annotations

from collections.abc import Callable

from ..model.campaign import SignOffPolicy
from .yaml_source import Section

KEYS = ("required", "not_author", "out_of_hours")
MOST = 20


def signoff_policy(part: Section | None, wrong: Callable[[str, str, int | None], None]) -> SignOffPolicy:
    """The rule; `wrong` is told of each problem: message, remedy, line. Then as strict as can be understood."""
    if part is None:
        return SignOffPolicy()
    required = part.values.get("required", 0)
    if isinstance(required, bool) or not isinstance(required, int) or not 0 <= required <= MOST:
        wrong(
            "signoff should say how many people must approve.",
            "Write signoff: {required: 1}, or 0.",
            part.line("required"),
        )
        required = 1
    flags = {name: _yes(part, name, wrong) for name in KEYS[1:]}
    if required == 0 and any(flags.values()):
        named = " and ".join(name for name, on in flags.items() if on)
        wrong(
            f"{named} says who may approve, but nobody has to.",
            f"Write signoff: {{required: 1, {named.split()[0]}: true}}, or take it out.",
            part.line(named.split()[0]),
        )
    return SignOffPolicy(required, **flags)


def _yes(part: Section, name: str, wrong: Callable[[str, str, int | None], None]) -> bool:
    value = part.values.get(name, False)
    if isinstance(value, bool):
        return value
    wrong(f"{name} should be true or false.", f"Write {name}: true, or leave it out.", part.line(name))
    return False
