"""One attempt, from a claim to its outcome: prepare, commit the intent, send once, record."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from ..model.account import Account
from ..model.capabilities import Capabilities
from ..model.clock import Clock, steady
from ..model.delivery import Outcome, Prepared, Published
from ..model.errors import CampaignError, HandedOver, PlatformError, SettingsError, Unavailable
from ..notify import telling
from ..platforms.kit.interface import Platform
from ..platforms.kit.transmission import Transmission
from ..store import Connection, IntegrityError, Store, claims, outcomes
from ..store.claims import Claim, Ending
from ..store.content import PictureReader
from ..store.group_commit import AS_LONG_AS_IT_RUNS
from ..store.lease import lease_time
from ..store.pacing import Pace
from . import endings, reading, timing
from .accounts import CredentialsOf, account_of
from .identity import Identities
from .journal import ClaimLostError, DeliveryJournal
from .pausing import pause_account
from .points import Checkpoint, pass_by

log = logging.getLogger(__name__)

NOT_WRITTEN_DOWN = Unavailable("what was to be sent could not be written down first (is the disk full?).")


class Publisher:
    """Carries claims out. Used from many threads at once.

    `checkpoint` is told of each of the POINTS as it is reached; fault tests die there.
    """

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        credentials_of: CredentialsOf,
        clock: Clock,
        checkpoint: Checkpoint = pass_by,
        clock_is_sound: Callable[[], bool] = lambda: True,
        catch_up_pause: timedelta = timing.CATCH_UP_PAUSE,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._credentials_of = credentials_of
        self._clock = clock
        self._pictures = PictureReader(store)
        self._checkpoint = checkpoint
        self._clock_is_sound = clock_is_sound
        self._catch_up_pause = catch_up_pause
        self._identities = Identities()
        self._sending: set[int] = set()

    @property
    def pace(self) -> Pace:
        """How overdue posts are spread out."""
        return Pace(self._catch_up_pause, timing.PUNCTUAL)

    def claim(self, daemon: str, limit: int) -> list[Claim]:
        """Claim at most `limit` due deliveries for `daemon`, at most one an account.

        None when another daemon claimed of the same account at the same moment: the database lets one of them through.
        """
        if not self._clock_is_sound():
            return []
        now, picture = self._clock.now(), self._pictures.picture
        try:
            return self._store.commit(
                lambda connection: claims.claim_due(
                    connection,
                    daemon=daemon,
                    now=now,
                    lease_until=lease_time(connection, self._clock) + timing.PREPARE_LEASE,
                    limit=limit,
                    pace=self.pace,
                    picture=picture,
                )
            )
        except IntegrityError:
            return []

    def publish(self, claim: Claim) -> Ending | None:
        """Make one attempt and record how it ended. None when the claim was lost, so that nothing was sent."""
        self._checkpoint("claimed")
        try:
            account = account_of(claim, self._credentials_of)
            platform = self._platform(claim)
            self._identities.check(platform, account, claim.remote_profile)
            prepared = self._prepare(platform, account, claim)
        except ClaimLostError:
            return None
        except Exception as error:
            return self._record(claim, endings.not_sent(self._noted(error), claim, self._clock.now()))
        self._sending.add(claim.delivery_id)
        try:
            return self._intend_and_send(platform, account, claim, prepared)
        finally:
            self._sending.discard(claim.delivery_id)

    def is_sending(self, delivery_id: int) -> bool:
        """Whether a thread of this process may still send this delivery, or write down that it did.

        Clocks may jump and leases end meanwhile; the thread knows.
        """
        return delivery_id in self._sending

    def _intend_and_send(self, platform: Platform, account: Account, claim: Claim, prepared: Prepared) -> Ending | None:
        try:
            transmission = self._commit_intent(claim, prepared)
        except Exception as error:
            self._noted(error)
            return self._record(claim, endings.not_sent(NOT_WRITTEN_DOWN, claim, self._clock.now()))
        if transmission is None:
            self._give_up(claim)
            return None
        self._checkpoint("intent")
        return self._record(claim, self._send(platform, account, claim, prepared, transmission))

    def _platform(self, claim: Claim) -> Platform:
        if claim.platform not in self._platforms:
            raise SettingsError(f"the network {claim.platform} is not installed")
        return self._platforms[claim.platform]

    def _prepare(self, platform: Platform, account: Account, claim: Claim) -> Prepared:
        journal = DeliveryJournal(self._store, claim, self._clock, self._checkpoint)
        prepared = platform.prepare(claim.post, account, journal, token=claim.token)
        self._checkpoint("prepared")
        return prepared

    def _commit_intent(self, claim: Claim, prepared: Prepared) -> Transmission | None:
        """The times of the publishing request are counted from before the commit, so a slow commit shortens them."""
        begun, now = steady(), self._clock.now()
        deadline_at = now + timedelta(seconds=timing.SEND_DEADLINE)
        sound = self._clock_is_sound()
        if not sound or not self._store.commit(
            lambda connection: self._intend(connection, claim, prepared, now, deadline_at)
        ):
            return None
        return Transmission(
            self._clock,
            latest_start=begun + timing.START_WITHIN,
            deadline=begun + timing.SEND_DEADLINE,
            reached=self._checkpoint,
        )

    def _intend(
        self, connection: Connection, claim: Claim, prepared: Prepared, now: datetime, deadline_at: datetime
    ) -> bool:
        leased = lease_time(connection, self._clock)
        return claims.commit_intent(
            connection,
            claim,
            prepared,
            now=now,
            deadline_at=deadline_at,
            lease_time=leased,
            lease_until=leased + timing.SEND_LEASE,
        )

    def _send(
        self, platform: Platform, account: Account, claim: Claim, prepared: Prepared, transmission: Transmission
    ) -> Ending:
        try:
            answer = platform.send(prepared, account, transmission)
        except HandedOver as error:
            self._checkpoint("sent")
            return endings.handed_over(error, platform.capabilities(account), transmission, self._clock.now())
        except Exception as error:
            return endings.after_sending(self._noted(error), claim, transmission, self._clock.now())
        self._checkpoint("sent")
        return self._acknowledged(answer, transmission, platform.capabilities(account))

    def _acknowledged(self, answer: Published, transmission: Transmission, able: Capabilities) -> Ending:
        now = self._clock.now()
        if not answer.remote_id:
            return endings.unconfirmed(PlatformError("the network gave no id for the post."), transmission, now)
        return endings.published(answer, transmission, now, reading.planned(able.reading, now))

    def _record(self, claim: Claim, ending: Ending) -> Ending | None:
        """Write down how it ended. While the store is locked, full or away only the writing is tried again."""
        if self._store.commit(lambda connection: self._write(connection, claim, ending), patience=AS_LONG_AS_IT_RUNS):
            self._checkpoint("recorded")
            return ending
        if ending.published is None:
            return None
        return self._record(claim, endings.named_another_post(ending))

    def _write(self, connection: Connection, claim: Claim, ending: Ending) -> bool:
        if not claims.record_ending(connection, claim, ending):
            return self._write_late(connection, claim, ending)
        if ending.outcome is not Outcome.PUBLISHED:
            telling.tell_of(connection, claim.delivery_id, ending.at)
        if ending.outcome is Outcome.RATE_LIMITED and ending.next_attempt_at:
            outcomes.quiet_account(connection, claim.key.account_id, ending.next_attempt_at)
        if ending.outcome is Outcome.CREDENTIAL:
            self._pause_account(connection, claim, ending)
        return True

    def _write_late(self, connection: Connection, claim: Claim, ending: Ending) -> bool:
        """Recovery took us for dead and the delivery for unconfirmed; the acknowledgement came after all."""
        if not claims.record_late_ending(connection, claim, ending):
            return False
        telling.tell_found(connection, claim.delivery_id, ending.at)
        return True

    def _pause_account(self, connection: Connection, claim: Claim, ending: Ending) -> None:
        pause_account(
            connection,
            claim.key.account_id,
            ending.reason,
            ending.at,
            by="publisher",
            campaign=claim.key.campaign,
            delivery_id=claim.delivery_id,
        )

    def _give_up(self, claim: Claim) -> None:
        """A condition of the intent no longer holds (stopped, changed, late, lease lost): back to its place."""
        ending = endings.abandoned(self._clock.now())
        self._store.commit(lambda connection: claims.record_ending(connection, claim, ending))

    def _noted(self, error: Exception) -> Exception:
        if not isinstance(error, CampaignError):
            log.error("unforeseen %s while publishing", type(error).__name__)
        return error
