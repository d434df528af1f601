"""Two posts on two accounts, the people who deal with them, and a network that notes what reaches it."""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from campaign_scheduler.bootstrap import build
from campaign_scheduler.model.account import Credentials
from campaign_scheduler.model.delivery import State
from campaign_scheduler.model.errors import CampaignError
from campaign_scheduler.publishing import lateness, timing, unapproved
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.services import backups, deciding, releasing, restoring
from campaign_scheduler.services.releasing import Wanted, Way
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.services.signoff import approving, links, returning
from campaign_scheduler.services.signoff.offering import Seen
from campaign_scheduler.services.signoff.people import at_terminal, recorded
from campaign_scheduler.settings import load_settings
from campaign_scheduler.store import open_store, recovery
from campaign_scheduler.store.claims import Claim
from campaign_scheduler.store.post_log import Entry, Filter, entries
from faults.scripted import Network
from signoff.ledger import Key, Ledger, Rule
from support.making import SetClock, workspace

POSTS = ("one", "two")
ACCOUNTS = ("trust_a", "trust_b")
PEOPLE = ("Ann", "Ben", "Dr Shah")
WORDS = ("first words", "second words", "third words")
START = datetime(2030, 3, 4, 8, tzinfo=UTC)


class Died(BaseException):
    """The process is gone."""


class Desk:
    """`wrong` holds what went out, or may, although the ledger says no. Everything else may be refused."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "workspace"
        self.clock = SetClock(START)
        settings = load_settings(workspace=self.root, database_url=f"sqlite:///{(folder / 'campaign.db').as_posix()}")
        self.network = Network(self.clock)
        self.app = replace(build(settings, self.clock), platforms={"model": self.network})
        self.rule = Rule()
        self.words = dict.fromkeys(POSTS, 0)
        self.hours = dict.fromkeys(POSTS, 9)
        self.x_words: dict[str, int | None] = dict.fromkeys(POSTS)
        self.ledger = Ledger()
        self.backup: tuple[Path, Ledger] | None = None
        self.stale: list[Seen] = []
        self.links: list[tuple[str, str, list[Seen]]] = []
        self.claims: list[tuple[str, Claim]] = []
        self.wrong: list[str] = []
        self.done: Counter[str] = Counter()
        self._names = itertools.count(1)
        self._write()
        self.schedule("Ann")
        self.store = open_store(settings.store_url)

    def close(self) -> None:
        self.store.close()

    # -- the files

    def _write(self) -> None:
        captions = {f"{post}.md": WORDS[self.words[post]] for post in POSTS}
        captions |= {f"{p}.trust_b.md": f"{WORDS[n]} for b" for p, n in self.x_words.items() if n is not None}
        for old in (self.root / "captions").glob("*"):
            old.unlink()
        workspace(
            self.root,
            [f"{post},2030-03-04,{self.hours[post]:02}:00,{post},,all,,yes" for post in POSTS],
            heading="id,date,time,caption,media,accounts,status,repeat",
            captions=captions,
            pictures={},
            campaign=f"campaign: spring\ntimezone: Europe/London\naccounts: [{', '.join(ACCOUNTS)}]\n"
            f"lateness: {{grace: 9d, then: hold}}\n{self.rule.yaml}",
            accounts="accounts:\n" + "".join(f"  - {{id: {name}, platform: model}}\n" for name in ACCOUNTS),
        )

    def log(self) -> list[Entry]:
        with self.app.store() as store, store.read() as connection:
            return entries(connection, Filter())

    def _contents(self) -> dict[Key, str]:
        return {(one.post_id, one.account): one.content_hash for one in self.log()}

    # -- what people do

    def happen(self, what: str, *arguments: object) -> None:
        """One thing is done, or refused in words."""
        with suppress(CampaignError):
            getattr(self, what)(*arguments)
            self.done[what] += 1

    def schedule(self, by: str) -> None:
        apply_plan(self.app, actor="the machine", author=by, force=True)
        self.ledger.applied(self.rule, self._contents(), by)

    def edit(self, by: str, post: str, words: int) -> None:
        self.words[post] = words
        self._write()
        self.schedule(by)

    def edit_one_account(self, by: str, post: str, words: int | None) -> None:
        self.x_words[post] = words
        self._write()
        self.schedule(by)

    def move(self, by: str, post: str, hour: int) -> None:
        self.hours[post] = hour
        self._write()
        self.schedule(by)

    def change_rule(self, by: str, rule: Rule) -> None:
        self.rule = rule
        self._write()
        self.schedule(by)

    def _seen(self, post: str, account: str | None) -> list[Seen]:
        found = [one for one in self.log() if one.post_id == post and account in (None, one.account)]
        return [Seen(one.delivery_id, one.content_hash) for one in found]

    def look(self, post: str) -> None:
        """Somebody looks, and goes to lunch."""
        self.stale = self._seen(post, None)

    def approve(self, by: str, post: str, account: str | None) -> None:
        self._approve(by, self._seen(post, account))

    def approve_late(self, by: str) -> None:
        self._approve(by, self.stale)

    def _approve(self, by: str, seen: list[Seen]) -> None:
        done = approving.approve(self.app, seen, by=recorded(f" {by.upper()} ", by="Amy"))
        self._noted(done.entries, by, {one.delivery_id: one.content_hash for one in seen})

    def _noted(self, done: tuple[Entry, ...], by: str, shown: dict[int, str]) -> None:
        for one in done:
            if one.content_hash != shown[one.delivery_id]:
                self.wrong.append(f"{one.post_id}: approved as it is, not as it was shown")
            self.ledger.approves((one.post_id, one.account), one.content_hash, by)

    def release_out_of_hours(self, by: str, post: str) -> None:
        done = approving.release_out_of_hours(self.app, self._seen(post, None), by=at_terminal(by), reason="urgent")
        for one in done.entries:
            self.ledger.releases((one.post_id, one.account), one.content_hash, by)

    def withdraw(self, by: str, post: str) -> None:
        """Somebody who has approved it, where there is anybody."""
        by = next((person for key, _, person in sorted(self.ledger.given) if key[0] == post), by)
        numbers = [one.delivery_id for one in self.log() if one.post_id == post]
        for one in approving.withdraw(self.app, numbers, by=at_terminal(by)):
            self.ledger.takes_back((one.post_id, one.account), by)

    def send_back(self, by: str, post: str) -> None:
        for one in returning.send_back(self.app, [post], by=at_terminal(by), comment="not like this").entries:
            self.ledger.takes_back((one.post_id, one.account))

    def make_link(self, by: str, post: str) -> None:
        made = links.create(self.app, person=by, posts=[post], by="Amy")
        opened = links.open_link(self.app, made.token)
        self.links.append((by, made.token, [Seen(one.delivery_id, one.content_hash) for one in opened.entries]))

    def confirm_link(self) -> None:
        if self.links:
            by, token, seen = self.links.pop()
            done = links.confirm(self.app, token, [links.Choice(one, approve=True) for one in seen])
            self._noted(done.approved.entries, by, {one.delivery_id: one.content_hash for one in seen})

    def retry(self, number: int) -> None:
        deciding.retry(self.app, number, by="Ann")

    def cancel(self, number: int) -> None:
        deciding.cancel(self.app, number, by="Ann", reason="")

    def release(self) -> None:
        every = tuple(one.delivery_id for one in self.log())
        wanted = Wanted(way=Way.SEND, numbers=every)
        releasing.carry_out(self.app, releasing.propose(self.app, wanted), by="Ann")

    def later(self, minutes: int) -> None:
        self.clock.moment += timedelta(minutes=minutes)
        self.clock.lease += minutes * 60
        unapproved.wait(self.store, self.clock.moment)
        lateness.settle_overdue(self.store, self.clock.moment, self._publisher("").pace)

    # -- backups

    def back_up(self) -> None:
        target = self.folder / f"backup-{next(self._names)}.db"
        self.backup = (backups.backup(self.app, target).path, self.ledger.kept())

    def restore(self) -> None:
        """And somebody sends everything again at once."""
        if self.backup is not None:
            self.claims.clear()
            self.store.close()
            restoring.restore(self.app, self.backup[0], by="Ann")
            self.ledger.restored(self.backup[1].kept())
            self.store = open_store(self.app.settings.store_url)
            self.release()

    # -- the daemon

    def _publisher(self, daemon: str, death: str = "") -> Publisher:
        def checkpoint(step: str) -> None:
            if step == death:
                raise Died

        return Publisher(
            *(self.store, self.app.platforms, lambda account: Credentials({}), self.clock, checkpoint),
            catch_up_pause=timedelta(0),
        )

    def claim(self) -> None:
        daemon = f"d{next(self._names)}"
        self.claims += [(daemon, one) for one in self._publisher(daemon).claim(daemon, 4)]

    def publish(self, answer: str, death: str) -> None:
        """What was claimed, perhaps long ago, is sent."""
        if not self.claims:
            self.claim()
        for daemon, claim in self.claims:
            self._publish(daemon, claim, answer, death)
        self.claims.clear()

    def _publish(self, daemon: str, claim: Claim, answer: str, death: str) -> None:
        self.network.answers.clear()
        self.network.answers.append(answer)
        before = len(self.network.requests)
        key = (claim.key.post_id, claim.key.account_id)
        with suppress(Died):
            self._publisher(daemon, death).publish(claim)
        for account, words in self.network.requests[before:]:
            if account != claim.key.account_id or words != claim.post.words:
                self.wrong.append(f"{key}: other words went out: {words}")
            if self.ledger.content.get(key) != claim.content_hash or not self.ledger.may_go(key, claim.content_hash):
                self.wrong.append(f"{key}: {words!r} went out unapproved under {self.ledger.rule}")
            self.done["went out"] += 1
        if death:
            self._recover(daemon)

    def _recover(self, daemon: str) -> None:
        with self.store.write() as connection:
            recovery.recover(
                connection,
                now=self.clock.moment,
                lease_time=self.clock.lease,
                check_at=self.clock.moment + timing.FIRST_LOOK,
                gone=(daemon,),
            )

    # -- what must hold

    def check(self) -> None:
        """Raise AssertionError when anything went out that may not, or the screens say what is not so."""
        assert not self.wrong, self.wrong
        for one in self.log():
            key = (one.post_id, one.account)
            right = self.ledger.may_go(key, one.content_hash)
            what = f"{key} is {one.state.value}, {one.missing_approvals} missing, under {self.ledger.rule}"
            assert one.state in (State.PUBLISHED, State.UNCONFIRMED) or (one.missing_approvals == 0) == right, what
            assert not (one.state is State.AWAITING_SIGNOFF and right), f"{what}: it waits for nothing"


def fresh(folder: Path) -> Desk:
    shutil.rmtree(folder, ignore_errors=True)
    return Desk(folder)
