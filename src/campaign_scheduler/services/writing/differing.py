"""Where what is scheduled says something else than a post as it is written now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...model.delivery import State
from ...rendering import Rendering
from ...signoff.difference import Difference, difference
from ...store.post_log import Entry
from ..app import App
from ..signoff.since import contents

WAITING = (State.SCHEDULED, State.AWAITING_SIGNOFF, State.HELD)


@dataclass(frozen=True, slots=True)
class Differing:
    """One post on one account, and what scheduling it again would change: counted and shown as for approvals."""

    entry: Entry
    difference: Difference


def differing(app: App, entries: Sequence[Entry], renderings: Sequence[Rendering]) -> list[Differing]:
    """Those of `entries` that are not out and whose account would now receive something else."""
    now = {one.account.id: one.rendered for one in renderings if one.rendered is not None}
    about = [one for one in entries if one.state in WAITING and one.account in now]
    about = [one for one in about if one.content_hash != now[one.account].content_hash]
    if not about:
        return []
    with app.store() as store, store.read() as connection:
        scheduled = contents(connection, {one.content_hash for one in about})
    return [Differing(one, difference(scheduled[one.content_hash], now[one.account])) for one in about]
