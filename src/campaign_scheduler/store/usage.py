"""What networks count besides the posts in hand: everything an account has sent or is to send."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, case, func, or_, select

from ..model.delivery import MAY_BE_LIVE, DeliveryKey, State
from . import tables as t

D = t.deliveries
R = t.rendered_posts
WAITING = (State.SCHEDULED, State.AWAITING_SIGNOFF)


@dataclass(frozen=True, slots=True)
class Counted:
    """One delivery that has gone out, may have, or is to go out `at` (UTC)."""

    key: DeliveryKey
    remote_profile: str
    at: datetime
    pictures: int


def besides(
    connection: Connection,
    campaign: str,
    accounts: Collection[str],
    profiles: Collection[str],
    since: datetime,
    until: datetime,
) -> list[Counted]:
    """Deliveries of these accounts, or of these remote profiles under any name, in every campaign.

    Not what still waits in `campaign` itself: its files say anew what is to go out.
    """
    waiting = D.c.state.in_([state.value for state in WAITING])
    live = D.c.state.in_([state.value for state in MAY_BE_LIVE])
    at = case((waiting, D.c.next_attempt_at), else_=func.coalesce(D.c.sent_at, D.c.next_attempt_at)).label("at")
    query = (
        select(D.c.campaign, D.c.post_id, D.c.account_id, D.c.remote_profile, at, R.c.media)
        .join(R, R.c.content_hash == D.c.content_hash)
        .where(
            or_(live, and_(waiting, D.c.campaign != campaign)),
            or_(D.c.account_id.in_(accounts), D.c.remote_profile.in_(profiles)),
            and_(D.c.next_attempt_at >= since, D.c.next_attempt_at <= until),
        )
    )
    return [
        Counted(DeliveryKey(row.campaign, row.post_id, row.account_id), row.remote_profile, row.at, len(row.media))
        for row in connection.execute(query)
    ]
