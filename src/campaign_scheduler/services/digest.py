"""Makes the digest, now for a person, and once a day for the outbox."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from ..model.delivery import NEEDS_A_PERSON, State
from ..notify import words
from ..notify.digest import Digest, alt_text, read_back
from ..store import Connection, Store, accounts, campaigns, outbox, pauses
from ..store.campaigns import Kept
from ..store.outbox import Message
from ..store.pauses import Pause
from ..store.post_log import Entry, Filter, entries
from .app import App
from .edits import Edits, unscheduled
from .log import as_json as entry_as_json
from .log import utc

A_DAY = timedelta(days=1)
USUALLY_AT = time(17)
COMING = (State.SCHEDULED, State.PUBLISHING, State.AWAITING_SIGNOFF)
NEEDS_NOW = tuple(state for state in NEEDS_A_PERSON if state is not State.AWAITING_SIGNOFF)


class DigestWriter:
    """Writes each campaign's digest into the outbox once a day, late rather than never, when anybody would get it."""

    def __init__(self, app: App, store: Store) -> None:
        self._app = app
        self._store = store
        self._done: set[str] = set()

    def write_due(self, edits: Edits) -> None:
        """Write what is due now; a day with nothing to say is left out."""
        if not self._app.settings.notify_urls:
            return
        now = self._app.clock.now()
        with self._store.read() as connection:
            due = {_key(one, now): one for one in campaigns.kept(connection) if _is_due(one, now)}
        for key in due.keys() - self._done:
            self._write(key, due[key], edits, now)
            self._done.add(key)

    def _write(self, key: str, campaign: Kept, edits: Edits, now: datetime) -> None:
        with self._store.read() as connection:
            if outbox.exists(connection, key):
                return
            made = _make(connection, campaign, _sentence(campaign, edits), now)
        if not made.says_nothing:
            message = Message(key, "digest", made.title, made.text, campaign=campaign.id)
            with self._store.write() as connection:
                outbox.put(connection, message, now)


def digests(app: App) -> list[Digest]:
    """Every campaign's digest as it is now."""
    with app.store_if_any() as store:
        if store is None:
            return []
        edits, now = unscheduled(app, store), app.clock.now()
        with store.read() as connection:
            return [_make(connection, one, _sentence(one, edits), now) for one in campaigns.kept(connection)]


def _is_due(campaign: Kept, now: datetime) -> bool:
    return campaign.digest_at is not None and now.astimezone(campaign.zone).time() >= campaign.digest_at


def _key(campaign: Kept, now: datetime) -> str:
    return f"digest:{campaign.id}:{now.astimezone(campaign.zone):%Y-%m-%d}"


def _sentence(campaign: Kept, edits: Edits) -> str:
    """The workspace's edits belong to its own campaign only."""
    return edits.sentence if edits.campaign in ("", campaign.id) else ""


def _make(connection: Connection, campaign: Kept, edits: str, now: datetime) -> Digest:
    since = _yesterdays(campaign, now)
    went_out = _of(connection, Filter(campaign=campaign.id, states=(State.PUBLISHED,), acknowledged_since=since))
    said = {one.delivery_id for one in went_out}
    gone = Filter(campaign=campaign.id, states=(State.PUBLISHED,), removed_since=since)
    coming = Filter(campaign=campaign.id, states=COMING, next_until=now + A_DAY)
    return Digest(
        campaign=campaign,
        since=since,
        now=now,
        went_out=went_out,
        following=_of(connection, coming),
        later=_after(connection, campaign, now + A_DAY),
        needs_you=_needs_you(connection, campaign, now),
        taken_down=tuple(one for one in _of(connection, gone) if one.delivery_id not in said),
        stopped=tuple(pause for pause in pauses.in_force(connection) if _concerns(pause, campaign)),
        edits=edits,
        names={
            one.id: words.account_name(one.id, one.name, one.handle) for one in accounts.pinned(connection).values()
        },
    )


def _yesterdays(campaign: Kept, now: datetime) -> datetime:
    """The time of yesterday's digest, so that two digests leave nothing out between them."""
    there = now.astimezone(campaign.zone)
    return datetime.combine(there.date() - A_DAY, campaign.digest_at or USUALLY_AT, campaign.zone).astimezone(
        now.tzinfo
    )


def _of(connection: Connection, wanted: Filter) -> tuple[Entry, ...]:
    return tuple(entries(connection, wanted))


def _after(connection: Connection, campaign: Kept, moment: datetime) -> tuple[Entry, ...]:
    """The first post after `moment`, with all its accounts."""
    first = entries(connection, Filter(campaign=campaign.id, states=COMING, next_after=moment, first=1))
    if not first:
        return ()
    same = Filter(campaign=campaign.id, states=COMING, next_after=moment, posts=(first[0].post_id,))
    return tuple(one for one in entries(connection, same) if one.next_attempt_at == first[0].next_attempt_at)


def _needs_you(connection: Connection, campaign: Kept, now: datetime) -> tuple[Entry, ...]:
    """What waits for a person; what only waits for approval when it is due within a day."""
    stuck = entries(connection, Filter(campaign=campaign.id, states=NEEDS_NOW))
    waiting = Filter(campaign=campaign.id, states=(State.AWAITING_SIGNOFF,), until=now + A_DAY)
    return (*stuck, *entries(connection, waiting))


def _concerns(pause: Pause, campaign: Kept) -> bool:
    return pause.scope != "campaign" or pause.target == campaign.id


def as_json(digest: Digest) -> dict[str, object]:
    """The names of `campaign digest --json`."""
    return {
        "campaign": digest.campaign.id,
        "name": digest.campaign.name,
        "title": digest.title,
        "since": utc(digest.since),
        "now": utc(digest.now),
        "went_out": [
            entry_as_json(one) | {"alt_text": alt_text(one), "read_back": read_back(one, digest)}
            for one in digest.went_out
        ],
        "taken_down": [entry_as_json(one) for one in digest.taken_down],
        "next": [entry_as_json(one) for one in (*digest.following, *digest.later)],
        "needs_a_person": [
            entry_as_json(one)
            | {"next_step": words.next_step(one.state, one.delivery_id, one.post_id, one.reason_code)}
            for one in digest.needs_you
        ],
        "stopped": [{"scope": one.scope, "target": one.target, "reason": one.reason} for one in digest.stopped],
        "edits_not_scheduled": digest.edits,
    }
