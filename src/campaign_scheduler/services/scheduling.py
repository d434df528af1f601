"""Plan and apply: show the difference between the files and what is scheduled, then make it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .. import workspace as files
from ..model.account import Account
from ..model.card import AskedCard
from ..model.delivery import DeliveryKey
from ..model.errors import InputError, PlanError
from ..model.problem import Problem
from ..planning import apply as planning_apply
from ..planning.apply import Applied, Authors
from ..planning.brakes import Brake, brakes, other_store
from ..planning.forecast import Cost, forecast
from ..planning.plan import Kind, Plan
from ..rendering import Rendering
from ..rules.horizon import CODES
from ..store import IntegrityError, Store, cards, facts, location
from . import link_cards
from .app import App
from .at_keyboard import current_user
from .check import write_missing_ids
from .edits import changed_settings
from .profiles import pin_profiles
from .reading import Reading, read

STILL_TO_GO = frozenset({Kind.ADD, Kind.CHANGE, Kind.MOVE, Kind.KEEP})


@dataclass(frozen=True)
class Planned:
    """A plan with what would stop it, and the reading it was made from."""

    reading: Reading
    brakes: tuple[Brake, ...]
    settings: tuple[str, ...] = ()
    """Settings of campaign.yaml beside the posts themselves that applying would take over."""
    cards: Mapping[DeliveryKey, Rendering] = field(default_factory=dict)
    """Posts whose link card will be fetched."""

    @property
    def plan(self) -> Plan:
        return self.reading.plan

    @property
    def horizon(self) -> tuple[Problem, ...]:
        """What ends before posts of it are due: a token, a version of an API."""
        return tuple(one for one in self.reading.problems if one.code in CODES)

    @property
    def costs(self) -> list[Cost]:
        """What networks will charge for everything that the files want and that has not gone out."""
        waiting = {change.key for change in self.plan.changes if change.kind in STILL_TO_GO}
        return forecast(
            one
            for one in self.reading.renderings
            if DeliveryKey(self.plan.campaign, one.post.id, one.account.id) in waiting
        )


def make_plan(app: App, *, narrow: bool = False) -> Planned:
    """What `apply` would do now. Raises InputError when the workspace has errors.

    With `narrow`, the plan leaves out what is at its end and not in the files any more.
    """
    with app.store_if_any() as store:
        reading = _clean(read(app, store, now=app.clock.now(), narrow=narrow))
        profiles = {name: pinned.remote_profile for name, pinned in reading.pinned.items()}
        settings = changed_settings(store, reading.workspace.campaign)
        wanted = link_cards.to_ask(app, reading.renderings, reading.plan)
        return Planned(reading, _brakes(app, reading.plan, profiles, store), settings, wanted)


def apply_plan(
    app: App,
    *,
    plan_id: str | None = None,
    force: bool = False,
    actor: str | None = None,
    author: str | None = None,
    authors: Mapping[str, str] | None = None,
    fetch_cards: bool = False,
) -> Applied:
    """Schedule what the files say. With `plan_id`, only if the plan is still exactly that one.

    `actor` schedules it. `authors` says by post id who changed its content, where that is known; else it is `author`,
    or whoever schedules it.
    Link cards that are missing are fetched for what is new or rewritten; with `fetch_cards`, anew for all that wait.
    Raises InputError (errors in the files, an account that cannot be verified), PlanError (stale plan, a brake).
    """
    from . import card_pages  # brings Pillow and lxml, which showing a plan has no need of

    with app.store() as store:
        reading = _clean(read(app, store, now=app.clock.now()))
        _same_plan(reading.plan, plan_id)
        if write_missing_ids(reading):
            reading = _clean(read(app, store, now=app.clock.now()))
        profiles = pin_profiles(app, store, _accounts_of(reading))
        reading = _after_pinning(app, store, reading)
        found = _brakes(app, reading.plan, profiles, store)
        _brake(found, force)
        said_already = [about for brake in found for about in brake.about]
        by = Authors(actor or current_user(), author or "", authors or {})
        wanted = link_cards.to_ask(app, reading.renderings, reading.plan, again=fetch_cards)
        plan, asked = card_pages.ask(app, wanted, reading.plan)
        ready = replace(reading, plan=plan)
        applied = _write(app, store, ready, profiles, by, said_already, asked)
        return replace(applied, cards=asked)


def _write(
    app: App,
    store: Store,
    reading: Reading,
    profiles: dict[str, str],
    by: Authors,
    said_already: list[str],
    asked: tuple[AskedCard, ...],
) -> Applied:
    campaign = reading.workspace.campaign
    assert campaign is not None
    origin = files.Origin(_id(store), location.name(app.settings.store_url))
    now = app.clock.now()
    try:
        with store.write() as connection:
            applied = planning_apply.apply(
                *(connection, reading.plan, campaign, profiles), by=by, now=now, said_already=said_already
            )
            cards.record_missing(connection, asked, at=now, actor=by.actor)
            if applied.written:
                files.write_origin(app.root, origin)
    except IntegrityError:
        raise planning_apply.stale("somebody else scheduled the same") from None
    return applied


def _after_pinning(app: App, store: Store, before: Reading) -> Reading:
    """Verifying may have taught us a server's own limits, which may change what fits."""
    after = _clean(read(app, store, now=app.clock.now()))
    if after.plan.id != before.plan.id:
        raise PlanError(
            "a server's own limits, or the files, changed while the accounts were checked",
            remedy="Look at the new plan with campaign plan, then apply it.",
        )
    return after


def _clean(reading: Reading) -> Reading:
    if reading.errors:
        raise InputError(reading.errors)
    return reading


def _accounts_of(reading: Reading) -> list[Account]:
    used = {account for post in reading.workspace.posts for account in post.accounts}
    return [account for name, account in reading.workspace.accounts.items() if name in used]


def _same_plan(plan: Plan, plan_id: str | None) -> None:
    if plan_id is not None and plan_id != plan.id:
        raise PlanError(
            f"the plan {plan_id} is no longer what would happen: files or posts moved since it was shown",
            remedy=f"Look at it again with campaign plan; it is now {plan.id}.",
        )


def _brakes(app: App, plan: Plan, profiles: dict[str, str], store: Store | None) -> tuple[Brake, ...]:
    other = other_store(plan, files.read_origin(app.root), _id(store))
    if store is None:
        found = brakes(plan, profiles, None)
    else:
        with store.read() as connection:
            found = brakes(plan, profiles, connection)
    return (other, *found) if other else tuple(found)


def _id(store: Store | None) -> str:
    if store is None:
        return ""
    with store.read() as connection:
        return facts.get(connection, facts.ID) or ""


def _brake(found: tuple[Brake, ...], force: bool) -> None:
    if found and not force:
        lines = [f"{brake.message}\n  {chr(10).join(brake.about)}" for brake in found]
        raise PlanError("\n".join(lines), remedy=" ".join(brake.remedy for brake in found))
