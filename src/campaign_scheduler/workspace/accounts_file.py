"""config/accounts.yaml becomes accounts. It never holds a secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..model.account import ACCOUNT_ID, Account
from ..model.capabilities import Capabilities
from ..model.errors import CampaignError
from .findings import Findings, nearest
from .yaml_source import Section, item_lines, read_section, section

FILE = "config/accounts.yaml"
OWN_KEYS = ("id", "platform", "name", "base_url")
SECRET_WORDS = ("token", "password", "secret", "consumer_key", "api_key", "identifier")


Objection = Callable[[str], CampaignError | None]
"""What the settings have against an address, or None."""


def no_objection(url: str) -> None:
    """Every address is fine."""


def read_accounts(
    root: Path, platforms: Mapping[str, Capabilities], findings: Findings, objection: Objection = no_objection
) -> dict[str, Account]:
    """Accounts by id, in the file's order; every problem is in `findings`."""
    path = root / FILE
    if not path.is_file():
        findings.add(
            "accounts-missing", "There is no config/accounts.yaml.", "Run campaign init, or write it.", file=FILE
        )
        return {}
    source = read_section(path.read_bytes(), FILE, findings)
    if source is None:
        return {}
    items = source.values.get("accounts")
    if not isinstance(items, CommentedSeq) or not items:
        message = "The file lists no accounts."
        findings.add(
            "accounts-empty",
            message,
            "Write accounts: and a line like - {id: trust_x, platform: x}.",
            file=FILE,
            line=1,
        )
        return {}
    return _read_all(items, platforms, findings, objection)


def _read_all(
    items: CommentedSeq, platforms: Mapping[str, Capabilities], findings: Findings, objection: Objection
) -> dict[str, Account]:
    found: dict[str, Account] = {}
    for item, line in zip(items, item_lines(items), strict=True):
        account = AccountReader(item, line, platforms, findings, objection).account()
        if account is None:
            continue
        if account.id in found:
            findings.add(
                "account-duplicate",
                f"There are two accounts called {account.id}.",
                "Give one another id.",
                file=FILE,
                line=line,
            )
        else:
            found[account.id] = account
    _alike(found, findings)
    return found


class AccountReader:
    """Reads one item of the list."""

    def __init__(
        self,
        item: Any,
        line: int,
        platforms: Mapping[str, Capabilities],
        findings: Findings,
        objection: Objection = no_objection,
    ) -> None:
        self._item = item
        self._line = line
        self._objection = objection
        self._platforms = platforms
        self._findings = findings
        self._good = True

    def account(self) -> Account | None:
        """The account, or None when it cannot be used."""
        if not isinstance(self._item, CommentedMap):
            self._problem(
                "account-wrong", "An account should have an id and a platform.", "Write - {id: trust_x, platform: x}."
            )
            return None
        part = section(self._item)
        self._refuse_secrets(part)
        identity, platform = self._id(part), self._platform(part)
        base_url = self._base_url(part)
        options = {key: str(value) for key, value in part.values.items() if key not in OWN_KEYS}
        if platform:
            self._required(self._platforms[platform], options, base_url)
            self._check_options(self._platforms[platform], options)
        name = str(part.values.get("name", "") or "").strip()
        return Account(identity, platform, name, base_url, options) if self._good else None

    def _problem(self, code: str, message: str, remedy: str) -> None:
        self._good = False
        self._findings.add(code, message, remedy, file=FILE, line=self._line)

    def _refuse_secrets(self, part: Section) -> None:
        """The value is never shown: the file may be in somebody's mail already."""
        for key in part.values:
            if any(word in key.lower() for word in SECRET_WORDS):
                account = part.values.get("id", "the_account")
                self._problem(
                    "secret-in-file",
                    f"{key} is a secret and must not stand in this file.",
                    f"Take it out, make a new one at the network, and set CAMPAIGN_SECRETS__{account}__{key}.",
                )

    def _id(self, part: Section) -> str:
        text = str(part.values.get("id", "") or "")
        if not ACCOUNT_ID.match(text):
            shown = f"{text!r} cannot be an account's id." if text else "An account has no id."
            self._problem("account-id", shown, "Use small letters, digits and single underscores, such as trust_x.")
        return text

    def _platform(self, part: Section) -> str:
        text = str(part.values.get("platform", "") or "").strip()
        names = platform_names(self._platforms)
        if text.lower() in names:
            return names[text.lower()]
        shown = (
            f"There is no network called {text!r}.{nearest(text.lower(), names)}"
            if text
            else "The account names no network."
        )
        self._problem("platform-unknown", shown, f"Write platform: and one of {', '.join(sorted(self._platforms))}.")
        return ""

    def _base_url(self, part: Section) -> str:
        text = str(part.values.get("base_url", "") or "").strip().rstrip("/")
        if not text:
            return ""
        objection = self._objection(text)
        if not _is_server(text):
            self._problem(
                "base-url-wrong", "base_url is not the address of a server.", "Write it like https://mastodon.example."
            )
        elif objection is not None:
            self._problem("base-url-refused", f"base_url: {objection.message}", objection.remedy)
        return text

    def _check_options(self, able: Capabilities, options: Mapping[str, str]) -> None:
        for message, remedy in able.check_options(options):
            self._problem("option-wrong", message, remedy)

    def _required(self, able: Capabilities, options: Mapping[str, str], base_url: str) -> None:
        if able.needs_base_url and not base_url:
            self._problem(
                "base-url-missing",
                f"A {able.title} account needs its server's address.",
                "Write base_url: https://mastodon.example, with your own server.",
            )
        for option in able.required_options:
            if not options.get(option):
                self._problem(
                    "option-missing",
                    f"A {able.title} account needs {option}.",
                    f"Write {option}: and its value; see docs/platforms.",
                )


def _is_server(text: str) -> bool:
    """A whole http(s) address with nothing behind the path and no password in it."""
    try:
        address = urlsplit(text)
    except ValueError:
        return False
    bare = not (address.query or address.fragment or address.username or address.password)
    return address.scheme in ("http", "https") and bool(address.hostname) and bare


def platform_names(platforms: Mapping[str, Capabilities]) -> dict[str, str]:
    """Every way a person may call a platform, in small letters, to its name."""
    names = {name: name for name in platforms}
    for name, able in platforms.items():
        names |= {word.lower(): name for word in (able.title, *able.aliases)}
    return names


def _alike(found: Mapping[str, Account], findings: Findings) -> None:
    """The same author on the same server is one profile whatever the tokens say."""
    seen: dict[tuple[str, str, str], str] = {}
    for account in found.values():
        author = account.options.get("author", "")
        if not author:
            continue
        key = (account.platform, account.base_url, author)
        if key in seen:
            message = f"{seen[key]} and {account.id} are the same profile, so everything would be posted twice."
            findings.add("same-profile", message, "Keep one of them.", file=FILE)
        seen[key] = account.id
