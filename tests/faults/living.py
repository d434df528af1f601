"""The life of some deliveries, driven step by step over the real core, with what must hold at every step."""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest

from campaign_scheduler.model.account import Credentials
from campaign_scheduler.model.delivery import MOVES, Outcome, State
from campaign_scheduler.model.errors import DeliveryError, InputError, PlanError
from campaign_scheduler.platforms.kit import transmission
from campaign_scheduler.publishing import clock_watch, lateness, publisher, timing
from campaign_scheduler.publishing.clock_watch import ClockWatch
from campaign_scheduler.publishing.publisher import Publisher
from campaign_scheduler.publishing.reconcile import Reconciler
from campaign_scheduler.services import deciding, stopping
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.store import open_store, recovery
from campaign_scheduler.store.claims import Claim
from faults.scripted import DUE, WORDS, Bench, Network
from support.making import SetClock
from support.signing import approve_as

CERTAINLY_NOT = (Outcome.REJECTED, Outcome.CREDENTIAL, Outcome.RATE_LIMITED, Outcome.UNAVAILABLE)
STEPS = ("claimed", "prepared", "intent", "sent", "recorded")
PAUSES = (1, 6, 12, 31, 50, 76, 125, 700, 7300)
JUMPS = (-90_000, -3600, -40, 40, 3600, 90_000)
GRANTS = {"proved-absent", "not-there"}
"""Codes of the moves after which a delivery that may have been sent may be sent again."""

FOR_STATE = {
    "failed": ("retry",),
    "held": ("retry",),
    "missed": ("retry",),
    "cancelled": ("retry",),
    "unconfirmed": ("not_there", "it_is_there"),
    "awaiting_signoff": ("approve",),
}
SELDOM = ("approve", "cancel", "edit", "remove", "stop"), (8, 1, 2, 0.3, 1)


class Died(BaseException):
    """The process is gone."""


@dataclass(frozen=True)
class Event:
    """What happens, and to which delivery or by how much where that matters."""

    what: str
    number: int = 0


class Lives:
    """Four deliveries on two accounts, and everything that can befall them."""

    def __init__(self, bench: Bench, patch: pytest.MonkeyPatch, *, approved: bool = True) -> None:
        self._bench = bench
        self.app = bench.begin("lives")
        self.network: Network = self.app.platforms["model"]  # type: ignore[assignment]
        self.clock: SetClock = self.network.clock
        for module in (publisher, transmission, clock_watch):
            patch.setattr(module, "steady", lambda: self.clock.lease)
        self.store = open_store(self.app.settings.store_url)
        self._file = sqlite3.connect(str(self.store.path), isolation_level=None)
        self.network.in_the_log = self._remote_ids
        self._watch = ClockWatch(self.store, self.clock, lambda: self.clock.moment.timestamp())
        self._reconciler = Reconciler(
            self.store, self.app.platforms, _no_secrets, self.clock, lambda unsure: unsure.claimed_by in self._at_work
        )
        self._names = itertools.count(1)
        self._at_work: set[str] = set()
        self._dead: set[str] = set()
        self._kept: list[tuple[str, Claim]] = []
        self._may_send: Counter[tuple[str, str]] = Counter()
        self._misled: set[tuple[str, str]] = set()
        self._seen = 0
        self.wrong: list[str] = []
        self.done: Counter[str] = Counter()
        self.reached: set[tuple[State, State]] = set()
        if approved:
            approve_as(self.app, "the manager")

    def close(self) -> None:
        self._file.close()
        self.store.close()

    # -- what can happen ----------------------------------------------------------------------------------------

    def happen(self, event: Event) -> None:
        """One thing happens; a person's command may be refused."""
        with suppress(DeliveryError, PlanError, InputError):
            getattr(self, f"_{event.what}")(event.number)
            self.done[event.what] += 1
        self._account_for_moves()

    def publish(self, answer: str, death: str = "", pause_at: str = "", meanwhile: tuple[Event, ...] = ()) -> None:
        """A daemon claims and publishes one delivery. It may die at a step, or be frozen there while things happen."""
        daemon = f"d{next(self._names)}"
        self.network.answers.clear()
        self.network.answers.append(answer)
        for claim in self._publisher(daemon).claim(daemon, 1):
            self._carry_out(daemon, claim, death, pause_at, meanwhile)

    def claim_only(self) -> None:
        """A daemon claims and is frozen before it does anything else."""
        daemon = f"d{next(self._names)}"
        self._kept += [(daemon, claim) for claim in self._publisher(daemon).claim(daemon, 2)]
        self._at_work.add(daemon)
        self._account_for_moves()

    def wake_up(self, answer: str) -> None:
        """A frozen one wakes up and goes on with what it claimed."""
        if self._kept:
            self.network.answers.clear()
            self.network.answers.append(answer)
            self._carry_out(*self._kept.pop(0))

    def _carry_out(
        self, daemon: str, claim: Claim, death: str = "", pause_at: str = "", meanwhile: tuple[Event, ...] = ()
    ) -> None:
        def checkpoint(step: str) -> None:
            if step == "intent":
                self._intent(claim)
            if step == pause_at:
                self._account_for_moves()
                for event in meanwhile:
                    self.happen(event)
            if step == death:
                raise Died

        key = (claim.key.account_id, claim.key.post_id)
        self._at_work.add(daemon)
        try:
            ending = self._publisher(daemon, checkpoint).publish(claim)
        except Died:
            self._dead.add(daemon)
            if self._last_outcome(claim) in CERTAINLY_NOT:
                self._may_send[key] = 0
        else:
            if ending is not None and ending.outcome in CERTAINLY_NOT:
                self._may_send[key] = 0
        self._at_work.discard(daemon)
        self._account_for_moves()

    def _publisher(self, daemon: str, checkpoint: Callable[[str], None] = lambda step: None) -> Publisher:
        return Publisher(
            self.store,
            self.app.platforms,
            _no_secrets,
            self.clock,
            checkpoint,
            clock_is_sound=self._watch.is_sound,
            catch_up_pause=timedelta(0),
        )

    def _later(self, seconds: int) -> None:
        self.clock.moment += timedelta(seconds=seconds)
        self.clock.lease += seconds

    def _jump(self, seconds: int) -> None:
        self.clock.moment += timedelta(seconds=seconds)
        self._watch.is_sound()

    def _recover(self, _: int = 0) -> None:
        now = self.clock.moment
        with self.store.write() as connection:
            recovery.recover(
                connection,
                now=now,
                lease_time=self.clock.lease,
                check_at=now + timing.FIRST_LOOK,
                gone=tuple(self._dead),
                longest_lease=2 * timing.SEND_LEASE,
            )

    def _look(self, _: int = 0) -> None:
        self._reconciler.look()

    def _lateness(self, _: int = 0) -> None:
        if self._watch.is_sound():
            lateness.settle_overdue(self.store, self.clock.moment, self._publisher("").pace)

    def _unreadable(self, _: int) -> None:
        self.network.can_be_read = not self.network.can_be_read

    def _lag(self, _: int) -> None:
        self.network.lag = 29.0 - self.network.lag

    def _retry(self, number: int) -> None:
        deciding.retry(self.app, number, by="a person")

    def _cancel(self, number: int) -> None:
        deciding.cancel(self.app, number, by="a person", reason="")

    def _approve(self, _: int) -> None:
        approve_as(self.app, "the manager")

    def _not_there(self, number: int) -> None:
        deciding.resolve(self.app, number, by="a person", published=None)

    def _it_is_there(self, number: int) -> None:
        account, post = self._key(number)
        for one in self.network.posts:
            if (one.account, self.post_of(one.words)) == (account, post):
                deciding.resolve(self.app, number, by="a person", published=f"https://model.example/{one.id}")

    def _stop(self, _: int) -> None:
        stopping.pause(self.app, scope="all", target="", reason="a tragedy", by="a person", wait=0)

    def _resume(self, _: int) -> None:
        stopping.resume(self.app, scope="all", target="", by="a person")

    def _edit(self, number: int) -> None:
        """New words for a post and, for odd numbers, a day later. As anywhere, it is written only where it may be."""
        name = ("one", "two")[number // 2 % 2]
        self._bench.write(WORDS | {name: f"{WORDS[name]} Edited {number}."}, f"2030-03-{4 + number % 2:02}")
        apply_plan(self.app, actor="a person")

    def _remove(self, number: int) -> None:
        name = ("one", "two")[number % 2]
        self._bench.write({name: WORDS[name]})
        apply_plan(self.app, actor="a person", force=True)

    def sensible(self, chance: random.Random) -> Event:
        """A command that somebody would give as things are, mostly."""
        rows = self._file.execute("SELECT id, state FROM deliveries").fetchall()
        number, state = chance.choice(rows)
        if self._one("SELECT count(*) FROM pauses WHERE ended_at IS NULL") and chance.random() < 0.5:
            return Event("resume")
        if state in FOR_STATE and chance.random() < 0.8:
            return Event(chance.choice(FOR_STATE[state]), number)
        return Event(chance.choices(*SELDOM)[0], number)

    # -- what must hold -----------------------------------------------------------------------------------------

    def _intent(self, claim: Claim) -> None:
        """At the moment of the intent: nothing forbids it, and no earlier request of this delivery is unsettled."""
        self._account_for_moves()
        key = (claim.key.account_id, claim.key.post_id)
        if self._may_send[key]:
            self.wrong.append(f"{key}: an intent while it is not known what became of the last one")
        self._may_send[key] = 1
        stopped = self._one("SELECT count(*) FROM pauses WHERE ended_at IS NULL AND target IN ('', ?)", key[0])
        approved = self._one(
            "SELECT count(*) FROM approvals WHERE withdrawn_at IS NULL AND content_hash = ?", claim.content_hash
        )
        now = f"{self.clock.moment:%Y-%m-%dT%H:%M:%S.%f}Z"
        late = self._one("SELECT count(*) FROM deliveries WHERE id = ? AND late_at <= ?", claim.delivery_id, now)
        if stopped or late or not approved:
            self.wrong.append(f"{key}: an intent although stopped={stopped} late={late} approved={approved}")

    def _account_for_moves(self) -> None:
        rows = self._file.execute("SELECT n, delivery, old, new, code FROM moves WHERE n > ?", (self._seen,)).fetchall()
        for self._seen, delivery, old, new, code in rows:
            before, after = State(old), State(new)
            self.reached.add((before, after))
            if after not in MOVES[before]:
                self.wrong.append(f"delivery {delivery}: {old} to {new}, which is no move")
            self._settled(self._key(delivery), after, code)

    def _settled(self, key: tuple[str, str], after: State, code: str) -> None:
        is_there = any((post.account, self.post_of(post.words)) == key for post in self.network.posts)
        if code == "proved-absent" and is_there and key not in self._misled:
            self.wrong.append(f"{key}: proved absent, but it is there")
        if code == "not-there":
            self._misled.add(key)
        if code in GRANTS or after is State.FAILED:
            self._may_send[key] = 0

    def check(self) -> None:
        """Raise AssertionError when anything that must hold does not."""
        counts = Counter((post.account, self.post_of(post.words)) for post in self.network.posts)
        twice = [key for key, count in counts.items() if count > 1 and key not in self._misled]
        assert not twice, f"twice: {twice}"
        assert not self.wrong, self.wrong
        in_flight = self._file.execute("SELECT account_id FROM deliveries WHERE state = 'publishing'").fetchall()
        assert len(in_flight) == len(set(in_flight)), "two of one account in flight"

    def settle(self) -> None:
        """The clock is put right and a day passes; then nothing may be left without a name, and the log is true."""
        self.network.can_be_read = True
        while self._kept:
            self.wake_up("yes")
        self._at_work.clear()
        self.clock.moment = DUE + timedelta(seconds=self.clock.lease - SetClock().lease)
        self._watch.is_sound()
        with suppress(DeliveryError):
            self._resume(0)
        for seconds in (*PAUSES, 3600, 7200, 90_000):
            for what in ("later", "recover", "look", "lateness"):
                self.happen(Event(what, seconds))
        self.check()
        self._judge()

    def _judge(self) -> None:
        now = f"{self.clock.moment:%Y-%m-%dT%H:%M:%S.%f}Z"
        query = "SELECT account_id, post_id, state, remote_id, check_at, next_attempt_at > ? FROM deliveries"
        for account, post, state, remote_id, check_at, ahead in self._file.execute(query, (now,)).fetchall():
            there = {one.id for one in self.network.posts if (one.account, self.post_of(one.words)) == (account, post)}
            what = f"{account} {post} is {state}"
            assert state != "publishing" and (ahead or state not in ("scheduled", "awaiting_signoff")), what
            assert state != "unconfirmed" or check_at is None, what
            if state == "published":
                assert remote_id in there, f"{what} as {remote_id}, there are {there}"
            if state in ("failed", "held", "missed", "cancelled") and (account, post) not in self._misled:
                assert not there, f"{what}, but it is live"

    @staticmethod
    def post_of(words: str) -> str:
        return words.split(".")[0].rpartition(" ")[2]

    def _remote_ids(self) -> set[str]:
        found = self._file.execute("SELECT remote_id FROM deliveries WHERE remote_id IS NOT NULL")
        return {remote_id for (remote_id,) in found.fetchall()}

    def _last_outcome(self, claim: Claim) -> str | None:
        """What was written down before the process died."""
        query = "SELECT outcome FROM attempts WHERE delivery_id = ? AND number = ?"
        row = self._file.execute(query, (claim.delivery_id, claim.attempt)).fetchone()
        return row[0] if row else None

    def _key(self, delivery: int) -> tuple[str, str]:
        row = self._file.execute("SELECT account_id, post_id FROM deliveries WHERE id = ?", (delivery,)).fetchone()
        return row or ("", "")

    def _one(self, query: str, *values: object) -> int:
        with closing(self._file.execute(query, values)) as found:
            return int(found.fetchone()[0])


def _no_secrets(account: str) -> Credentials:
    return Credentials({})
