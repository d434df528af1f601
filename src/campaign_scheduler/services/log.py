"""The post log, for people and for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from ..model.delivery import State
from ..model.signoff import Approval
from ..notify import words
from ..spreadsheets.formulas import guarded
from ..store.post_log import Entry, Filter, Try, entries
from ..store.removals import Removal
from .app import App

WAITING = (State.SCHEDULED, State.AWAITING_SIGNOFF)
CSV_COLUMNS = (
    "delivery_id",
    "post_id",
    "campaign",
    "account",
    "platform",
    "state",
    "reason",
    "due_at",
    "sent_at",
    "lateness_s",
    "permalink",
    "text",
    "alt_texts",
    "tags",
    "since_then",
)


def log(app: App, wanted: Filter) -> list[Entry]:
    """The entries that match, oldest due first. Empty when nothing was ever scheduled."""
    with app.store_if_any() as store:
        if store is None:
            return []
        with store.read() as connection:
            return entries(connection, wanted)


def as_json(entry: Entry) -> dict[str, object]:
    """One delivery with the names of `campaign log --json`. Times are UTC with Z."""
    return {
        "delivery_id": entry.delivery_id,
        "post_id": entry.post_id,
        "campaign": entry.campaign,
        "account": entry.account,
        "platform": entry.platform,
        "state": entry.state.value,
        "reason_code": entry.reason_code,
        "reason": entry.reason,
        "revision": entry.revision,
        "content_hash": entry.content_hash,
        "due_at": utc(entry.due_at),
        "next_attempt_at": utc(entry.next_attempt_at) if entry.state in WAITING else None,
        "sent_at": utc(entry.sent_at),
        "acknowledged_at": utc(entry.acknowledged_at),
        "verified_at": utc(entry.verified_at),
        "removed_at": utc(entry.removed_at),
        "read_back": entry.verify_code.value,
        "read_back_note": entry.verify_note,
        "removal": _removal(entry.removal),
        "lateness_s": entry.lateness_s,
        "permalink": entry.permalink,
        "remote_id": entry.remote_id,
        "author": entry.author or None,
        "approvals": [approval(one) for one in entry.approvals],
        "approvals_missing": entry.missing_approvals,
        "attempts": [_try(one) for one in entry.attempts],
        "text": entry.text,
        "media": [_media(media) for media in entry.media],
        "tags": list(entry.tags),
    }


def approval(given: Approval) -> dict[str, object]:
    """Who approved what an account receives, and how that is known."""
    return {
        "person": given.signatory.name,
        "known": given.signatory.known.value,
        "recorded_by": given.signatory.by or None,
        "at": utc(given.at),
        "comment": given.comment,
        "out_of_hours": given.out_of_hours,
    }


def as_csv(found: Sequence[Entry]) -> str:
    """A table for a spreadsheet: a BOM for Excel, and no cell that Excel would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for entry in found:
        writer.writerow([guarded(cell) for cell in _row(entry)])
    return "\ufeff" + out.getvalue()


def utc(moment: datetime | None) -> str | None:
    """`2026-10-25T08:00:00.123456Z`, or None."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def _row(entry: Entry) -> list[str]:
    lateness = "" if entry.lateness_s is None else f"{entry.lateness_s:.3f}"
    return [
        str(entry.delivery_id),
        entry.post_id,
        entry.campaign,
        entry.account,
        entry.platform,
        entry.state.value,
        entry.reason,
        utc(entry.due_at) or "",
        utc(entry.sent_at) or "",
        lateness,
        entry.permalink,
        entry.words,
        " | ".join(str(media["alt"]) for media in entry.media),
        ", ".join(entry.tags),
        words.known_since(entry) if entry.state is State.PUBLISHED else "",
    ]


def _try(one: Try) -> dict[str, object]:
    return {
        "number": one.number,
        "started_at": utc(one.started_at),
        "ended_at": utc(one.ended_at),
        "outcome": one.outcome,
        "detail": one.detail,
    }


def _removal(removal: Removal | None) -> dict[str, object] | None:
    """The last time that somebody asked for it to be taken down."""
    if removal is None:
        return None
    return {
        "asked_by": removal.asked_by,
        "reason": removal.reason,
        "asked_at": utc(removal.asked_at),
        "state": removal.state.value,
        "ended_at": utc(removal.ended_at),
        "note": removal.note,
    }


def _media(media: dict[str, object]) -> dict[str, object]:
    return {
        "source_sha256": media["source_sha256"],
        "rendition_sha256": media["sha256"],
        "alt": media["alt"],
    }
