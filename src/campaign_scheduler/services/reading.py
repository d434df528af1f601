"""Reads the workspace and renders every post for every account: the common start of check, preview and plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .. import rules
from .. import workspace as files
from ..model.account import Account
from ..model.capabilities import Capabilities
from ..model.card import LinkCard
from ..model.delivery import DeliveryKey, State
from ..model.problem import Problem, Severity, errors
from ..model.usage import Use
from ..model.workspace import Workspace
from ..planning.desired import desired
from ..planning.freezes import NO_FREEZE_CHANGE, FreezeChange, compare_freezes
from ..planning.plan import Change, Kind, Plan, compare
from ..rendering import Renderer, Rendering, as_scheduled
from ..store import Store, accounts, cards, content, deliveries, freezes
from ..store.accounts import Pinned
from ..store.content import Picture
from ..store.deliveries import Stored
from . import link_cards
from .app import App
from .usage import elsewhere


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


def read(
    app: App, store: Store | None, *, now: datetime, picture: Picture | None = None, narrow: bool = False
) -> Reading:
    """Read and render everything. Never raises for a person's mistake; all of them are in `problems`.

    `picture` gives the pictures of frozen link cards; by default the store is opened again when one is asked for.
    With `narrow`, the plan leaves out what is at its end and not in the files any more: it would write the same.
    """
    able, objection = app.capabilities(), app.reach.objection
    workspace = files.read(app.root, platforms=able, today=now.date(), objection=objection)
    pinned = _pinned(store)
    stored = _stored(store, workspace, narrow)
    picture = picture or app.picture
    kept, reasons = _cards(store, workspace, picture)
    fresh = _render(app, workspace, pinned, kept)
    renderings = _with_removals(_as_scheduled(store, fresh, stored, picture), stored)
    plan = _plan(workspace, renderings, stored, now, _freezes(store, workspace))
    found = [*workspace.problems, *(problem for one in renderings for problem in one.problems)]
    found += _rules(workspace, renderings, stored, now, _elsewhere(store, workspace, renderings, pinned), pinned)
    found += link_cards.problems(app, renderings, plan, reasons)
    proposed = {post.id for post in workspace.posts if post.id_is_proposed}
    found += [
        _id_taken(change) if change.key.post_id in proposed else _already_out(change)
        for change in plan.changes
        if change.kind is Kind.ALREADY_OUT and change.edited
    ]
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


def _cards(
    store: Store | None, workspace: Workspace, picture: Picture
) -> tuple[dict[DeliveryKey, LinkCard], dict[tuple[DeliveryKey, str], str]]:
    """The link cards that are frozen, and why others could not be had."""
    if store is None or workspace.campaign is None:
        return {}, {}
    name = workspace.campaign.id
    with store.read() as connection:
        return cards.of_campaign(connection, name, picture), cards.missing(connection, name)


def _render(
    app: App, workspace: Workspace, pinned: Mapping[str, Pinned], cards: Mapping[DeliveryKey, LinkCard]
) -> tuple[Rendering, ...]:
    known = {account.id: _refined(account, pinned) for account in workspace.accounts.values()}
    able = {account.id: _capabilities(app, account) for account in known.values()}
    renderer = Renderer(app.fitter, {(key.post_id, key.account_id): card for key, card in cards.items()})
    return tuple(
        renderer.render(post, known[account], able[account]) for post in workspace.posts for account in post.accounts
    )


def _as_scheduled(
    store: Store | None, fresh: tuple[Rendering, ...], stored: list[Stored], picture: Picture
) -> tuple[Rendering, ...]:
    """A newer program makes nothing different of what is scheduled and was not edited."""
    hashes = {(one.key.post_id, one.key.account_id): one.content_hash for one in stored}
    before = {_place(one): name for one in fresh if (name := hashes.get(_place(one))) and _differs(one, name)}
    if store is None or not before:
        return fresh
    with store.read() as connection:
        scheduled = content.stored(connection, before.values(), picture)
        there = content.pictures_kept(connection, [one.sha256 for post in scheduled.values() for one in post.pictures])
    posts = {place: scheduled[name] for place, name in before.items() if name in scheduled}
    return tuple(as_scheduled(one, post, there) if (post := posts.get(_place(one))) else one for one in fresh)


def _place(one: Rendering) -> tuple[str, str]:
    return one.post.id, one.account.id


def _differs(one: Rendering, content_hash: str) -> bool:
    return one.rendered is not None and one.rendered.content_hash != content_hash


def _with_removals(renderings: tuple[Rendering, ...], stored: list[Stored]) -> tuple[Rendering, ...]:
    """A post that was taken down is shown as such."""
    removed = {(one.key.post_id, one.key.account_id): one for one in stored if one.removed_at is not None}
    return tuple(
        replace(one, problems=(*one.problems, _removed(one, removed[one.post.id, one.account.id])))
        if (one.post.id, one.account.id) in removed
        else one
        for one in renderings
    )


def _removed(rendering: Rendering, stored: Stored) -> Problem:
    post = rendering.post
    return Problem(
        "taken-down",
        f"{post.id} went out on {rendering.account.id} and is not there any more; its row brings nothing back.",
        f"campaign log says who took it down and why (number {stored.id}). To post it again, add a new row.",
        Severity.INFO,
        post.file,
        post.line,
        post.id,
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


def _elsewhere(
    store: Store | None, workspace: Workspace, renderings: tuple[Rendering, ...], pinned: Mapping[str, Pinned]
) -> dict[str, list[Use]]:
    return elsewhere(store, workspace.campaign.id, renderings, pinned) if workspace.campaign else {}


def _rules(
    workspace: Workspace,
    renderings: tuple[Rendering, ...],
    stored: list[Stored],
    now: datetime,
    uses: Mapping[str, Sequence[Use]],
    pinned: Mapping[str, Pinned],
) -> list[Problem]:
    if workspace.campaign is None:
        return []
    states: dict[tuple[str, str], State] = {(one.key.post_id, one.key.account_id): one.state for one in stored}
    ends = {name: one.expires_at for name, one in pinned.items() if one.expires_at is not None}
    return rules.check(renderings, rules.Context(now, states, workspace.campaign, uses, ends))


def _already_out(change: Change) -> Problem:
    assert change.desired is not None
    assert change.stored is not None
    file, _, line = change.desired.source.rpartition(":")
    return Problem(
        "already-out",
        f"{change.key.post_id} is already out on {change.key.account_id}; the edit does not alter it.",
        f"To correct it, take it down (campaign unpublish {change.stored.id} --reason WHY) and add a new row. "
        f"It is at {change.stored.permalink}.",
        Severity.INFO,
        file,
        int(line),
        change.key.post_id,
    )


def _id_taken(change: Change) -> Problem:
    """A row without an id is a new post; taken for an edit of one that is out, it would silently never go out."""
    assert change.desired is not None
    file, _, line = change.desired.source.rpartition(":")
    post = change.key.post_id
    return Problem(
        "id-taken",
        f"The row has no id, and the one it would get, {post}, belongs to a post that is already out with other words "
        "or at another time.",
        f"Write an id of its own into the row, such as {post}-2.",
        file=file,
        line=int(line),
        post_id=post,
    )


def _in_order(found: list[Problem]) -> tuple[Problem, ...]:
    """Without repeats, by file and line."""
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda problem: (problem.file or "", problem.line or 0, problem.code)))
