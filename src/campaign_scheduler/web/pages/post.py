"""The post page: write it, see it as each network will show it, and decide what becomes of it."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import JSONResponse, Response

from ...model.errors import EditError, InputError
from ...services import history
from ...services.signoff.since import changed_since
from ...services.writing.differing import differing
from ...services.writing.fields import (
    WORDS,
    Fields,
    Written,
    alt_field,
    day_of,
    fields_of,
    lines,
    mark,
    variant_of,
    words_field,
)
from ...services.writing.looking import blank, look, opened
from ...workspace.drafting import Opened
from ..door import Asked, not_found, page
from ..paint import paint, piece
from ..post_form import saved_as, to_post, written_in
from ..post_view import begun, cards, choices, pictures, shelf, told, variants
from .conflict import conflict


def show(asked: Asked) -> Response:
    row = opened(asked.app, asked.path("name")) if _is_there(asked) else None
    if row is None:
        raise not_found()
    return _page(asked, row, fields_of(row))


def _is_there(asked: Asked) -> bool:
    name = asked.path("name")
    return name in asked.board.rows or name in asked.desk.keeper.fresh().rows


def new(asked: Asked) -> Response:
    row = blank(asked.app)
    campaign = row.parts.campaign
    assert campaign is not None
    slot = next(iter(campaign.slots), None)
    fields = {
        "date": asked.query.get("on") or f"{asked.app.clock.now().astimezone(campaign.zone):%Y-%m-%d}",
        "time": f"{slot:%H:%M}" if slot else "09:00",
        "accounts": "\n".join(campaign.accounts),
        WORDS: "",
    }
    return _page(asked, row, fields)


def change(asked: Asked) -> Response:
    """Save; or only look, which keeps what was typed and shows what it makes."""
    name, written = asked.path("name"), written_in(asked.form)
    row = opened(asked.app, name)
    try:
        written = _with_uploads(asked, written, row)
        if asked.form.get("do") == "look":
            return _page(asked, row, fields_of(row) | dict(written.fields), written=written)
        saved = asked.acting.save_post(name, written)
    except (EditError, InputError) as error:
        return _page(asked, row, fields_of(row) | dict(written.fields), written=written, error=error)
    if saved.conflicts:
        return conflict(asked, row, written, saved.conflicts)
    return saved_as(asked, saved)


def create(asked: Asked) -> Response:
    written, row = written_in(asked.form), blank(asked.app)
    try:
        written = _with_uploads(asked, written, row)
        if asked.form.get("do") == "look":
            return _page(asked, row, written.fields, written=written)
        name = asked.acting.add_post(written.fields)
    except (EditError, InputError) as error:
        return _page(asked, row, written.fields, written=written, error=error)
    asked.say("Saved. It goes out once it is scheduled.", "good", "/schedule", "Schedule")
    return to_post(name)


def _with_uploads(asked: Asked, written: Written, row: Opened) -> Written:
    """New pictures go into media/ at once and are chosen."""
    fields = dict(written.fields)
    for upload in asked.form.uploads.get("upload", ()):
        name = asked.acting.put_picture(upload.name, upload.content)
        fields["media"] = "\n".join(dict.fromkeys([*lines(fields.get("media", fields_of(row)["media"])), name]))
        fields.setdefault(alt_field(name), " ".join(asked.form.get("upload-alt").split()))
    return Written(fields, written.marks)


def _page(
    asked: Asked,
    row: Opened,
    fields: Fields,
    *,
    written: Written | None = None,
    error: EditError | InputError | None = None,
) -> Response:
    fresh = row.row.line == 0
    campaign = row.parts.campaign
    entries, events = history.of_post(asked.app, campaign.id if campaign else "", row.id) if row.id else ([], [])
    looked = look(asked.app, asked.board, row, fields)
    added = asked.form.get("add")
    if added and words_field(added) not in fields and added in {one.variant for one in choices(asked, row, fields)}:
        fields = {**fields, words_field(added): fields.get(WORDS, "")}
        looked = look(asked.app, asked.board, row, fields)
    if fresh and not written:
        looked = replace(looked, problems={})
    scheduled = differing(asked.app, entries, looked.renderings)
    return paint(
        asked,
        "post.html",
        status=422 if error else 200,
        row=row,
        name="" if fresh else row.id or f"~{row.row.line}",
        fields=fields,
        marks=written.marks if written else {name: mark(text) for name, text in fields_of(row).items()},
        variants=variants(asked, row, fields),
        choices=choices(asked, row, fields),
        pictures=pictures(fields, looked),
        shelf=shelf(row),
        looked=looked,
        cards=cards(looked),
        begun=begun(fields),
        entries=entries,
        since=changed_since(asked.app, entries) if entries else {},
        events=[told(event) for event in events],
        scheduled=scheduled,
        differing=[one.entry.delivery_id for one in scheduled],
        error=error,
        dirty=written is not None,
    )


def live(asked: Asked) -> Response:
    """For the page's script: what the form would make, in the same words as the page itself."""
    name = asked.path("name")
    row = blank(asked.app) if name == "new" else opened(asked.app, name)
    written = written_in(asked.form)
    fields = (fields_of(row) if name != "new" else {}) | dict(written.fields)
    looked = look(asked.app, asked.board, row, fields)
    parts = {"looked": looked, "cards": cards(looked), "begun": begun(fields), "fields": fields, "row": row}
    found = {field: piece(asked, "problems.html", problems=problems) for field, problems in looked.problems.items()}
    counts = {
        field: piece(asked, "counts.html", field=field, **parts) for field in fields if variant_of(field) is not None
    }
    return JSONResponse({"previews": piece(asked, "previews.html", **parts), "problems": found, "counts": counts})


def move(asked: Asked) -> Response:
    """By dragging (which reads the answer) or by a form."""
    day = day_of(asked.form.get("day"))
    if day is None:
        raise EditError("that is not a day", field="date")
    saved = asked.acting.move_post(asked.path("name"), day)
    if asked.form.get("drag"):
        return JSONResponse({"moved": bool(saved.changed), "conflict": bool(saved.conflicts)})
    return saved_as(asked, saved)


def copy(asked: Asked) -> Response:
    name = asked.acting.copy_post(asked.path("name"))
    asked.say("This is the copy, a draft. Give it its own date and words, then take the draft mark off.")
    return to_post(name)


ROUTES = [
    page("/posts/new", new, create),
    page("/posts/{name}", show, change),
    page("/posts/{name}/live", None, live),
    page("/posts/{name}/move", None, move),
    page("/posts/{name}/copy", None, copy),
]
