"""What is due now: the statement behind every claim."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, or_, select

from ..model.delivery import State
from . import tables as t
from .conditions import account_is_free, may_go
from .pacing import earliest, new_try
from .types import NOW

D = t.deliveries
R = t.rendered_posts


def _due() -> Any:
    """One candidate for each free account, found through the index on (account, next_attempt_at)."""
    other = D.alias("candidate")
    first = (
        select(other.c.id)
        .where(other.c.account_id == t.accounts.c.id, other.c.state == State.SCHEDULED.value)
        .where(other.c.next_attempt_at <= NOW, other.c.next_attempt_at >= earliest(t.accounts.c.id))
        .where(new_try(other), may_go(other, NOW))
        .order_by(other.c.next_attempt_at, other.c.id)
        .limit(1)
        .correlate(t.accounts)
        .scalar_subquery()
    )
    quiet = t.accounts.c.quiet_until
    content = (R.c.text, R.c.words, R.c.lengths, R.c.media, R.c.options.label("content_options"))
    account = t.accounts.c.name.label("account_name")
    return (
        select(D, *content, account)
        .select_from(t.accounts)
        .join(D, D.c.id == first)
        .join(R, R.c.content_hash == D.c.content_hash)
        .where(account_is_free(t.accounts.c.id), or_(quiet.is_(None), quiet <= NOW))
        .order_by(D.c.next_attempt_at, D.c.id)
        .limit(bindparam("b_limit"))
        .with_for_update(of=D, skip_locked=True)
    )


DUE = _due()
