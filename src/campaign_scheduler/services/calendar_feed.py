"""The campaign's diary: what is scheduled, as the store knows it, and what is planned but not scheduled yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..calendars.counting import counted
from ..calendars.ics import CANCELLED, CONFIRMED, TENTATIVE, Event, ics_bytes, uid_of
from ..model.campaign import Campaign
from ..model.delivery import MAY_BE_LIVE, SCREEN_WORDS, State
from ..model.errors import InputError
from ..model.post import Post
from ..model.problem import Problem
from ..model.workspace import Workspace
from ..store.post_log import Entry, Filter
from .app import App
from .check import check
from .log import log

SURE = MAY_BE_LIVE | {State.SCHEDULED}
LONGEST_SUMMARY = 60


@dataclass(frozen=True, slots=True)
class Diary:
    """The file, how many events it has, and what is not in it."""

    content: bytes
    events: int
    left_out: tuple[str, ...]


def feed(app: App, *, preview: str = "", previous: bytes | None = None) -> Diary:
    """The diary. Scheduled posts are as they will be sent, whatever the files say now.

    Raises InputError without a campaign, or when `previous` is no diary.
    """
    reading = check(app)
    campaign = reading.workspace.campaign
    if campaign is None:
        raise InputError(reading.errors)
    scheduled = _by_post(log(app, Filter(campaign=campaign.id)))
    events = [_scheduled(campaign, post_id, entries, preview) for post_id, entries in scheduled.items()]
    events += [_planned(campaign, post, preview) for post in reading.workspace.posts if post.id not in scheduled]
    try:
        content = ics_bytes(campaign.name, campaign.zone, events, app.clock.now(), previous)
    except ValueError:
        message = "The file that would be replaced is no diary of this program."
        raise InputError([Problem("not-a-diary", message, "Name another file.")]) from None
    return Diary(content, len(events), left_out(reading.workspace))


def left_out(workspace: Workspace) -> tuple[str, ...]:
    """Rows that are no posts, in words."""
    found = []
    if workspace.drafts:
        found.append(f"{counted(workspace.drafts, 'draft')} left out")
    if workspace.rows_not_whole:
        rows = ", ".join(sorted(workspace.rows_not_whole))
        found.append(f"rows with problems are left out: {rows}; see campaign check")
    return tuple(found)


def _by_post(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.post_id, []).append(entry)
    return found


def _scheduled(campaign: Campaign, post_id: str, entries: Sequence[Entry], preview: str) -> Event:
    """The sequence is the sum of the revisions: each change of any of them raises it, and none ever goes back."""
    going = [entry for entry in entries if entry.state is not State.CANCELLED]
    shown = going or entries
    states = [f"{entry.account}: {SCREEN_WORDS[entry.state]}{_where(entry)}" for entry in entries]
    published = next((entry.permalink for entry in shown if entry.permalink), "")
    status = CANCELLED if not going else CONFIRMED if any(entry.state in SURE for entry in going) else TENTATIVE
    texts = {entry.account: entry.text for entry in shown}
    return Event(
        uid_of(campaign.id, post_id),
        sum(entry.revision for entry in entries),
        max(entry.due_at for entry in shown),
        _summary(shown[0].text),
        "\n\n".join([*_words(texts), "\n".join(states), _look(post_id, preview)]),
        status,
        published or _address(post_id, preview),
        tuple(dict.fromkeys(tag for entry in shown for tag in entry.tags)),
    )


def _planned(campaign: Campaign, post: Post, preview: str) -> Event:
    texts = {account: wording.text for account, wording in post.wordings.items()}
    accounts = f"Not scheduled yet: {', '.join(post.accounts)}"
    return Event(
        uid_of(campaign.id, post.id),
        0,
        post.due_at,
        _summary(next(iter(texts.values()))),
        "\n\n".join([*_words(texts), accounts, _look(post.id, preview)]),
        TENTATIVE,
        _address(post.id, preview),
        post.tags,
    )


def _words(texts: dict[str, str]) -> list[str]:
    """The words once where all accounts say the same, else for each."""
    same: dict[str, list[str]] = {}
    for account, text in texts.items():
        same.setdefault(text, []).append(account)
    if len(same) == 1:
        return list(same)
    return [f"For {', '.join(accounts)}:\n{text}" for text, accounts in same.items()]


def _summary(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_SUMMARY else f"{words[: LONGEST_SUMMARY - 1].rstrip()}…"


def _where(entry: Entry) -> str:
    return f" {entry.permalink}" if entry.permalink else ""


def _address(post_id: str, preview: str) -> str:
    return f"{preview}#{post_id}" if preview else ""


def _look(post_id: str, preview: str) -> str:
    return f"Preview: {_address(post_id, preview) or f'campaign preview {post_id}'}"
