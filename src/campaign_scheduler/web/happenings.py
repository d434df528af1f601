"""What an event was, in words of the screen: the log keeps short names (`plan-applied`)."""

from __future__ import annotations

from ..model.delivery import SCREEN_WORDS, State
from .dates import Say

KINDS = {
    "account-connected": "Account connected",
    "account-disconnected": "Account disconnected",
    "account-paused": "Account stopped",
    "account-tested": "Account tested",
    "approval-lapsed": "Approval no longer counts",
    "approval-link-made": "Approval link made",
    "approval-link-revoked": "Approval link closed",
    "approval-withdrawn": "Approval taken back",
    "approved": "Approved",
    "brought-in": "Brought in",
    "clock-jumped": "The machine's clock jumped",
    "edit-not-scheduled": "An edit was not scheduled in time",
    "password-changed": "Password changed",
    "person-disabled": "Access ended",
    "person-enabled": "Access given again",
    "person-invited": "Invited",
    "person-joined": "Joined",
    "person-link": "New link made",
    "person-role": "Role changed",
    "plan-applied": "Scheduled",
    "post-edited": "Post edited",
    "released": "Let go",
    "released-out-of-hours": "Let go without the others",
    "removal-asked": "Taking down",
    "removal-done": "Taken down",
    "removal-refused": "Not taken down",
    "removal-unconfirmed": "Perhaps taken down",
    "resolved": "Settled by somebody who looked",
    "restored": "Restored from a backup",
    "resumed": "Goes on",
    "sent-back": "Sent back",
    "signed-in": "Signed in",
    "signed-out-everywhere": "Signed out elsewhere",
    "stopped": "Stopped",
    "store-in-doubt": "The store was in doubt",
    "token-renewed": "Access renewed",
}


def happening(kind: str, say: Say) -> str:
    """`Scheduled`; of a post that moved (`held-to-scheduled`) what it became; else the short name itself."""
    became = kind.partition("-to-")[2]
    if became in list(State):
        return say(SCREEN_WORDS[State(became)])
    return say(KINDS[kind]) if kind in KINDS else kind.replace("-", " ").replace("_", " ")
