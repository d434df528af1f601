"""The review of a toolkit: each draft beside its pictures, corrected here and then accepted."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import HTMLResponse, JSONResponse, Response

from ...model.errors import EditError, InputError
from ...services import incoming
from ...services.incoming import Choice, Kept, Review
from .. import review_form
from ..desk import Said
from ..door import Asked, go, not_found, page
from ..paint import paint
from ..review_form import choices_in, marks_in, numbers_in, page_of
from .bring_in_reading import ROUTES as READING
from .pictures import answer

REVIEW_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; sandbox"
)
"""Of the page that shows a toolkit's drafts beside their pictures, all in one piece: it can run and send nothing."""
MOST_LEFT_ALONE = 5
MOST_TO_TICK = 60
"""Pictures that each draft offers to tick; where there are more, the others are named by their number."""


def review_page(
    asked: Asked,
    place: str,
    name: str,
    *,
    status: int = 200,
    error: EditError | InputError | None = None,
    review: Review | None = None,
    theirs: Mapping[int, Choice] | None = None,
) -> Response:
    """`review` is what stands there, kept or not; `theirs` what another kept of the same drafts."""
    kept = incoming.reviewed(asked.app, place)
    seen = review or kept
    wanted = asked.form.number("page") if asked.request.method == "POST" else asked.query.number("page")
    number, count, drafts = page_of(seen.drafts, wanted)
    marks = {one.number: one.choice.mark for one in kept.drafts}
    return paint(
        asked,
        "bring-in-review.html",
        status=status,
        error=error,
        place=place,
        name=name,
        review=seen,
        drafts=drafts,
        page=number,
        pages=count,
        marks=marks,
        theirs=theirs or {},
        others=kept.mark_of_others({one.number for one in drafts}),
        found=seen.gathered.found,
        to_tick=MOST_TO_TICK,
        at=review_form.place_of(error.field) if isinstance(error, EditError) else None,
    )


def correct(asked: Asked, place: str) -> Response:
    """Keep what was chosen; then go on to whatever was asked for. What cannot be kept stands on the page as it was
    written.
    """
    do, _, wish = asked.form.get("do").partition(":")
    name = incoming.kept(asked.app, place).name
    if not asked.form.get("draft"):
        return _accept(asked, place, name) if do == "accept" else go(f"/bring-in?place={place}")
    mine = choices_in(asked.form, _ids(asked, place))
    mine = review_form.moved_earlier(mine, wish) if do == "earlier" else mine
    seen = incoming.reviewed(asked.app, place)
    try:
        kept = asked.acting.keep_choices(place, mine, marks_in(asked.form))
    except EditError as error:
        if do == "quietly":
            return JSONResponse({"said": error.message}, 422)
        return review_page(asked, place, name, status=422, error=error, review=_as_written(seen, mine))
    if do == "quietly":
        return _told_quietly(kept)
    if kept.conflicts:
        return review_page(asked, place, name, status=409, review=kept.review, theirs=kept.theirs)
    if do == "accept":
        return _accept_all(asked, place, name, seen)
    asked.say("Your corrections are kept. Nothing is in the calendar yet.")
    number = review_form.number(wish if do == "page" else asked.form.get("page")) or 1
    draft = review_form.number(wish.partition(":")[0]) if do == "earlier" else None
    return go(f"/bring-in?place={place}&page={number}" + (f"#draft-{draft}" if draft else ""))


def _ids(asked: Asked, place: str) -> dict[int, str]:
    return {one.number: one.id for one in incoming.reviewed(asked.app, place).tiles.values()}


def _as_written(seen: Review, mine: Mapping[int, Choice]) -> Review:
    """With what was chosen, but for pictures that nobody can choose."""
    known = {one.number for one in seen.drafts}
    usable = {one.id for one in seen.tiles.values() if not one.problem}
    fit = {
        number: Choice(one.taken, one.words, tuple(p for p in one.pictures if p in usable), one.alts)
        for number, one in mine.items()
        if number in known
    }
    return seen.with_choices(fit)


def _told_quietly(kept: Kept) -> Response:
    """For the script that keeps what is chosen while one goes on."""
    shown = {one.number: one.choice for one in kept.review.drafts}
    marks = {number: (kept.theirs or {}).get(number, choice).mark for number, choice in shown.items()}
    return JSONResponse({"marks": marks, "conflicts": kept.conflicts}, 409 if kept.conflicts else 200)


def _accept_all(asked: Asked, place: str, name: str, before: Review) -> Response:
    """Unless another corrected a draft of another page since this one was made."""
    if before.mark_of_others(set(numbers_in(asked.form))) != asked.form.get("others"):
        error = EditError(
            "somebody corrected other drafts of this toolkit meanwhile, so nothing was taken in yet",
            remedy="Look at them, then accept. What you corrected is kept.",
        )
        return review_page(asked, place, name, status=409, error=error)
    return _accept(asked, place, name)


def _accept(asked: Asked, place: str, name: str) -> Response:
    try:
        return accepted(asked, place)
    except (EditError, InputError) as error:
        return review_page(asked, place, name, status=422, error=error)


def accepted(asked: Asked, place: str) -> Response:
    """Take it in. Raises EditError, InputError."""
    written = asked.acting.take_in(place)
    asked.say(
        "%(num)s draft is in the calendar. Give it its last touch, then schedule.",
        many="%(num)s drafts are in the calendar. Give each its last touch, then schedule.",
        num=written.rows,
    )
    asked.tell([Said("warn", asked.told(line)) for line in written.left_alone[:MOST_LEFT_ALONE]])
    return go("/?state=draft&view=list")


def gone(asked: Asked, error: EditError | InputError) -> Response:
    """The toolkit is not here any more: what was written in its review is shown, to be copied."""
    mine = choices_in(asked.form, {})
    texts = [one.words for one in mine.values() if one.words.strip()]
    texts += [alt for one in mine.values() for alt in one.alts.values() if alt.strip()]
    return paint(asked, "bring-in-gone.html", status=422, error=error, texts=list(dict.fromkeys(texts)))


def whole(asked: Asked) -> Response:
    """What a toolkit holds, as a page of its own."""
    text = incoming.page(asked.app, asked.query.get("place"))
    return HTMLResponse(text, headers={"content-security-policy": REVIEW_POLICY, "x-frame-options": "SAMEORIGIN"})


def picture(asked: Asked) -> Response:
    """A picture of the tray, small."""
    try:
        return answer(incoming.picture(asked.app, asked.query.get("place"), asked.query.get("picture")))
    except EditError:
        raise not_found() from None


ROUTES = [page("/bring-in/review", whole), page("/bring-in/picture", picture), *READING]
