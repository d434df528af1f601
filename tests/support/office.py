"""A workspace that is scheduled and published step by step, on a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from campaign_scheduler.publishing import freezing, lateness
from campaign_scheduler.publishing.points import Checkpoint, pass_by
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.sandbox import RunningSandbox, serve
from campaign_scheduler.services.app import App
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import Store, posting
from campaign_scheduler.store.claims import Claim
from campaign_scheduler.store.post_log import Entry, Filter, entries
from support.making import CAMPAIGN, SetClock, app_for, sandbox_accounts, workspace
from support.moves import guard

HEADING = "id,date,time,caption,media,accounts,status,note"


@dataclass
class Office:
    """A workspace, its store and the stand-in networks."""

    app: App
    store: Store
    clock: SetClock
    sandbox: RunningSandbox

    @property
    def root(self) -> Path:
        return self.app.root

    def rows(self, *lines: str, heading: str = HEADING) -> None:
        """Write the calendar anew."""
        (self.root / "config/calendar.csv").write_text("\n".join([heading, *lines, ""]))

    def settings(self, more: str) -> None:
        """Write campaign.yaml anew, with `more` beneath the usual."""
        (self.root / "config/campaign.yaml").write_text(f"{CAMPAIGN}{more}")

    def publisher(self, checkpoint: Checkpoint = pass_by) -> Publisher:
        return Publisher(self.store, self.app.platforms, self.app.settings.credentials, self.clock, checkpoint)

    def claim(self) -> list[Claim]:
        return self.publisher().claim("test", 16)

    def round(self) -> None:
        """Claim and publish until nothing more may go; then settle what is frozen or late. As the dispatcher does."""
        while claims := self.claim():
            for claim in claims:
                self.publisher().publish(claim)
        freezing.hold_frozen(self.store, self.clock.moment)
        lateness.settle_overdue(self.store, self.clock.moment, self.publisher().pace)

    def at(self, moment: datetime) -> None:
        """The daemon looks at that moment."""
        self.clock.lease += (moment - self.clock.moment).total_seconds()
        self.clock.moment = moment
        self.round()

    def log(self) -> list[Entry]:
        with self.store.read() as connection:
            return entries(connection, Filter())

    def states(self) -> dict[str, str]:
        """`post/account` to state."""
        return {f"{one.post_id}/{one.account.removeprefix('trust_')}": one.state.value for one in self.log()}

    def one(self, post: str, account: str = "trust_mastodon") -> Entry:
        return next(one for one in self.log() if (one.post_id, one.account) == (post, account))

    def said(self) -> list[str]:
        """What readers see, oldest first."""
        return [post.text for post in self.sandbox.world.posts()]

    def requests(self) -> int:
        """How many publishing requests reached the networks."""
        return sum(count for name, count in self.sandbox.world.requests.items() if name.endswith(":publish"))


@contextmanager
def office(
    folder: Path,
    now: datetime,
    rows: Sequence[str],
    *,
    more: str = "",
    apply: bool = True,
    guarded: bool = True,
    url: str = "",
) -> Iterator[Office]:
    """With `rows` scheduled at `now`, each caption's words being its name; `more` goes into campaign.yaml. The store is
    a file in `folder`, or at `url`.

    With `guarded`, any write of a move that the design's table does not allow fails.
    """
    clock = SetClock(now)
    with serve(clock=clock) as sandbox:
        names = {row.split(",")[3] for row in rows}
        root = workspace(
            folder,
            rows,
            captions={f"{name}.md": f"Words of {name}." for name in names},
            campaign=f"{CAMPAIGN}{more}",
            accounts=sandbox_accounts(sandbox),
        )
        app = app_for(root, clock, url)
        if apply:
            apply_plan(app, actor="test")
        with app.store() as store:
            if guarded:
                guard(store)
            yield Office(app, store, clock, sandbox)


def posts(first: datetime, count: int, every: timedelta, accounts: str = "Mastodon") -> list[str]:
    """Rows p0, p1 … in London's winter, when its clock shows UTC."""
    times = [first + every * number for number in range(count)]
    return [f"p{n},{at:%Y-%m-%d},{at:%H:%M},p{n},none,{accounts},," for n, at in enumerate(times)]


def told(office: Office) -> Mapping[str, int]:
    """How many messages of each kind stand and are not sent yet."""
    found: dict[str, int] = {}
    with office.store.read() as connection:
        for one in posting.unsent(connection):
            found[one.message.kind] = found.get(one.message.kind, 0) + 1
    return found
