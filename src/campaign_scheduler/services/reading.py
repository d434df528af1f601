"""Reads the workspace and renders every post for every account: the common start of check, preview and plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from .. import rules
from .. import workspace as files
from ..model.account import Account
from ..model.capabilities import Capabilities
from ..model.delivery import State
from ..model.problem import Problem, Severity, errors
from ..model.workspace import Workspace
from ..planning.desired import desired
from ..planning.freezes import NO_FREEZE_CHANGE, FreezeChange, compare_freezes
from ..planning.plan import Change, Kind, Plan, compare
from ..rendering import Renderer, Rendering
from ..store import Store, accounts, deliveries, freezes
from ..store.accounts import Pinned
from ..store.deliveries import Stored
from .app import App


@dataclass(frozen=True)
class Reading:
    """The workspace as it would be sent, everything wrong with it, and how it differs from what is scheduled."""

    workspace: Workspace
    renderings: tuple[Rendering, ...]
    problems: tuple[Problem, ...]
    plan: Plan
    pinned: Mapping[str, Pinned]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return errors(self.problems)


def read(app: App, store: Store | None, *, now: datetime, narrow: bool = False) -> Reading:
    """Read and render everything. Never raises for a person's mistake; all of them are in `problems`.

    With `narrow`, the plan leaves out what is at its end and not in the files any more: it would write the same.
    """
    workspace = files.read(app.root, platforms=app.capabilities(), today=now.date())
    pinned = _pinned(store)
    renderings = _render(app, workspace, pinned)
    stored = _stored(store, workspace, narrow)
    plan = _plan(workspace, renderings, stored, now, _freezes(store, workspace))
    found = [*workspace.problems, *(problem for one in renderings for problem in one.problems)]
    found += _rules(workspace, renderings, stored, now)
    found += [_already_out(change) for change in plan.changes if change.kind is Kind.ALREADY_OUT and change.edited]
    return Reading(workspace, renderings, _in_order(found), plan, pinned)


def _pinned(store: Store | None) -> dict[str, Pinned]:
    if store is None:
        return {}
    with store.read() as connection:
        return accounts.pinned(connection)


def _stored(store: Store | None, workspace: Workspace, narrow: bool) -> list[Stored]:
    if store is None or workspace.campaign is None:
        return []
    with store.read() as connection:
        if narrow:
            posts = (row.id for row in workspace.rows if row.id)
            return list(deliveries.of_campaign_open(connection, workspace.campaign.id, posts))
        return list(deliveries.of_campaign(connection, workspace.campaign.id))


def _freezes(store: Store | None, workspace: Workspace) -> FreezeChange:
    if workspace.campaign is None:
        return NO_FREEZE_CHANGE
    if store is None:
        return compare_freezes(workspace.campaign.freezes, ())
    with store.read() as connection:
        return compare_freezes(workspace.campaign.freezes, freezes.of_campaign(connection, workspace.campaign.id))


def _render(app: App, workspace: Workspace, pinned: Mapping[str, Pinned]) -> tuple[Rendering, ...]:
    known = {account.id: _refined(account, pinned) for account in workspace.accounts.values()}
    able = {account.id: _capabilities(app, account) for account in known.values()}
    renderer = Renderer(app.fitter)
    return tuple(
        renderer.render(post, known[account], able[account]) for post in workspace.posts for account in post.accounts
    )


def _refined(account: Account, pinned: Mapping[str, Pinned]) -> Account:
    """What the server said of its limits counts only while the account still points to that server."""
    last = pinned.get(account.id)
    same = last is not None and (last.platform, last.base_url) == (account.platform, account.base_url)
    return replace(account, limits=last.limits) if last is not None and same else account


def _capabilities(app: App, account: Account) -> Capabilities:
    return app.platforms[account.platform].capabilities(account)


def _plan(
    workspace: Workspace, renderings: tuple[Rendering, ...], stored: list[Stored], now: datetime, frozen: FreezeChange
) -> Plan:
    if workspace.campaign is None:
        return Plan("", ())
    whole = {rendering.post.id for rendering in renderings if rendering.rendered is None}
    not_whole = workspace.rows_not_whole | whole
    return compare(workspace.campaign.id, desired(workspace.campaign, renderings), stored, not_whole, now, frozen)


def _rules(
    workspace: Workspace, renderings: tuple[Rendering, ...], stored: list[Stored], now: datetime
) -> list[Problem]:
    if workspace.campaign is None:
        return []
    states: dict[tuple[str, str], State] = {(one.key.post_id, one.key.account_id): one.state for one in stored}
    return rules.check(renderings, rules.Context(now=now, stored=states, campaign=workspace.campaign))


def _already_out(change: Change) -> Problem:
    assert change.desired is not None
    assert change.stored is not None
    file, _, line = change.desired.source.rpartition(":")
    return Problem(
        "already-out",
        f"{change.key.post_id} is already out on {change.key.account_id}; the edit does not alter it.",
        f"To correct it, take the post down on the network and add a new row. It is at {change.stored.permalink}.",
        Severity.INFO,
        file,
        int(line),
        change.key.post_id,
    )


def _in_order(found: list[Problem]) -> tuple[Problem, ...]:
    """Without repeats, by file and line."""
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda problem: (problem.file or "", problem.line or 0, problem.code)))
