"""Sums a rehearsal up: limits kept, quotas used, costs, thumbnails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..model.account import Account
from ..model.asset import Rendition
from ..model.capabilities import Capabilities
from ..model.usage import peak
from ..planning.forecast import forecast
from ..rendering.thumbnails import Thumbnail, thumbnails
from ..rules.allowances import use_of
from .cast import has_stand_in
from .result import Part, Quota, Rehearsal, Showing
from .script import PAST, Script


def summed_up(script: Script, showings: Sequence[Showing], made_at: datetime, took_s: float) -> Rehearsal:
    """The whole of it, in order of time."""
    ordered = tuple(sorted(showings, key=lambda one: (one.rendering.post.due_at, one.rendering.post.id)))
    problems = script.reading.problems
    return Rehearsal(
        campaign=script.campaign,
        made_at=made_at,
        took_s=took_s,
        showings=ordered,
        parts=_parts(script, ordered),
        costs=tuple(forecast(one.rendering for one in ordered if one.would_go)),
        problems=problems,
        brakes=script.brakes,
        thumbnails=_thumbnails(ordered),
        approvals=script.campaign.signoff.required,
        drafts=script.reading.workspace.drafts,
        past=sum(problem.code == PAST for problem in problems),
    )


def _parts(script: Script, showings: Sequence[Showing]) -> tuple[Part, ...]:
    by_account: dict[str, list[Showing]] = {}
    for one in showings:
        by_account.setdefault(one.rendering.account.id, []).append(one)
    order = {name: number for number, name in enumerate(script.campaign.accounts)}
    names = sorted(by_account, key=lambda name: (order.get(name, len(order)), name))
    return tuple(_part(script, by_account[name]) for name in names)


def _part(script: Script, showings: Sequence[Showing]) -> Part:
    first = showings[0].rendering
    account, able = first.account, first.capabilities
    going = [use_of(one.rendering) for one in showings if one.would_go]
    others = script.uses.get(account.id, ())
    quotas = tuple(Quota(one, peak([*going, *others], one), len(others)) for one in able.allowances)
    return Part(account, able, _limits_from(script, account, able), quotas, len(going), has_stand_in(account))


def _limits_from(script: Script, account: Account, able: Capabilities) -> str:
    """Whose limits were kept, said aloud where they may not be the account's own."""
    pinned = script.reading.pinned.get(account.id)
    if account.limits and pinned is not None:
        return f"its own server's, as it said on {pinned.verified_at:%d/%m/%Y}"
    if able.needs_base_url:
        return f"{able.title}'s usual ones: the account was not connected yet, and its own server may have others"
    return f"{able.title}'s own"


def _thumbnails(showings: Sequence[Showing]) -> dict[str, Thumbnail]:
    """One copy of each original: what the networks are sent differs in bytes alone."""
    found: dict[str, Rendition] = {}
    for one in showings:
        for media in one.rendering.rendered.media if one.rendering.rendered else ():
            found.setdefault(media.source_sha256, media)
    return thumbnails(found)
