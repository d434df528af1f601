"""The post page: write it, see it as each network will show it, and decide what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.responses import JSONResponse, Response

from ...model.errors import EditError, InputError
from ...model.problem import Problem, Severity
from ...services import history
from ...services.signoff.since import changed_since
from ...services.writing.differences import changed_words
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
from ...services.writing.looking import Looked, blank, look, opened
from ...services.writing.saving import Conflict, words_for
from ...signoff.words import differences
from ...store.events import Event
from ...workspace.drafting import Opened
from ...workspace.pictures import PICTURES
from ..door import Asked, go, not_found, page
from ..paint import paint, piece
from ..post_form import MARK, written_in

MOST_PICTURES = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """A network or account that may have words of its own."""

    variant: str
    title: str


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
        return _conflict(asked, row, written, saved.conflicts)
    _say_saved(asked, saved.changed)
    return go(f"/posts/{quote(saved.name, safe='~')}")


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
    return go(f"/posts/{quote(name, safe='~')}")


def _say_saved(asked: Asked, changed: Sequence[str]) -> None:
    if not changed:
        asked.say("Nothing was changed.", "calm")
        return
    what = ", ".join(words_for(field) for field in changed)
    asked.say(f"Saved: {what}. What is scheduled is as before until you schedule it.", "good", "/schedule", "Schedule")


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
    if added and words_field(added) not in fields and added in {one.variant for one in _choices(asked, row, fields)}:
        fields = {**fields, words_field(added): fields.get(WORDS, "")}
        looked = look(asked.app, asked.board, row, fields)
    scheduled = _scheduled(entries, looked)
    return paint(
        asked,
        "post.html",
        status=422 if error else 200,
        row=row,
        name="" if fresh else row.id or f"~{row.row.line}",
        fields=fields,
        marks=written.marks if written else {name: mark(text) for name, text in fields_of(row).items()},
        variants=_variants(asked, row, fields),
        choices=_choices(asked, row, fields),
        pictures=[(one, fields.get(alt_field(one), ""), _problems(looked, alt_field(one))) for one in _chosen(fields)],
        shelf=_shelf(row),
        looked=looked,
        cards=_cards(looked),
        entries=entries,
        since=changed_since(asked.app, entries) if entries else {},
        events=[_told(event) for event in events],
        scheduled=scheduled,
        differing=[one["entry"].delivery_id for one in scheduled],
        error=error,
        dirty=written is not None,
    )


def _chosen(fields: Fields) -> tuple[str, ...]:
    return lines(fields.get("media", ""))


def _problems(looked: Looked, field: str) -> Sequence[Problem]:
    return looked.problems.get(field, ())


def _shelf(row: Opened) -> list[str]:
    """The pictures of media/ by name; a very large folder is shown in part."""
    return [name for name in row.parts.media.names if PurePosixPath(name).suffix.lower() in PICTURES][:MOST_PICTURES]


def _variants(asked: Asked, row: Opened, fields: Fields) -> list[Choice]:
    """The words that are there besides the general ones."""
    found = [variant for name in fields if (variant := variant_of(name))]
    return [Choice(variant, _title(asked, row, variant)) for variant in dict.fromkeys(found)]


def _choices(asked: Asked, row: Opened, fields: Fields) -> list[Choice]:
    """The networks that could have words of their own and have none."""
    if row.row.line and row.words_in_row:
        return []
    platforms = dict.fromkeys(
        row.parts.accounts[one].platform for one in lines(fields.get("accounts", "")) if one in row.parts.accounts
    )
    return [Choice(one, _title(asked, row, one)) for one in platforms if words_field(one) not in fields]


def _title(asked: Asked, row: Opened, variant: str) -> str:
    account = row.parts.accounts.get(variant)
    return account.label if account else asked.board.titles.get(variant, variant)


def _cards(looked: Looked) -> list[dict[str, Any]]:
    """Each account's preview, from its rendered post and nothing else."""
    return [
        {
            "account": one.account,
            "title": one.capabilities.title,
            "initials": "".join(word[0] for word in one.account.label.replace("_", " ").split()[:2]).upper(),
            "rendered": one.rendered,
            "lacks_card": one.lacks_card,
            "variant": one.post.wordings[one.account.id].variant,
            "problems": [problem for problem in one.problems if problem.severity is Severity.ERROR],
        }
        for one in looked.renderings
    ]


def _told(event: Event) -> dict[str, Any]:
    """An event with the differences it made."""
    changed = event.data.get("fields") if event.kind == "post-edited" else None
    pieces: dict[str, Any] = {}
    if isinstance(changed, Mapping):
        for field, both in list(changed.items())[:20]:
            if isinstance(both, list) and len(both) == 2:
                pieces[words_for(str(field))] = differences(str(both[0]), str(both[1]))
    return {"event": event, "differences": pieces}


def _scheduled(entries: Sequence[Any], looked: Looked) -> list[dict[str, Any]]:
    """Where what is scheduled says something else than what is written now."""
    now = {one.account.id: one.rendered for one in looked.renderings}
    found = []
    for entry in entries:
        rendered = now.get(entry.account)
        if (
            entry.state.value in ("scheduled", "awaiting_signoff", "held")
            and rendered
            and rendered.content_hash != entry.content_hash
        ):
            pieces = differences(entry.words, rendered.words)
            found.append({"entry": entry, "pieces": pieces, "words": changed_words(pieces)})
    return found


def _conflict(asked: Asked, row: Opened, written: Written, conflicts: Sequence[Conflict]) -> Response:
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
    chosen = {
        name.removeprefix("take."): asked.form.get(name) for name in asked.form.values if name.startswith("take.")
    }
    fields = {name: asked.form.get(f"mine.{name}") for name, whose in chosen.items() if whose == "mine"}
    fields |= {
        name.removeprefix("kept."): asked.form.get(name) for name in asked.form.values if name.startswith("kept.")
    }
    marks = {name.removeprefix(MARK): asked.form.get(name) for name in asked.form.values if name.startswith(MARK)}
    name, written = asked.path("name"), Written(fields, marks)
    saved = asked.acting.save_post(name, written)
    if saved.conflicts:
        return _conflict(asked, opened(asked.app, name), written, saved.conflicts)
    _say_saved(asked, saved.changed)
    return go(f"/posts/{quote(saved.name, safe='~')}")


def live(asked: Asked) -> Response:
    """For the page's script: what the form would make, in the same words as the page itself."""
    name = asked.path("name")
    row = blank(asked.app) if name == "new" else opened(asked.app, name)
    written = written_in(asked.form)
    fields = (fields_of(row) if name != "new" else {}) | dict(written.fields)
    looked = look(asked.app, asked.board, row, fields)
    parts = {"looked": looked, "cards": _cards(looked), "fields": fields, "row": row}
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
    _say_saved(asked, saved.changed)
    return go(f"/posts/{quote(saved.name, safe='~')}")


def copy(asked: Asked) -> Response:
    name = asked.acting.copy_post(asked.path("name"))
    asked.say("This is the copy, a draft. Give it its own date and words, then take the draft mark off.")
    return go(f"/posts/{quote(name, safe='~')}")


ROUTES = [
    page("/posts/new", new, create),
    page("/posts/{name}", show, change),
    page("/posts/{name}/settle", None, settle),
    page("/posts/{name}/live", None, live),
    page("/posts/{name}/move", None, move),
    page("/posts/{name}/copy", None, copy),
]
