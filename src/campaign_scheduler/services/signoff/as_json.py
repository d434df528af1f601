"""Sign-off with the names of `campaign approve --json` and its kin."""

from __future__ import annotations

from datetime import datetime

from ...model.signoff import Approval
from ...signoff.difference import Difference
from ...store.approval_links import ApprovalLink
from ...store.post_log import Entry
from ..check import as_json as problem
from ..log import approval, utc
from .links import Made
from .offering import Offer
from .outcomes import Approved, Refused, SentBack
from .since import Since


def offer(found: Offer) -> dict[str, object]:
    """What would be approved, and the token that stands for it."""
    return {
        "hash": found.token,
        "done": False,
        "posts": [{**entry(one), **_now(found, one)} for one in found.entries],
    }


def _now(found: Offer, one: Entry) -> dict[str, object]:
    return {
        "words": one.words,
        "alt_texts": [media["alt"] for media in one.media],
        "edited_since": one.delivery_id in found.edited,
        "changed_since": [since(change) for change in found.since.get(one.delivery_id, ())],
    }


def entry(one: Entry) -> dict[str, object]:
    """One post on one account, with who approved it as it is."""
    return {
        "delivery_id": one.delivery_id,
        "post_id": one.post_id,
        "account": one.account,
        "state": one.state.value,
        "content_hash": one.content_hash,
        "due_at": utc(one.due_at),
        "approvals": [approval(given) for given in one.approvals],
        "missing": one.missing_approvals,
    }


def since(change: Since) -> dict[str, object]:
    given: Approval = change.approval
    return {"person": given.signatory.name, "approved_at": utc(given.at), **difference(change.difference)}


def difference(found: Difference) -> dict[str, object]:
    """`pieces` are runs of words: same, out, in."""
    return {
        "sentence": found.sentence,
        "words": [{"kind": piece.kind, "text": piece.text} for piece in found.words],
        "pictures": {"added": list(found.added), "removed": list(found.removed), "fitted_anew": list(found.redrawn)},
        "alt_texts": [
            {"picture": one.picture, "pieces": [{"kind": piece.kind, "text": piece.text} for piece in one.pieces]}
            for one in found.alt
        ],
    }


def approved(done: Approved) -> dict[str, object]:
    return {
        "done": True,
        "posts": [entry(one) for one in done.entries],
        "refused": [refused(one) for one in done.refused],
    }


def refused(one: Refused) -> dict[str, object]:
    changed = difference(one.difference) if one.difference else None
    return {"delivery_id": one.entry.delivery_id, "why": one.why, "difference": changed}


def sent_back(done: SentBack) -> dict[str, object]:
    return {
        "posts": [entry(one) for one in done.entries],
        "had_left": [entry(one) for one in done.left],
        "drafts": list(done.drafts),
        "problems": [problem(one) for one in done.problems],
    }


def link(one: ApprovalLink, now: datetime) -> dict[str, object]:
    return {
        "number": one.id,
        "person": one.person,
        "made_by": one.made_by,
        "made_at": utc(one.made_at),
        "ends_at": utc(one.ends_at),
        "open": one.is_open(now),
        "revoked_at": utc(one.revoked_at),
        "delivery_ids": list(one.deliveries),
    }


def made(one: Made, address: str, now: datetime) -> dict[str, object]:
    """The address is told here and never again."""
    return {**link(one.link, now), "address": address}
