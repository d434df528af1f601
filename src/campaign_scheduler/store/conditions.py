"""The conditions under which a delivery may go out, written once and used by the claim and by the intent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, or_, select

from ..model.delivery import State
from . import tables as t
from .freezes import frozen


def may_go(d: FromClause, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Not stopped by anyone, not frozen, approved as often as required, and not past its grace."""
    return and_(~stopped(d), ~frozen(d, now), approved(d), or_(d.c.late_at.is_(None), d.c.late_at > now))


def stopped(d: FromClause) -> ColumnElement[bool]:
    """A pause in force covers this delivery."""
    p = t.pauses
    covers = or_(
        p.c.scope == "all",
        and_(p.c.scope == "account", p.c.target == d.c.account_id),
        and_(p.c.scope == "campaign", p.c.target == d.c.campaign),
    )
    return exists(select(p.c.id).where(p.c.ended_at.is_(None), covers))


def approved(d: FromClause) -> ColumnElement[bool]:
    """As many different people as the rule asks for approved exactly what this account will receive, and none of them
    took it back; where the rule says so, none of them is who changed it last. Or one released it out of hours.

    A person has one row for one content (a unique constraint), so rows are people.
    """
    a = t.approvals
    given = and_(a.c.delivery_id == d.c.id, a.c.content_hash == d.c.content_hash, a.c.withdrawn_at.is_(None))
    another = or_(~d.c.signoff_not_author, a.c.person_key != d.c.author_key)
    count = select(func.count()).where(given, ~a.c.out_of_hours, another)
    released = and_(d.c.signoff_out_of_hours, exists(select(a.c.id).where(given, a.c.out_of_hours)))
    return or_(d.c.signoff_required == 0, count.scalar_subquery() >= d.c.signoff_required, released)


def account_is_free(account_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Nothing of this account is in flight."""
    other = t.deliveries.alias("in_flight")
    in_flight = and_(other.c.account_id == account_id, other.c.state == State.PUBLISHING.value)
    return ~exists(select(other.c.id).where(in_flight))
