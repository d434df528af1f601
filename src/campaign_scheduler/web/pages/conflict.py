"""Two people changed the same field of a post: both versions, and a choice for each."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from ...services.writing.fields import Written, fields_of, mark
from ...services.writing.looking import opened
from ...services.writing.saving import Conflict, words_for
from ...signoff.words import differences
from ...workspace.drafting import Opened
from ..door import Asked, page
from ..paint import paint
from ..post_form import MARK, named, saved_as


def conflict(asked: Asked, row: Opened, written: Written, conflicts: Sequence[Conflict]) -> Response:
    """Both versions, and a choice for each."""
    now = fields_of(row)
    asked_for = {name: text for name, text in written.fields.items() if written.changed(name)}
    kept = {name: text for name, text in asked_for.items() if name not in {one.field for one in conflicts}}
    return paint(
        asked,
        "conflict.html",
        status=409,
        name=asked.path("name"),
        conflicts=[(one, words_for(one.field), differences(one.theirs, one.mine)) for one in conflicts],
        kept=kept,
        marks={name: mark(now.get(name, "")) for name in (*kept, *(one.field for one in conflicts))},
    )


def settle(asked: Asked) -> Response:
    """After a conflict: each field as its writer chose."""
    taken, form = named(asked.form, "take."), asked.form
    fields = {name: form.get(f"mine.{name}") for name, whose in taken.items() if whose == "mine"}
    fields |= named(form, "kept.")
    marks = named(form, MARK)
    name, written = asked.path("name"), Written(fields, marks)
    saved = asked.acting.save_post(name, written)
    if saved.conflicts:
        return conflict(asked, opened(asked.app, name), written, saved.conflicts)
    return saved_as(asked, saved)


ROUTES = [page("/posts/{name}/settle", None, settle)]
