"""What stops a plan from being applied without `--force`, each with the list of what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..model.delivery import MAY_BE_LIVE
from ..store import Connection, deliveries
from ..store.deliveries import Said
from ..workspace import Origin
from .plan import Change, Kind, Plan

FEWEST_REMOVED = 5
SHARE_REMOVED = 1 / 3


@dataclass(frozen=True, slots=True)
class Brake:
    """Why a plan was stopped, what it is about, and how to go on."""

    code: str
    message: str
    about: tuple[str, ...]
    remedy: str


def brakes(plan: Plan, profiles: Mapping[str, str], connection: Connection | None) -> list[Brake]:
    """Every brake that applies. `profiles` gives each account's remote profile; no connection means an empty store."""
    found = [_many_removed(plan)]
    if connection is not None:
        found.append(repeats(plan, profiles, connection))
    return [brake for brake in found if brake is not None]


def _many_removed(plan: Plan) -> Brake | None:
    """More than a third and at least five of the posts that are not yet out would go."""
    removed = sorted({change.key.post_id for change in plan.changes if change.kind is Kind.REMOVE})
    not_out = {change.key.post_id for change in plan.changes if change.stored and _not_out(change)}
    if len(removed) < FEWEST_REMOVED or len(removed) <= SHARE_REMOVED * len(not_out):
        return None
    return Brake(
        "many-removed",
        f"{len(removed)} of the {len(not_out)} posts that have not gone out would be cancelled.",
        tuple(removed),
        "If they should go, apply again with --force. If not, look whether rows were lost from the calendar.",
    )


def _not_out(change: Change) -> bool:
    return change.kind is not Kind.ALREADY_OUT and change.kind is not Kind.IN_FLIGHT


def repeats(plan: Plan, profiles: Mapping[str, str], connection: Connection) -> Brake | None:
    """New deliveries whose words and pictures already went (or may have gone) out on the same profile."""
    new = [change for change in plan.to_write if _could_repeat(change)]
    pairs = {_pair(change, profiles) for change in new}
    known = deliveries.same_words(connection, pairs, MAY_BE_LIVE) if pairs else {}
    about = tuple(_sentence(change, known[pair]) for change in new if (pair := _pair(change, profiles)) in known)
    if not about:
        return None
    return Brake(
        "repeat",
        f"{len(about)} would say again what that account has already said.",
        about,
        "Write yes in the row's repeat column where that is meant, or apply again with --force.",
    )


def _could_repeat(change: Change) -> bool:
    wanted, stored = change.desired, change.stored
    if wanted is None or wanted.repeat:
        return False
    return stored is None or stored.fingerprint != wanted.rendered.fingerprint


def _pair(change: Change, profiles: Mapping[str, str]) -> tuple[str, str]:
    assert change.desired is not None
    return profiles.get(change.key.account_id, ""), change.desired.rendered.fingerprint


def _sentence(change: Change, earlier: Sequence[Said]) -> str:
    return f"{change.key.post_id} on {change.key.account_id} (same as {'; '.join(str(one) for one in earlier)})"


def other_store(plan: Plan, origin: Origin | None, store_id: str) -> Brake | None:
    """The files were scheduled with another store, which may publish them. `store_id` is blank where there is none."""
    if origin is None or origin.store == store_id or not plan.to_write:
        return None
    return Brake(
        "other-store",
        "These files were scheduled with another store, which knows what went out; everything would be posted twice.",
        (f"the other store: {origin.name}",),
        "Point CAMPAIGN_DATABASE_URL to that store, or restore a backup of it. Only if it is gone for good and nothing "
        "of this campaign is out or will go out from it, apply again with --force.",
    )
