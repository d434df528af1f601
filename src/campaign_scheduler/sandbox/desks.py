"""What each stand-in network has given out: codes, tokens, apps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

X_SCOPES = "tweet.write media.write offline.access"


@dataclass
class Code:
    """What a code stands for until it is used or too old."""

    account: str
    client: str
    redirect: str
    challenge: str
    scopes: str
    ends_at: datetime


@dataclass
class Desk:
    """What one stand-in network has given out. Tests change the lengths of life."""

    network: str
    code_lives: timedelta = timedelta(seconds=30)
    token_lives: timedelta | None = None
    renews: bool = False
    rotates: bool = False
    codes: dict[str, Code] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Refresh tokens that were good once, and are used up."""
    issued: Counter[str] = field(default_factory=Counter)
    """How many tokens each account was given; no two are the same."""
    ends: dict[str, datetime] = field(default_factory=dict)
    """When each token that was given out ends."""
    scopes: dict[str, str] = field(default_factory=dict)
    apps: dict[str, str] = field(default_factory=dict)
    """Client ids and secrets of apps that registered themselves; others are taken as they come."""
    usual_scopes: str = ""
    """Of refresh tokens that were never given out here."""
    refusal: str = "invalid_grant"
    """The word for a refresh token that is not good."""
    apps_may: frozenset[str] | None = None
    """The scopes that apps may ask for; None: any."""


def desks() -> dict[str, Desk]:
    """X: two hours, renewed once a token. LinkedIn: 60 days, renewed for partners only. Mastodon: no end."""
    return {
        "x": Desk(
            "x",
            token_lives=timedelta(hours=2),
            renews=True,
            rotates=True,
            usual_scopes=X_SCOPES,
            refusal="invalid_request",
        ),
        "linkedin": Desk("linkedin", token_lives=timedelta(days=60)),
        "mastodon": Desk("mastodon"),
    }
