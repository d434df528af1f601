"""What became of each post on the stage, as a verdict with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from ..model.account import Account
from ..model.delivery import SCREEN_WORDS, DeliveryKey, State
from ..model.freeze import covering
from ..model.rendered import RenderedPost
from ..rendering import Rendering
from ..rendering.marking import marked
from ..sandbox.feed import shown
from ..sandbox.posts import Post
from ..store.post_log import Entry
from .cast import has_stand_in
from .result import Showing, Verdict
from .script import Script


@dataclass(frozen=True, slots=True)
class Performed:
    """What the stage's log says, what the stand-ins hold, and why accounts could not take part, by account id."""

    log: Mapping[DeliveryKey, Entry]
    arrived: Mapping[DeliveryKey, Post]
    out: Mapping[str, str]


def judge(script: Script, rendering: Rendering, performed: Performed) -> Showing:
    """The verdict on one post to one account."""
    key = DeliveryKey(script.campaign.id, rendering.post.id, rendering.account.id)
    post = performed.arrived.get(key)
    verdict, reason = _verdict(script, rendering, performed, key)
    words = shown(post) if post is not None else _as_rendered(rendering)
    problems = (*script.in_the_way(rendering), *(one for one in rendering.problems if not one.is_error))
    return Showing(rendering, verdict, words, reason, problems, _already(script, rendering))


def _verdict(script: Script, rendering: Rendering, performed: Performed, key: DeliveryKey) -> tuple[Verdict, str]:
    if script.in_the_way(rendering):
        return Verdict.BLOCKED, ""
    entry = performed.log.get(key)
    if entry is None:
        return _off_stage(script, rendering, performed)
    if entry.state is not State.PUBLISHED:
        return _not_out(entry)
    lost = _lost(rendering.rendered, performed.arrived.get(key))
    if lost:
        return Verdict.FAILED, lost
    if script.needs_approval(rendering):
        return Verdict.APPROVAL, ""
    return Verdict.OUT, ""


def _off_stage(script: Script, rendering: Rendering, performed: Performed) -> tuple[Verdict, str]:
    """Not sent to a stand-in: there is none, or it would not have the account."""
    freeze = covering(script.campaign.freezes, rendering.post.due_at)
    if freeze is not None:
        return Verdict.FROZEN, f"It falls into a freeze: {freeze.in_words(script.campaign.zone)}."
    if has_stand_in(rendering.account):
        return Verdict.FAILED, performed.out.get(rendering.account.id, "It was not reached in time.")
    verdict, reason = _shown_only(rendering)
    return (Verdict.APPROVAL if script.needs_approval(rendering) else verdict), reason


def _shown_only(rendering: Rendering) -> tuple[Verdict, str]:
    title = rendering.capabilities.title
    if rendering.capabilities.handover is not None:
        return Verdict.ASKED, f"{_person(rendering.account)} would have been asked to post this."
    return Verdict.SHOWN, f"Not rehearsed at the network, for there is no stand-in for {title}; shown as rendered."


def _person(account: Account) -> str:
    """Who posts for an account that a person looks after."""
    return account.options.get("person") or account.label


def _not_out(entry: Entry) -> tuple[Verdict, str]:
    if entry.reason_code == "frozen":
        return Verdict.FROZEN, entry.reason
    return Verdict.FAILED, f"{SCREEN_WORDS[entry.state]}. {entry.reason}".strip()


def _lost(rendered: RenderedPost | None, post: Post | None) -> str:
    """What did not arrive as it was meant; blank when all did."""
    if rendered is None or post is None:
        return "The stand-in network does not show it, though it said that it took it."
    if post.text.split() != rendered.words.split():
        return "The words arrived changed."
    alts = [media.alt for media in post.media]
    return "" if alts == [media.alt for media in rendered.media] else "A picture or its alt text did not arrive."


def _as_rendered(rendering: Rendering) -> Markup:
    return marked(
        rendering.rendered.words if rendering.rendered else rendering.post.wordings[rendering.account.id].text
    )


def _already(script: Script, rendering: Rendering) -> str:
    stored = script.stored.get((rendering.post.id, rendering.account.id))
    if stored is None or stored.state is not State.PUBLISHED:
        return ""
    return f"Out in earnest already: {stored.permalink}" if stored.permalink else "Out in earnest already."
