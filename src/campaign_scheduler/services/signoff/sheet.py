"""The contact sheet of a workspace: what each account will receive, and where its approvals stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ...model.delivery import MAY_BE_LIVE, State
from ...model.errors import DeliveryError, InputError
from ...model.post import Slot
from ...model.signoff import Approval
from ...rendering import Rendering
from ...signoff.contact_sheet import Standing, contact_sheet
from ...signoff.words import around
from ...store.post_log import Entry, Filter, entries
from ..app import App
from ..reading import Reading, read
from .since import Since, of_entries

Place = tuple[str, str]


def sheet(app: App, *, posts: Collection[str] = (), waiting: bool = False) -> str:
    """The page: of these posts or of all; with `waiting`, of those that wait for approval somewhere.

    Raises InputError without a campaign, DeliveryError for a post that is not there.
    """
    with app.store_if_any() as store:
        reading = read(app, store, now=app.clock.now())
        if reading.workspace.campaign is None:
            raise InputError(reading.errors)
        campaign, zone = reading.workspace.campaign, reading.workspace.campaign.zone
        stored: list[Entry] = []
        since: Mapping[int, tuple[Since, ...]] = {}
        if store is not None:
            with store.read() as connection:
                stored = entries(connection, Filter(campaign=campaign.id))
                since = of_entries(connection, stored)
    known = {(one.post_id, one.account): one for one in stored}
    standings = {_place(one): _standing(one, known.get(_place(one)), since, zone) for one in reading.renderings}
    chosen = _chosen(reading, posts, {place[0] for place, one in standings.items() if one.kind == "waiting"}, waiting)
    return contact_sheet(chosen, standings, campaign=campaign, made_at=app.clock.now())


def _place(one: Rendering) -> Place:
    return one.post.id, one.account.id


def _chosen(reading: Reading, posts: Collection[str], waits: Collection[str], waiting: bool) -> Sequence[Rendering]:
    there = {one.post.id for one in reading.renderings}
    missing = [post for post in posts if post not in there]
    if missing:
        raise DeliveryError(
            f"the calendar has no post {', '.join(missing)} that is ready",
            remedy="See campaign check: a draft, or a row with a problem, is not on the sheet.",
        )
    wanted = set(posts or there) & (set(waits) if waiting else there)
    return [one for one in reading.renderings if one.post.id in wanted]


def _standing(one: Rendering, entry: Entry | None, since: Mapping[int, tuple[Since, ...]], zone: ZoneInfo) -> Standing:
    if entry is None or one.rendered is None:
        return Standing("new", "Not scheduled yet")
    if entry.state in MAY_BE_LIVE:
        return Standing("out", entry.state_words, _given(entry.approvals, zone))
    if entry.content_hash != one.rendered.content_hash:
        return Standing("edited", "Edited, not scheduled", ("Schedule it, then have it approved as it is here.",))
    notes = _given(entry.approvals, zone)
    changes = tuple(
        (_capital(change.sentence), around(change.difference.words)) for change in since.get(entry.delivery_id, ())
    )
    if entry.state not in (State.SCHEDULED, State.AWAITING_SIGNOFF):
        return Standing("stopped", entry.state_words, (*notes, entry.reason), changes)
    if entry.missing_approvals:
        more = entry.missing_approvals
        label = f"Waiting for {more} approval{'' if more == 1 else 's'}"
        return Standing("waiting", label, (*notes, *_author(entry)), changes)
    return Standing("approved", "Approved", notes) if entry.signoff_required else Standing("free", "Scheduled", notes)


def _author(entry: Entry) -> tuple[str, ...]:
    if not (entry.signoff_not_author and entry.author):
        return ()
    return (f"Last changed by {entry.author}, so by somebody else.",)


def _given(approvals: Sequence[Approval], zone: ZoneInfo) -> tuple[str, ...]:
    return tuple(_line(one, one.at, zone) for one in approvals)


def _line(one: Approval, at: datetime, zone: ZoneInfo) -> str:
    when = Slot(at.astimezone(zone).replace(tzinfo=None), zone)
    said = f": “{one.comment}”" if one.comment else ""
    return f"{_capital(one.words)}, {when}{said}"


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
