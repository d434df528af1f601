"""Imports of calendars with the names of `campaign import --json`."""

from __future__ import annotations

import re

from ..calendars.difference import Change, Difference
from ..calendars.proposal import Caption, Draft, Proposal
from .check import as_json as problem_as_json


def proposal_as_json(file: str, proposal: Proposal) -> dict[str, object]:
    """Drafts with the same names as those of documents, and what was understood of the file."""
    source = proposal.source
    captions = {one.name: one for one in proposal.captions}
    return {
        "kind": "calendar",
        "file": file,
        "tool": source.tool,
        "read_as": source.read_as,
        "recognised": source.recognised,
        "dates": source.dates,
        "timezone": source.zone,
        "drafts": [_draft(file, order, one, captions) for order, one in enumerate(proposal.drafts, start=1)],
        "articles": [],
        "resources": [{"name": one.file, "url": one.url} for one in proposal.pictures if one.url],
        "set_aside": [{"place": one.place, "reason": one.reason} for one in proposal.skipped],
        "there": [one.id for one in proposal.there],
        "differing": [{"id": one.id, "here": here, "in_file": one.when} for one, here in proposal.differing],
        "accounts": [
            {"name": one.name, "accounts": list(one.accounts), "why": one.why} for one in proposal.destinations
        ],
        "losses": list(proposal.losses),
        "warnings": [problem_as_json(problem) for problem in proposal.problems],
    }


def _draft(file: str, order: int, draft: Draft, captions: dict[str, Caption]) -> dict[str, object]:
    caption = captions.get(draft.caption, Caption(draft.caption, ""))
    return {
        "file": file,
        "order": order,
        "id": draft.id,
        "source": draft.place,
        "date": draft.day.isoformat() if draft.day else None,
        "time": f"{draft.at:%H:%M}" if draft.at else None,
        "accounts": list(draft.accounts),
        "caption": caption.text or None,
        "variants": dict(caption.texts),
        "platform": None,
        "language": None,
        "hashtags": re.findall(r"#\w+", caption.text),
        "media": [
            {"path": one.file, "sha256": None, "alt": one.alt or None, "url": one.url} for one in caption.pictures
        ],
        "links": [{"text": caption.link, "url": caption.link}] if caption.link else [],
        "confidence": "certain",
        "notes": draft.note,
    }


def difference_as_json(difference: Difference) -> dict[str, object]:
    """Each row that differs, with its fields before and after."""
    return {
        "kind": "difference",
        "summary": difference.sentence,
        "certain": difference.certain,
        "changes": [_change(change) for change in difference.changes],
    }


def _change(change: Change) -> dict[str, object]:
    return {
        "id": change.id or None,
        "kinds": [kind.name.lower() for kind in change.kinds],
        "line": change.there.line if change.there else None,
        "fields": [
            {"name": edit.name, "before": edit.before, "after": edit.after, "conflict": edit.is_conflict}
            for edit in change.edits
        ],
        "row": dict(change.there.fields) if change.there and not change.here else None,
    }
