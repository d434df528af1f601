"""config/campaign.yaml becomes a Campaign."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..model.campaign import Campaign, Lateness, SignOffPolicy, WhenLate, Window
from .durations import duration
from .findings import Findings, nearest, nearest_zone
from .freezes import read_freezes
from .holidays import read_holidays
from .signoff import KEYS as SIGNOFF
from .signoff import signoff_policy
from .terms import read_embargo, read_must_include
from .times import parse_time, zone_names
from .yaml_source import Section, item_lines, read_section, section

FILE = "config/campaign.yaml"
KNOWN = (
    "campaign",
    "name",
    "timezone",
    "accounts",
    "lateness",
    "signoff",
    "window",
    "slots",
    "freezes",
    "date_order",
    "language",
    "notify",
    "embargo",
    "must_include",
    "holidays",
)
NOT_YET = ("staffed", "utm", "rules")
"""Named in the format and not built yet. Passing one over in silence could send a post on a day of mourning."""

CAMPAIGN_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")
DIGEST_AT = "17:00"
DATE_ORDERS = ("dmy", "mdy", "ymd")


def read_campaign(root: Path, accounts: Collection[str], findings: Findings) -> Campaign | None:
    """The campaign, or None when its id, zone, accounts or file cannot be used; every problem is in `findings`.

    `accounts` are the ids that accounts.yaml has.
    """
    path = root / FILE
    if not path.is_file():
        findings.add(
            "campaign-missing",
            "There is no config/campaign.yaml here.",
            "Run campaign init, or go to the workspace's folder.",
            file=FILE,
        )
        return None
    source = read_section(path.read_bytes(), FILE, findings)
    if source is None:
        return None
    return CampaignReader(source, accounts, findings).campaign()


class CampaignReader:
    """Reads one section key by key, so that every problem is told at once."""

    def __init__(self, source: Section, accounts: Collection[str], findings: Findings) -> None:
        self._source = source
        self._known_accounts = accounts
        self._findings = findings

    def campaign(self) -> Campaign | None:
        self._unknown_keys(self._source, KNOWN)
        identity, zone, accounts = self._id(), self._zone(), self._accounts()
        lateness, signoff, window = self._lateness(), self._signoff(), self._window()
        slots, order, language = self._slots(), self._date_order(), self._text("language")
        digest_at, asked = self._digest_at(), read_must_include(self._source, self._findings, FILE)
        if identity is None or zone is None or not accounts:
            return None
        name, freezes = self._text("name") or identity, read_freezes(self._source, zone, self._findings, FILE)
        embargo = read_embargo(self._source, zone, self._findings, FILE)
        holidays = read_holidays(self._source, zone, self._findings, FILE)
        rules = (lateness, signoff, window, slots, order, language, freezes, digest_at, embargo, asked, holidays)
        return Campaign(identity, name, zone, accounts, *rules)

    def _problem(self, code: str, key: str, message: str, remedy: str, line: int | None = None) -> None:
        where = line if line is not None else self._source.line(key)
        self._findings.add(code, message, remedy, file=FILE, line=where)

    def _unknown_keys(self, source: Section, known: tuple[str, ...], inside: str = "") -> None:
        for key in source.values:
            if key in known:
                continue
            if not inside and key in NOT_YET:
                self._problem(
                    "setting-not-supported",
                    key,
                    f"{key} is not supported yet, so it would not be kept.",
                    "Take it out; until it is supported, see to it by hand.",
                    source.line(key),
                )
            else:
                self._problem(
                    "setting-unknown",
                    key,
                    f"There is no setting called {key}{inside}.{nearest(key, known)}",
                    f"Use one of: {', '.join(known)}.",
                    source.line(key),
                )

    def _text(self, key: str) -> str:
        value = self._source.values.get(key)
        if value is None:
            return ""
        if isinstance(value, str | int):
            return str(value).strip()
        self._problem("setting-wrong", key, f"{key} should be a word or a line of text.", f"Write {key}: and the text.")
        return ""

    def _id(self) -> str | None:
        text = self._text("campaign")
        if CAMPAIGN_ID.match(text):
            return text
        message = f"{text!r} cannot be a campaign's short id." if text else "The campaign has no short id."
        self._problem(
            "campaign-id",
            "campaign",
            message,
            "Write campaign: and a short id of small letters, digits and hyphens, such as listening-project.",
        )
        return None

    def _zone(self) -> ZoneInfo | None:
        text = self._text("timezone")
        known = zone_names()
        if text in known:
            return ZoneInfo(text)
        if not text:
            self._problem(
                "timezone-missing",
                "timezone",
                "The campaign has no time zone.",
                "Write timezone: Europe/London, or your own.",
            )
            return None
        self._problem(
            "timezone-unknown",
            "timezone",
            f"There is no time zone called {text}.{nearest_zone(text, known)}",
            "Write a place such as Europe/London; summer time is then kept by itself.",
        )
        return None

    def _accounts(self) -> tuple[str, ...]:
        """The ids, or none when any of them cannot be used."""
        value = self._source.values.get("accounts")
        if isinstance(value, str):
            named = [(part.strip(), self._source.line("accounts")) for part in value.split(",") if part.strip()]
        elif isinstance(value, CommentedSeq) and value and all(isinstance(item, str) for item in value):
            named = list(zip((str(item).strip() for item in value), item_lines(value), strict=True))
        else:
            remedy = "Write accounts: [trust_x, trust_linkedin] with ids from config/accounts.yaml."
            self._problem("campaign-accounts", "accounts", "The campaign names no accounts.", remedy)
            return ()
        known = [self._account_is_known(name, line) for name, line in named]
        return tuple(dict.fromkeys(name for name, _ in named)) if all(known) else ()

    def _account_is_known(self, name: str, line: int) -> bool:
        if name in self._known_accounts:
            return True
        if self._known_accounts:
            message = f"config/accounts.yaml has no account {name}.{nearest(name, self._known_accounts)}"
            self._problem("account-unknown", "accounts", message, "Correct the name, or add the account there.", line)
        return False

    def _part(self, key: str, known: tuple[str, ...]) -> Section | None:
        value = self._source.values.get(key)
        if value is None:
            return None
        if not isinstance(value, CommentedMap):
            self._problem(
                "setting-wrong", key, f"{key} should hold {' and '.join(known)}.", f"Write {key}: {{{known[0]}: …}}."
            )
            return None
        part = section(value)
        self._unknown_keys(part, known, f" in {key}")
        return part

    def _lateness(self) -> Lateness:
        part = self._part("lateness", ("grace", "then"))
        default = Lateness()
        if part is None:
            return default
        grace = self._grace(part, default)
        then = str(part.values.get("then", default.then.value)).strip().lower()
        if then not in set(WhenLate):
            self._problem(
                "lateness-wrong",
                "lateness",
                f"{then!r} is not something to do with a late post.",
                "Write then: hold, send or drop.",
                part.line("then"),
            )
            return default
        return Lateness(grace, WhenLate(then))

    def _grace(self, part: Section, default: Lateness) -> Any:
        text = str(part.values.get("grace", "2h"))
        found = duration(text)
        if found is None:
            self._problem(
                "lateness-wrong",
                "lateness",
                f"{text!r} is not a length of time.",
                "Write grace: 2h, 15m or 1d.",
                part.line("grace"),
            )
        return found if found is not None else default.grace

    def _signoff(self) -> SignOffPolicy:
        def wrong(message: str, remedy: str, line: int | None) -> None:
            self._problem("signoff-wrong", "signoff", message, remedy, line)

        return signoff_policy(self._part("signoff", SIGNOFF), wrong)

    def _window(self) -> Window:
        part = self._part("window", ("from", "to"))
        if part is None:
            return Window()
        start, end = (self._day(part, name) for name in ("from", "to"))
        if start and end and end < start:
            self._problem("window-wrong", "window", "The window ends before it starts.", "Swap the two days.")
        return Window(start, end)

    def _day(self, part: Section, name: str) -> date | None:
        value = part.values.get(name)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self._problem(
            "window-wrong", "window", f"{value!s} is not a day.", f"Write {name}: 2026-10-13.", part.line(name)
        )
        return None

    def _slots(self) -> tuple[time, ...]:
        value = self._source.values.get("slots")
        if value is None:
            return ()
        items = value if isinstance(value, CommentedSeq) else [value]
        found = [_slot(item) for item in items]
        if None in found:
            self._problem(
                "slots-wrong",
                "slots",
                "A slot should be a time of day.",
                'Write slots: ["09:00", "12:30"], with the quotation marks.',
            )
        return tuple(sorted(slot for slot in found if slot is not None))

    def _date_order(self) -> str:
        text = self._text("date_order").lower()
        if text and text not in DATE_ORDERS:
            self._problem(
                "date-order-wrong",
                "date_order",
                f"{text!r} is not an order of day and month.",
                "Write date_order: dmy, mdy or ymd.",
            )
            return ""
        return text

    def _digest_at(self) -> time | None:
        part = self._part("notify", ("digest",))
        value = part.values.get("digest", DIGEST_AT) if part else DIGEST_AT
        if value is False or str(value).strip().lower() in ("off", "no", "none"):
            return None
        found = _slot(value) if not isinstance(value, bool) else None
        if found is None:
            self._problem(
                "digest-wrong",
                "notify",
                f"{value!s} is not a time for the daily digest.",
                'Write notify: {digest: "17:00"}, with the quotation marks, or notify: {digest: off}.',
                part.line("digest") if part else None,
            )
        return found


def _slot(item: Any) -> time | None:
    if isinstance(item, int) and 60 <= item < 24 * 60:
        return time(item // 60, item % 60)
    parsed = parse_time(str(item))
    return parsed.value if parsed is not None else None
