"""The networks: do the credentials work, do they last, and does this machine's clock agree with the servers'.

Only reads; nothing here can publish. Each account is asked in a thread of its own, for a bounded time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from ...model.account import Account, Profile
from ...model.delivery import State
from ...model.errors import CampaignError
from ...platforms.kit.http import Door
from ...store import Store
from ...store.accounts import Pinned
from ...store.post_log import Filter, entries
from ..app import App
from ..profiles import verify
from .finding import Finding, fine, of_error, problem, safely

PATIENCE = 20.0
"""Seconds for all networks together."""
LARGEST_DIFFERENCE = 30.0
STILL_AHEAD = (State.SCHEDULED, State.AWAITING_SIGNOFF, State.HELD)


@dataclass
class Visit:
    """What was learnt at one account's network. `apart` is how far our clock is ahead of the server's, in seconds."""

    account: Account
    profile: Profile | None = None
    findings: list[Finding] = field(default_factory=list)
    apart: float | None = None
    server: str = ""
    over: bool = False


def visit_all(app: App, accounts: Sequence[Account], pinned: Mapping[str, Pinned]) -> list[Visit]:
    """Ask every account's network at the same time; one that does not answer in time is said to be silent."""
    visits = [Visit(account) for account in accounts]
    door = Door(total=PATIENCE / 2, reach=app.reach)
    threads = [threading.Thread(target=_visit, args=(app, one, pinned, door), daemon=True) for one in visits]
    until = datetime.now(UTC) + timedelta(seconds=PATIENCE)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, (until - datetime.now(UTC)).total_seconds()))
    return [one if one.over else _silent(one.account) for one in visits]


def _silent(account: Account) -> Visit:
    said = f"Its network did not answer within {PATIENCE:.0f} seconds."
    return Visit(account, findings=[problem(_about(account), said, "Check the connection, then look again.")])


def _visit(app: App, visit: Visit, pinned: Mapping[str, Pinned], door: Door) -> None:
    visit.findings = safely(_about(visit.account), lambda: _credentials(app, visit, pinned))
    visit.server = visit.profile.home if visit.profile else visit.account.base_url
    visit.apart = _apart(visit.server, door)
    visit.over = True


def _about(account: Account) -> str:
    return f"account {account.id}"


def _credentials(app: App, visit: Visit, pinned: Mapping[str, Pinned]) -> Iterator[Finding]:
    about, known = _about(visit.account), pinned.get(visit.account.id)
    try:
        visit.profile = verify(app, visit.account)
    except CampaignError as error:
        yield of_error(about, error)
        return
    if known is not None and known.remote_profile != visit.profile.key:
        said = f"Its token is of {visit.profile.handle}, but posts are scheduled for {known.handle}."
        yield problem(about, said, f"Connect it as the right profile: campaign accounts connect {visit.account.id}.")
        return
    yield fine(about, f"It is {visit.profile.handle} on {visit.profile.home}.")


def _apart(server: str, door: Door) -> float | None:
    """Our clock less the server's, from the Date of any answer; None when there was none."""
    if not server:
        return None
    try:
        said = door.request("GET", server).headers.get("Date", "")
        return (datetime.now(UTC) - parsedate_to_datetime(said)).total_seconds()
    except (CampaignError, ValueError, TypeError):
        return None


def clock(visits: Sequence[Visit]) -> Iterator[Finding]:
    """One server may be wrong; when most agree that we are, we are."""
    seen = sorted((one.apart, one.server) for one in visits if one.apart is not None)
    if not seen:
        yield fine("clock", "No server was reached to compare it with.")
        return
    apart, server = seen[len(seen) // 2]
    said = f"It is {abs(apart):.0f} seconds {'ahead of' if apart > 0 else 'behind'} that of {urlsplit(server).netloc}."
    if abs(apart) > LARGEST_DIFFERENCE:
        yield problem("clock", said, "Let the system set the time by itself (NTP): posts go out by this clock.")
    else:
        yield fine("clock", said)


def tokens(app: App, visits: Sequence[Visit], pinned: Mapping[str, Pinned], store: Store) -> Iterator[Finding]:
    """A token that ends before the last post of its account is due."""
    for one in visits:
        known = pinned.get(one.account.id)
        ends = one.profile.expires_at if one.profile else known.expires_at if known else None
        late = _due_after(store, one.account.id, ends) if ends else 0
        if ends and late:
            said = f"Its token ends on {ends:%Y-%m-%d %H:%M} UTC, before {late} of its posts are due."
            yield problem(_about(one.account), said, f"Before that: campaign accounts connect {one.account.id}.")
        elif ends and ends < app.clock.now():
            said = f"Its token ended on {ends:%Y-%m-%d %H:%M} UTC."
            yield problem(_about(one.account), said, f"Connect it again: campaign accounts connect {one.account.id}.")


def _due_after(store: Store, account: str, moment: datetime) -> int:
    with store.read() as connection:
        return len(entries(connection, Filter(states=STILL_AHEAD, accounts=(account,), since=moment)))
