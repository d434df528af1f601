"""A draft as each network will show it, by the same rendering and rules as what is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ... import rules
from ...model.account import Account
from ...model.delivery import State
from ...model.errors import EditError
from ...model.post import Post
from ...model.problem import Problem
from ...rendering import Renderer, Rendering
from ...workspace.drafting import Opened, blank_row, draft_post, open_row
from ..app import App
from ..board import Board
from .fields import Fields, alt_field, draft_of, lines, variant_of, words_field

DATE_CODES = ("date", "time", "past-date", "outside-window", "in-a-freeze", "same-moment", "over-allowance")
PICTURE_CODES = ("picture", "media", "too-many-pictures", "no-picture")


@dataclass(frozen=True)
class Looked:
    """`problems` are by the form's field they concern; those of none are under the empty name."""

    renderings: Sequence[Rendering]
    problems: Mapping[str, Sequence[Problem]]


def opened(app: App, name: str) -> Opened:
    """The row called `name`. Raises EditError when there is none."""
    found = open_row(
        app.root, name, platforms=app.capabilities(), today=app.clock.now().date(), objection=app.reach.objection
    )
    if found is None:
        raise EditError(f"there is no post {name} in the calendar any more", remedy="Look for it in the calendar.")
    return found


def blank(app: App) -> Opened:
    """A post that is not written yet. Raises EditError when there is no workspace to write it in."""
    found = blank_row(
        app.root, platforms=app.capabilities(), today=app.clock.now().date(), objection=app.reach.objection
    )
    if found is None:
        raise EditError(
            "there is no campaign and calendar to write a post in",
            remedy="Run campaign init in the workspace's folder, or mend config/campaign.yaml and the calendar.",
        )
    return found


def look(app: App, board: Board, row: Opened, fields: Fields) -> Looked:
    """Render the form's post for each of its accounts, and judge it."""
    now = app.clock.now()
    drafted = draft_post(row, draft_of(fields), now.date())
    renderings = _render(app, board, row, drafted.post) if drafted.post else ()
    found = [*drafted.problems, *(problem for one in renderings for problem in one.problems)]
    campaign = row.parts.campaign
    if campaign is not None:
        found += rules.check(renderings, rules.Context(now, _states(board), campaign))
    return Looked(renderings, _by_field(row, fields, dict.fromkeys(found)))


def _states(board: Board) -> dict[tuple[str, str], State]:
    stored = (change.stored for change in board.reading.plan.changes if change.stored is not None)
    return {(one.key.post_id, one.key.account_id): one.state for one in stored}


def _render(app: App, board: Board, row: Opened, post: Post) -> tuple[Rendering, ...]:
    frozen = (one.rendered for one in board.renderings.get(row.id, ()) if one.rendered is not None)
    cards = {(post.id, one.account_id): one.card for one in frozen if one.card is not None}
    renderer = Renderer(app.fitter, cards)
    accounts = [_refined(board, row.parts.accounts[name]) for name in post.accounts]
    return tuple(renderer.render(post, one, app.platforms[one.platform].capabilities(one)) for one in accounts)


def _refined(board: Board, account: Account) -> Account:
    """With what its server last said of its own limits, while it still points to that server."""
    last = board.reading.pinned.get(account.id)
    same = last is not None and (last.platform, last.base_url) == (account.platform, account.base_url)
    return replace(account, limits=last.limits) if last is not None and same else account


def _by_field(row: Opened, fields: Fields, found: Mapping[Problem, None]) -> Mapping[str, Sequence[Problem]]:
    placed: dict[str, list[Problem]] = {}
    for problem in found:
        placed.setdefault(_field(row, fields, problem), []).append(problem)
    return placed


def _field(row: Opened, fields: Fields, problem: Problem) -> str:
    code = problem.code
    if code.startswith("alt-"):
        pictures = lines(fields.get("media", ""))
        place = (problem.line or 0) - 1
        return alt_field(pictures[place]) if 0 <= place < len(pictures) else "media"
    if code.startswith(DATE_CODES):
        return "date"
    if code.startswith("account"):
        return "accounts"
    if code.startswith(PICTURE_CODES):
        return "media"
    return _words(row, fields, problem)


def _words(row: Opened, fields: Fields, problem: Problem) -> str:
    """The field of the words a problem's file holds."""
    for name in fields:
        variant = variant_of(name)
        if variant is not None:
            known = row.files.get(variant)
            written = known.file if known else f"captions/{row.caption or 'new'}{'.' if variant else ''}{variant}.md"
            if problem.file == written:
                return words_field(variant)
    return words_field("")
