"""A rehearsal with the names of `campaign rehearse --json`."""

from __future__ import annotations

from ..services.check import as_json as problem_as_json
from ..services.log import utc
from .result import Part, Quota, Rehearsal, Showing


def as_json(found: Rehearsal, page: str) -> dict[str, object]:
    """Everything but the pictures. `page` is where the page was written."""
    return {
        "campaign": found.campaign.id,
        "made_at": utc(found.made_at),
        "page": page,
        "fine": found.is_fine,
        "posts": found.posts,
        "drafts": found.drafts,
        "past": found.past,
        "counts": {verdict.value: count for verdict, count in found.counts.items()},
        "deliveries": [_showing(one) for one in found.showings],
        "costs": [cost.as_json() for cost in found.costs],
        "accounts": [_part(part) for part in found.parts],
        "problems": [problem_as_json(problem) for problem in found.problems],
        "brakes": [{"code": one.code, "message": one.message, "about": list(one.about)} for one in found.brakes],
    }


def _showing(one: Showing) -> dict[str, object]:
    rendered = one.rendering.rendered
    return {
        "post_id": one.rendering.post.id,
        "account": one.rendering.account.id,
        "platform": one.rendering.account.platform,
        "due_at": utc(one.rendering.post.due_at),
        "verdict": one.verdict.value,
        "reason": one.reason,
        "text": rendered.words if rendered else None,
        "alt_texts": [media.alt for media in rendered.media] if rendered else [],
        "problems": [problem.code for problem in one.problems],
    }


def _part(part: Part) -> dict[str, object]:
    able = part.capabilities
    return {
        "account": part.account.id,
        "platform": part.account.platform,
        "posts": part.posts,
        "rehearsed": part.rehearsed,
        "limits_from": part.limits_from,
        "limits": [
            {"limit": one.limit.value, "unit": one.unit, "source": one.limit.source, "as_of": str(one.limit.as_of)}
            for one in able.texts
        ],
        "allowances": [_quota(quota) for quota in part.quotas],
    }


def _quota(quota: Quota) -> dict[str, object]:
    limit = quota.allowance.limit
    return {
        "used": quota.peak.used,
        "limit": limit.value,
        "unit": quota.allowance.unit,
        "within_s": int(quota.allowance.within.total_seconds()),
        "until": utc(quota.peak.at),
        "source": limit.source,
        "as_of": str(limit.as_of),
    }
