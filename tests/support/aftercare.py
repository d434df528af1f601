"""What becomes of posts that are out: read back, and taken down."""

from __future__ import annotations

from campaign_scheduler.model.account import Credentials
from campaign_scheduler.publishing.points import Checkpoint, pass_by
from campaign_scheduler.publishing.read_back import ReadBacks
from campaign_scheduler.publishing.reading import Reader
from campaign_scheduler.publishing.removing import Remover
from campaign_scheduler.sandbox.posts import Post
from campaign_scheduler.store import posting
from campaign_scheduler.store.post_log import Entry
from campaign_scheduler.store.posting import Waiting
from support.bench import Bench

FIRST_READ = 10
"""Seconds until the first reading."""
SURE = 60
"""Seconds until a difference is believed at once."""


class Died(BaseException):
    """The process is gone."""


class Out:
    """A bench whose posts are published, with what the daemon does afterwards; it can be made to die at a point."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        bench.publish()

    def reader(self) -> Reader:
        return Reader(self.bench.app.platforms, self._secrets)

    def _secrets(self, account: str) -> Credentials:
        return self.bench.credentials(account)

    def read_back(self, after: float = FIRST_READ, *, dies_at: str = "") -> None:
        """What the daemon does so many seconds later."""
        self.bench.later(after)
        ReadBacks(self.bench.store, self.reader(), self.bench.clock, _dying(dies_at)).look()

    def remover(self, dies_at: str = "") -> Remover:
        return Remover(self.bench.store, self.reader(), self.bench.clock, _dying(dies_at))

    def entry(self, platform: str = "mastodon") -> Entry:
        return self.bench.entry(f"trust_{platform}")

    def post(self, platform: str = "mastodon") -> Post:
        """As the network has it."""
        return next(one for one in self.bench.sandbox.world.posts() if one.platform == platform)

    def reads(self, platform: str = "mastodon") -> int:
        return self.bench.sandbox.world.requests[f"{platform}:find"]

    def told(self) -> list[Waiting]:
        with self.bench.store.read() as connection:
            return posting.unsent(connection)

    def kinds(self) -> list[str]:
        return [one.message.kind for one in self.told()]


def _dying(at: str) -> Checkpoint:
    def reached(point: str) -> None:
        if point == at:
            raise Died

    return reached if at else pass_by
