"""A post's form as it comes in: its fields, and the marks of what each said when the form was made."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from ..services.writing.fields import ALT, PLAIN, Fields, Written, lines, variant_of
from ..services.writing.saving import Saved, words_for
from ..workspace.words import clean
from .door import Asked, go
from .forms import Form

MARK = "mark."
LISTS = ("accounts", "media", "draft")
"""Fields of boxes: those that the form held say so, since an empty one sends nothing."""


def written_in(form: Form) -> Written:
    """The form's fields and the marks it was made with."""
    fields = {name: _typed(name, form.get(name)) for name in form.values if name in PLAIN and name not in LISTS}
    fields |= {name: _typed(name, form.get(name)) for name in form.values if _is_text(name)}
    for name in ("date", "time"):
        if fields.get(name) == "":
            del fields[name]  # what the calendar holds may be none that a form can show
    for name in set(form.all("has")) & set(LISTS):
        fields[name] = "yes" if name == "draft" and form.get(name) else "\n".join(lines("\n".join(form.all(name))))
    marks = named(form, MARK)
    return Written(_in_order(fields, form), marks)


def named(form: Form, head: str) -> dict[str, str]:
    """The form's fields whose names begin so, without that."""
    return {name.removeprefix(head): form.get(name) for name in form.values if name.startswith(head)}


def _is_text(name: str) -> bool:
    return variant_of(name) is not None or name.startswith(ALT)


def _typed(name: str, text: str) -> str:
    return clean(text)[0] if variant_of(name) is not None else " ".join(text.split())


def _in_order(fields: dict[str, str], form: Form) -> Fields:
    """Boxes come in the page's order; pictures that were chosen before keep their place."""
    if "media" in fields:
        chosen, before = lines(fields["media"]), lines("\n".join(form.all("order")))
        fields["media"] = "\n".join(
            [*(one for one in before if one in chosen), *(one for one in chosen if one not in before)]
        )
    return fields


def saved_as(asked: Asked, saved: Saved) -> Response:
    """Say what was saved, and on to the post."""
    if saved.changed:
        what = ", ".join(asked.told(words_for(field)) for field in saved.changed)
        asked.say(
            "Saved: %(what)s. What is scheduled is as before until you schedule it.",
            tone="good",
            link="/schedule",
            link_words="Schedule",
            what=what,
        )
    else:
        asked.say("Nothing was changed.", "calm")
    return to_post(saved.name)


def to_post(name: str) -> Response:
    """On to a post's own page."""
    return go(f"/posts/{quote(name, safe='~')}")
