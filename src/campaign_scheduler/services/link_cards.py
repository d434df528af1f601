"""Link cards: which posts are to have one, and what there is to say. `card_pages` asks the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..model.delivery import MAY_BE_LIVE, DeliveryKey
from ..model.problem import Problem, Severity
from ..planning.plan import Change, Kind, Plan
from ..rendering import Rendering
from .app import App

NEW = frozenset({Kind.ADD, Kind.CHANGE})
WAITING = NEW | {Kind.MOVE, Kind.KEEP}


def to_ask(
    app: App, renderings: Sequence[Rendering], plan: Plan, *, again: bool = False
) -> dict[DeliveryKey, Rendering]:
    """The posts whose page `apply` would ask: new and rewritten ones that lack a card; with `again`, all that wait."""
    if app.web is None:
        return {}
    changes = {change.key: change for change in plan.changes}
    found = {DeliveryKey(plan.campaign, one.post.id, one.account.id): one for one in renderings if one.card}
    return {key: one for key, one in found.items() if key in changes and _asks(one, changes[key], again)}


def _asks(one: Rendering, change: Change, again: bool) -> bool:
    if again and change.kind in WAITING:
        return one.card is not None and not one.card.wish.is_whole
    rewritten = change.kind is Kind.ADD or (change.kind is Kind.CHANGE and "content" in change.what)
    return rewritten and one.lacks_card


def problems(
    app: App, renderings: Sequence[Rendering], plan: Plan, reasons: Mapping[tuple[DeliveryKey, str], str]
) -> Iterator[Problem]:
    """Which posts have no card yet, and which will go out without one, with the reason."""
    if app.web is None:
        return
    wanted = to_ask(app, renderings, plan)
    stored = {change.key for change in plan.changes if change.stored and change.stored.state not in MAY_BE_LIVE}
    for one in renderings:
        key = DeliveryKey(plan.campaign, one.post.id, one.account.id)
        if one.card is None or not one.lacks_card:
            continue
        if key in wanted:
            yield _later(one, one.card.link)
        elif key in stored:
            yield _without(one, one.card.link, reasons.get((key, one.card.link), ""))


def _later(one: Rendering, link: str) -> Problem:
    message = f"The link card for {one.account.id} ({link}) is fetched when the post is scheduled."
    remedy = "Nothing to do; or write card: in the caption, with the title, description and image you want."
    return Problem("link-card-later", message, remedy, Severity.INFO, one.post.file, one.post.line, one.post.id)


def _without(one: Rendering, link: str, reason: str) -> Problem:
    why = f": {reason.rstrip('.')}." if reason else "."
    message = f"It goes to {one.account.id} without a card for {link}{why}"
    remedy = "Try again with campaign apply --fetch-cards, or write card: in the caption (card: none for none)."
    severity = Severity.WARNING if reason else Severity.INFO
    return Problem("link-card-missing", message, remedy, severity, one.post.file, one.post.line, one.post.id)
