"""Preview: exactly what each account would receive."""

from __future__ import annotations

from ..model.asset import Rendition
from ..model.card import LinkCard
from ..rendering import Rendering
from ..rendering.preview_page import preview_page
from .app import App
from .check import as_json as problem_as_json
from .reading import Reading


def page(app: App, reading: Reading) -> str:
    """One self-contained page of every post as each network would show it. Raises InputError without a campaign."""
    assert reading.workspace.campaign is not None
    return preview_page(reading.renderings, campaign=reading.workspace.campaign, made_at=app.clock.now())


def as_json(rendering: Rendering, reading: Reading) -> dict[str, object]:
    """One post for one account, with the names of `campaign preview --json`; `link_card` only where it has one."""
    rendered = rendering.rendered
    length = rendered.length if rendered else None
    told: dict[str, object] = {
        "post_id": rendering.post.id,
        "account": rendering.account.id,
        "platform": rendering.account.platform,
        "text": rendered.text if rendered else None,
        "length": {"used": length.used, "limit": length.limit, "unit": length.unit} if length else None,
        "media": [_media(media) for media in rendered.media] if rendered else [],
        "problems": [problem_as_json(problem) for problem in reading.problems if problem.post_id == rendering.post.id],
    }
    return told | ({"link_card": _card(rendered.card)} if rendered and rendered.card else {})


def _media(media: Rendition) -> dict[str, object]:
    return {
        "path": media.source_name,
        "source_sha256": media.source_sha256,
        "rendition_sha256": media.sha256,
        "width": media.width,
        "height": media.height,
        "bytes": media.size,
        "mime": media.mime,
        "alt": media.alt,
        "alt_from": media.alt_from,
    }


def _card(card: LinkCard) -> dict[str, object]:
    thumbnail = _media(card.thumbnail) if card.thumbnail else None
    words = {"link": card.link, "title": card.title, "description": card.description}
    return words | {"thumbnail": thumbnail, "written": list(card.written)}
