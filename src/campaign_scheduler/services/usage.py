"""What each account's network counts besides the posts of the files in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ..model.delivery import DeliveryKey
from ..model.usage import Use
from ..rendering import Rendering
from ..store import Store, usage
from ..store.accounts import Pinned
from ..store.usage import Counted


def elsewhere(
    store: Store | None, campaign: str, renderings: Sequence[Rendering], pinned: Mapping[str, Pinned]
) -> dict[str, list[Use]]:
    """By account id: other campaigns' posts, and this one's that may be live though their row is gone."""
    found: dict[str, list[Use]] = {}
    if store is None or not renderings:
        return found
    ours = {DeliveryKey(campaign, one.post.id, one.account.id) for one in renderings}
    accounts = {one.account.id for one in renderings}
    owners = {pinned[name].remote_profile: name for name in accounts if name in pinned}
    for counted in _counted(store, campaign, renderings, accounts, owners):
        if counted.key not in ours:
            name = counted.key.account_id if counted.key.account_id in accounts else owners[counted.remote_profile]
            found.setdefault(name, []).append(Use(counted.at, counted.pictures, counted.key.campaign))
    return found


def _counted(
    store: Store, campaign: str, renderings: Sequence[Rendering], accounts: set[str], owners: Mapping[str, str]
) -> list[Counted]:
    """Everything of these accounts within reach of some window around the posts in hand."""
    reach = max((one.within for each in renderings for one in each.capabilities.allowances), default=timedelta(0))
    times = [one.post.due_at for one in renderings]
    since, until = _moved(min(times), -reach), _moved(max(times), reach)
    with store.read() as connection:
        return usage.besides(connection, campaign, accounts, owners, since, until)


def _moved(moment: datetime, by: timedelta) -> datetime:
    """A row may name a year that is the last or the first there is."""
    try:
        return moment + by
    except OverflowError:
        return moment
