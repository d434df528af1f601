"""What one signed-in person may ask for: every change from the web page goes through here, behind their role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..model.account import Account, Profile
from ..model.errors import NotAllowedError
from ..model.person import May, Person, Role
from ..model.signoff import Signatory
from ..planning.apply import Applied
from ..store import events
from ..store.pauses import Pause
from ..store.post_log import Entry
from . import (
    connecting,
    deciding,
    disconnecting,
    holding,
    incoming,
    people,
    profiles,
    releasing,
    scheduling,
    stopping,
)
from .app import App
from .connecting import Connected, Started
from .disconnecting import Disconnected
from .proposing import Proposal, propose
from .releasing import Release, Wanted
from .signoff import approving, links, returning
from .signoff.links import Made
from .signoff.offering import Seen
from .signoff.outcomes import Approved, SentBack
from .signoff.people import signed_in
from .stopping import Resumed, Stopped
from .taking_back import Written as TakenIn
from .writing import adding, saving, shelf
from .writing.fields import Fields, Written
from .writing.saving import Saved


@dataclass(frozen=True)
class Acting:
    """Each method raises NotAllowedError when the person's role does not allow it, besides what its service raises."""

    app: App
    person: Person

    def _may(self, what: May) -> str:
        """Their name, for the log."""
        if not self.person.may(what):
            raise NotAllowedError(
                f"you may not {what.value}: you are here as {self.person.role.value}",
                remedy="Ask somebody who manages people here to change that, or to do it.",
            )
        return self.person.name

    def proposal(self) -> Proposal:
        """What scheduling would do now: everybody may look."""
        return propose(self.app)

    def schedule(self, plan_id: str, *, force: bool) -> Applied:
        """Make the plan so, if it is still the one that was shown."""
        by = self._may(May.SCHEDULE)
        return scheduling.apply_plan(self.app, plan_id=plan_id, force=force, actor=by)

    def stop(self, *, scope: str, target: str, reason: str) -> Stopped:
        by = self._may(May.STOP)
        return stopping.pause(self.app, scope=scope, target=target, reason=reason, by=by)

    def resume(self, *, scope: str, target: str) -> Resumed:
        by = self._may(May.RESUME)
        return stopping.resume(self.app, scope=scope, target=target, by=by)

    def release(self, wanted: Wanted) -> Release:
        by = self._may(May.DECIDE)
        return releasing.carry_out(self.app, releasing.propose(self.app, wanted), by=by)

    def send_now(self, delivery_id: int) -> Pause | None:
        by = self._may(May.DECIDE)
        return holding.send_now(self.app, delivery_id, by=by)

    def approve(self, seen: Sequence[Seen], comment: str = "") -> Approved:
        """Exactly what was looked at: what changed since is refused."""
        return approving.approve(self.app, seen, by=self._signatory(), comment=comment)

    def _signatory(self) -> Signatory:
        return signed_in(self._may(May.APPROVE))

    def send_back(self, post: str, *, campaign: str, comment: str) -> SentBack:
        """A draft again, on hold on every account."""
        by = self._signatory()
        return returning.send_back(self.app, [post], by=by, comment=comment, campaign=campaign)

    def withdraw(self, delivery_id: int) -> tuple[Entry, ...]:
        """Take back one's own approval, never another's."""
        return approving.withdraw(self.app, [delivery_id], by=self._signatory())

    def release_out_of_hours(self, seen: Sequence[Seen], *, reason: str) -> Approved:
        """Without the others, where the campaign allows it."""
        return approving.release_out_of_hours(self.app, seen, by=self._signatory(), reason=reason)

    def make_approval_link(self, person: str, posts: Sequence[str], lasts: timedelta) -> Made:
        """Only who may approve: whoever has the link can approve by it."""
        return links.create(self.app, person=person, posts=posts, lasts=lasts, by=self._may(May.APPROVE))

    def close_approval_link(self, number: int) -> None:
        links.revoke(self.app, number, by=self._may(May.APPROVE))

    def hold(self, delivery_id: int, *, reason: str) -> None:
        by = self._may(May.DECIDE)
        holding.hold(self.app, delivery_id, by=by, reason=reason)

    def cancel(self, delivery_id: int, *, reason: str) -> None:
        by = self._may(May.DECIDE)
        deciding.cancel(self.app, delivery_id, by=by, reason=reason)

    def resolve(self, delivery_id: int, *, published: str | None) -> None:
        by = self._may(May.DECIDE)
        deciding.resolve(self.app, delivery_id, by=by, published=published)

    def test_account(self, account: Account) -> Profile:
        by = self._may(May.TEST)
        profile = profiles.verify_and_keep(self.app, account)
        with self.app.store() as store, store.write() as connection:
            message = f"{account.id} is {profile.handle} on {profile.home}."
            events.record(connection, "account-tested", at=self.app.clock.now(), actor=by, message=message)
        return profile

    def save_post(self, name: str, written: Written) -> Saved:
        return saving.save(self.app, name, written, by=self._may(May.EDIT))

    def add_post(self, fields: Fields) -> str:
        """Gives the new post's id."""
        return adding.add(self.app, fields, by=self._may(May.EDIT))

    def copy_post(self, name: str) -> str:
        """Gives the copy's id; it is a draft."""
        return adding.copy(self.app, name, by=self._may(May.EDIT))

    def move_post(self, name: str, day: date) -> Saved:
        return adding.move(self.app, name, day, by=self._may(May.EDIT))

    def put_picture(self, name: str, content: bytes) -> str:
        """Gives the name it has in media/."""
        self._may(May.EDIT)
        return shelf.put(self.app, name, content)

    def begin_connecting(self, account: str, given: Mapping[str, str], redirect: str) -> Started:
        """Where to say yes; blank where `finish_connecting` comes at once."""
        self._may(May.MANAGE)
        return connecting.start(self.app, account, given, redirect=redirect)

    def finish_connecting(self, params: Mapping[str, str]) -> Connected:
        return connecting.finish(self.app, params, by=self._may(May.MANAGE))

    def disconnect(self, account: str) -> Disconnected:
        return disconnecting.disconnect(self.app, account, by=self._may(May.MANAGE))

    def keep_incoming(self, name: str, content: bytes) -> str:
        """Gives the place it is kept in until it is taken in; a toolkit is read from now on."""
        place = incoming.keep(self.app, name, content, by=self._may(May.EDIT))
        if incoming.is_toolkit(incoming.kept(self.app, place)):
            incoming.begin(self.app, place)
        return place

    def read_again(self, place: str) -> None:
        self._may(May.EDIT)
        incoming.begin_again(self.app, place)

    def drop_incoming(self, place: str) -> str:
        """Gives the name of the file that nobody wants."""
        self._may(May.EDIT)
        return incoming.drop(self.app, place)

    def keep_choices(self, place: str, mine: Mapping[int, incoming.Choice], marks: Mapping[int, str]) -> incoming.Kept:
        """What was corrected in a toolkit's review, until it is accepted."""
        self._may(May.EDIT)
        return incoming.keep_choices(self.app, place, mine, marks)

    def take_in(self, place: str) -> TakenIn:
        """A toolkit or a calendar, as drafts."""
        return incoming.take_in(self.app, place, by=self._may(May.EDIT))

    def invite(self, *, name: str, email: str, role: Role) -> str:
        return people.invite(self.app, name=name, email=email, role=role, by=self._may(May.MANAGE))

    def new_link(self, person_id: int) -> str:
        return people.new_link(self.app, person_id, by=self._may(May.MANAGE))

    def change_role(self, person_id: int, role: Role) -> None:
        people.change_role(self.app, person_id, role, by=self._may(May.MANAGE))

    def disable(self, person_id: int) -> None:
        people.disable(self.app, person_id, by=self._may(May.MANAGE))

    def enable(self, person_id: int) -> None:
        people.enable(self.app, person_id, by=self._may(May.MANAGE))
