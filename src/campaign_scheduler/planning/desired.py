"""What the workspace wants: one desired delivery for each post and account."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ..model.account import Account
from ..model.campaign import Campaign, Lateness, SignOffPolicy, WhenLate
from ..model.delivery import DeliveryKey
from ..model.rendered import RenderedPost
from ..rendering import Rendering


@dataclass(frozen=True, slots=True)
class Desired:
    """A delivery as the files want it. `source` is the calendar row (`config/calendar.csv:12`)."""

    key: DeliveryKey
    due_at: datetime
    slot: str
    lateness: Lateness
    rendered: RenderedPost
    account: Account
    tags: tuple[str, ...]
    repeat: bool
    signoff: SignOffPolicy
    source: str

    @property
    def late_at(self) -> datetime | None:
        """When the grace is over; None where the rule is to send however late."""
        return None if self.lateness.then is WhenLate.SEND else self.due_at + self.lateness.grace


def desired(campaign: Campaign, renderings: Iterable[Rendering]) -> list[Desired]:
    """Every rendering that could be built, as a desired delivery, in the order given."""
    return [_desired(campaign, rendering) for rendering in renderings if rendering.rendered is not None]


def _desired(campaign: Campaign, rendering: Rendering) -> Desired:
    post, rendered = rendering.post, rendering.rendered
    assert rendered is not None
    return Desired(
        key=DeliveryKey(campaign.id, post.id, rendering.account.id),
        due_at=post.due_at,
        slot=str(post.slot),
        lateness=post.lateness,
        rendered=rendered,
        account=rendering.account,
        tags=post.tags,
        repeat=post.repeat,
        signoff=campaign.signoff,
        source=f"{post.file}:{post.line}",
    )


def policy(wanted: Desired) -> Mapping[str, object]:
    """Everything stored beside content and time that a send depends on."""
    return {
        "grace_s": int(wanted.lateness.grace.total_seconds()),
        "when_late": wanted.lateness.then.value,
        "base_url": wanted.account.base_url,
        "options": dict(wanted.account.options),
        **signoff_rule(wanted.signoff),
        "tags": list(wanted.tags),
    }


def signoff_rule(signoff: SignOffPolicy) -> Mapping[str, object]:
    """The campaign's rule as each delivery keeps it."""
    return {
        "signoff_required": signoff.required,
        "signoff_not_author": signoff.not_author,
        "signoff_out_of_hours": signoff.out_of_hours,
    }


def digest(value: object) -> str:
    """A short, stable name for a JSON-able value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
