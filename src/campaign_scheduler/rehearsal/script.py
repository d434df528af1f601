"""What is to be rehearsed: the workspace as `check` reads it, without a mark left on it or on its store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path

from ..model.campaign import Campaign
from ..model.delivery import State
from ..model.errors import DeliveryError, InputError
from ..model.problem import Problem
from ..model.usage import Use
from ..planning.brakes import Brake, brakes
from ..rendering import ImageFitter, Rendering
from ..services.app import App
from ..services.reading import Reading, read
from ..services.usage import elsewhere
from ..store import Store
from ..store.content import Picture, PictureReader, no_picture
from ..store.deliveries import Stored
from ..store.looking import looking

PAST = "past-date"
"""The one error that keeps nothing from being rehearsed: on the fast clock no date has passed."""


@dataclass(frozen=True)
class Script:
    """The workspace as it was read. `uses` are other campaigns' posts of the same accounts, by account id."""

    campaign: Campaign
    reading: Reading
    uses: Mapping[str, Sequence[Use]]
    stored: Mapping[tuple[str, str], Stored]
    brakes: tuple[Brake, ...]
    """What would stop `apply` though the files are fine."""

    def in_the_way(self, rendering: Rendering) -> tuple[Problem, ...]:
        """The errors for which `apply` would refuse this post to this account."""
        own = [problem for problem in rendering.problems if problem.is_error]
        of_post = self.errors.get(rendering.post.id, ())
        return (*own, *(one for one in of_post if one.account_id in (None, rendering.account.id)))

    @cached_property
    def errors(self) -> Mapping[str, list[Problem]]:
        """By post id, the errors that the rules and the calendar's reading found; a rendering has its own."""
        rendered = {problem for one in self.reading.renderings for problem in one.problems}
        found: dict[str, list[Problem]] = {}
        for problem in self.reading.errors:
            if problem.post_id and problem.code != PAST and problem not in rendered:
                found.setdefault(problem.post_id, []).append(problem)
        return found

    def needs_approval(self, rendering: Rendering) -> bool:
        """Whether people have still to approve exactly this content."""
        if not self.campaign.signoff.required or rendering.rendered is None:
            return False
        stored = self.stored.get((rendering.post.id, rendering.account.id))
        same = stored is not None and stored.content_hash == rendering.rendered.content_hash
        return stored is None or not same or stored.state is State.AWAITING_SIGNOFF


def read_script(app: App, folder: Path, now: datetime) -> Script:
    """Read everything; what is made on the way goes into `folder`. Raises InputError without a campaign."""
    fitter = ImageFitter(folder / "pictures", known=app.root / ".campaign" / "cache")
    reader = replace(app, fitter=fitter)
    with looking(app.settings.store_url, folder) as store:
        reading = read(reader, store, now=now, picture=_pictures(store))
        _keep_thumbnails(reading.renderings)
        campaign = reading.workspace.campaign
        if campaign is None:
            raise InputError(reading.errors)
        uses = elsewhere(store, campaign.id, reading.renderings, reading.pinned)
        found = _brakes(store, reading)
    stored = {
        (change.key.post_id, change.key.account_id): change.stored for change in reading.plan.changes if change.stored
    }
    return Script(campaign, reading, uses, stored, found)


def _pictures(store: Store | None) -> Picture:
    """The store's pictures. Each is kept once it was asked for: the store is not there any more when they are sent."""
    return cache(PictureReader(store).picture) if store is not None else no_picture


def _keep_thumbnails(renderings: Sequence[Rendering]) -> None:
    for one in renderings:
        card = one.rendered.card if one.rendered else None
        if card is not None and card.thumbnail is not None:
            with suppress(DeliveryError):
                card.thumbnail.read()


def _brakes(store: Store | None, reading: Reading) -> tuple[Brake, ...]:
    """Nothing was ever said, and nothing can be lost, where there is no store."""
    if store is None:
        return ()
    profiles = {name: pinned.remote_profile for name, pinned in reading.pinned.items()}
    with store.read() as connection:
        return tuple(brakes(reading.plan, profiles, connection))
