"""The daily digest: what went out, what goes out next, what needs you. Plain text that can be forwarded as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..model.post import Slot
from ..store.campaigns import Kept
from ..store.pauses import Pause
from ..store.post_log import Entry
from . import words


@dataclass(frozen=True, slots=True)
class Digest:
    """One campaign's day. `names` are accounts as people call them, by id; `later` is the first post after 24 hours."""

    campaign: Kept
    since: datetime
    now: datetime
    went_out: tuple[Entry, ...]
    following: tuple[Entry, ...]
    later: tuple[Entry, ...]
    needs_you: tuple[Entry, ...]
    taken_down: tuple[Entry, ...]
    stopped: tuple[Pause, ...]
    edits: str
    names: Mapping[str, str]

    @property
    def day(self) -> date:
        """The day in the campaign's zone."""
        return self.now.astimezone(self.campaign.zone).date()

    @property
    def says_nothing(self) -> bool:
        """Nothing went out, nothing is to come today or tomorrow, and nothing needs anyone."""
        news = self.went_out or self.needs_you or self.taken_down or self.edits
        return not (news or self._until_tomorrow_ends())

    @property
    def title(self) -> str:
        """`Spring, Mon 4 March: 3 went out, 2 to come, 1 needs you`."""
        counted = [f"{len(self.went_out)} went out", f"{len(self.following)} to come"]
        if self.needs_you:
            counted.append(f"{len(self.needs_you)} need{'s' if len(self.needs_you) == 1 else ''} you")
        return words.shortened(
            f"{self.campaign.name}, {self.day:%a} {self.day.day} {self.day:%B}: {', '.join(counted)}"
        )

    @property
    def text(self) -> str:
        return "\n\n".join("\n".join(part) for part in _parts(self) if part) + "\n"

    def time(self, moment: datetime) -> str:
        """`09:00`, with the day where it is another one, in the campaign's zone."""
        there = moment.astimezone(self.campaign.zone)
        return f"{there:%H:%M}" if there.date() == self.day else f"{there:%a} {there.day} {there:%B} {there:%H:%M}"

    def name(self, account: str) -> str:
        return self.names.get(account) or account

    def _until_tomorrow_ends(self) -> bool:
        last = self.day + timedelta(days=1)
        coming = (one.due_at.astimezone(self.campaign.zone).date() for one in (*self.following, *self.later))
        return any(day <= last for day in coming)


def _parts(digest: Digest) -> Iterable[list[str]]:
    yield [f"{digest.campaign.name}, {digest.day:%A} {digest.day.day} {digest.day:%B %Y}"]
    yield _needs_you(digest)
    yield _stopped(digest)
    yield [f"SAVED, BUT NOT SCHEDULED: {digest.edits}"] if digest.edits else []
    yield _went_out(digest)
    yield _taken_down(digest)
    yield _following(digest)


def _needs_you(digest: Digest) -> list[str]:
    if not digest.needs_you:
        return ["NEEDS YOU: nothing"]
    lines = [f"NEEDS YOU: {words.count(len(digest.needs_you), 'post')}"]
    for one in digest.needs_you:
        lines.append(f"- {one.state_words}: {one.post_id}, {digest.name(one.account)}, due {one.slot}")
        lines += [f"  {line}" for line in one.reason.splitlines()]
        lines += [
            f"  {line}"
            for line in words.next_step(one.state, one.delivery_id, one.post_id, one.reason_code).splitlines()
        ]
    return lines


def _stopped(digest: Digest) -> list[str]:
    if not digest.stopped:
        return []
    return ["STOPPED", *(f"- {_stop(digest, pause)}" for pause in digest.stopped)]


def _stop(digest: Digest, pause: Pause) -> str:
    what = {"all": "Everything", "campaign": "This campaign", "account": digest.name(pause.target)}[pause.scope]
    option = "" if pause.scope == "all" else f" --{pause.scope} {pause.target}"
    since = digest.time(pause.started_at)
    return f"{what}, since {since}, by {pause.started_by}: {pause.reason}\n  To go on: campaign resume{option}"


def _went_out(digest: Digest) -> list[str]:
    since = digest.time(digest.since)
    lines = [f"WENT OUT since {since}: {words.count(len(digest.went_out), 'post') if digest.went_out else 'nothing'}"]
    for one in digest.went_out:
        moment = one.sent_at or one.acknowledged_at or one.due_at
        lines.append(f"- {digest.time(moment)} {one.post_id}, {digest.name(one.account)}")
        lines += [f"  {one.permalink}"] if one.permalink else []
        lines.append(f"  {alt_text(one)}; {read_back(one, digest)}")
    return lines


def _taken_down(digest: Digest) -> list[str]:
    """Of posts that went out before; a newer one says so where it stands."""
    if not digest.taken_down:
        return []
    lines = [f"NOT THERE ANY MORE since {digest.time(digest.since)}: {words.count(len(digest.taken_down), 'post')}"]
    return lines + [
        f"- {one.post_id}, {digest.name(one.account)}: {read_back(one, digest)}" for one in digest.taken_down
    ]


def alt_text(entry: Entry) -> str:
    """Whether every picture went with its alt text."""
    count = len(entry.media)
    if not count:
        return "no picture"
    missing = sum(not str(media.get("alt", "")).strip() for media in entry.media)
    return f"{words.count(count, 'picture')}, {f'ALT TEXT MISSING on {missing}' if missing else 'alt text present'}"


def read_back(entry: Entry, digest: Digest) -> str:
    """Whether the post was seen on the network afterwards."""
    said, moment = words.known_since(entry), entry.removed_at or entry.verified_at
    if moment is None:
        return said
    head, mark, rest = said.partition(":")
    return f"{head} at {digest.time(moment)}{mark}{rest}"


def _following(digest: Digest) -> list[str]:
    lines = [
        f"GOES OUT NEXT: {words.count(len(digest.following), 'post') if digest.following else 'nothing within a day'}"
    ]
    lines += [f"- {line}" for line in _together(digest, digest.following)]
    return lines + [f"- after that: {line}" for line in _together(digest, digest.later)]


def _when(digest: Digest, entry: Entry) -> str:
    """As the calendar says, unless it goes out at another time: released by a person, or tried again."""
    if entry.next_attempt_at == entry.due_at:
        return entry.slot
    zone = digest.campaign.zone
    return str(Slot(entry.next_attempt_at.astimezone(zone).replace(tzinfo=None), zone))


def _together(digest: Digest, entries: Iterable[Entry]) -> list[str]:
    """One line for a post at its time, whatever the number of accounts."""
    lines: dict[tuple[str, str, str], list[str]] = {}
    for one in entries:
        mark = "" if one.state.value in ("scheduled", "publishing") else f" ({one.state_words.lower()})"
        lines.setdefault((_when(digest, one), one.post_id, mark), []).append(digest.name(one.account))
    return [f"{slot} {post_id}: {', '.join(names)}{mark}" for (slot, post_id, mark), names in lines.items()]
