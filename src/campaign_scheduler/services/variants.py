"""Begins shorter words for networks that a caption is too long for; a person finishes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .. import workspace as files
from ..model.errors import SettingsError
from ..rendering import Rendering, shortened, takes
from .app import App
from .reading import Reading


def start_variants(app: App, reading: Reading) -> list[str]:
    """Write a starter for each caption and network it does not fit. Gives the files written.

    A variant a person wrote, and words in the calendar's own text column, are left alone: there is no file to begin.
    Raises SettingsError when a file cannot be written.
    """
    written = [_start(app, together) for together in _too_long(reading.renderings)]
    return [name for name in written if name is not None]


def _too_long(renderings: Iterable[Rendering]) -> list[list[Rendering]]:
    """Renderings of plain captions that do not fit, those of one caption and network together."""
    found: dict[tuple[str, str], list[Rendering]] = {}
    for rendering in renderings:
        wording = rendering.post.wordings[rendering.account.id]
        begun_by_a_person = wording.variant in (rendering.account.id, rendering.account.platform)
        if rendering.post.caption and not begun_by_a_person and not takes(rendering.capabilities, wording.text):
            found.setdefault((rendering.post.caption, rendering.account.platform), []).append(rendering)
    return list(found.values())


def _start(app: App, together: Sequence[Rendering]) -> str | None:
    first = together[0]
    wording = first.post.wordings[first.account.id]
    words = shortened(wording.text, [rendering.capabilities for rendering in together])
    if words is None:
        return None
    try:
        return files.start_variant(
            app.root,
            first.post.caption,
            first.account.platform,
            title=first.capabilities.title,
            source=wording.file,
            words=words,
        )
    except OSError as error:
        raise SettingsError(
            f"captions/{first.post.caption}.{first.account.platform}.md cannot be written: {error.strerror}",
            remedy="Check the folder's permissions.",
        ) from None
