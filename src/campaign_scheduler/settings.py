"""Process settings: where the workspace and the store are, and the accounts' secrets. Never written to a file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from .model.account import Credentials
from .model.errors import SettingsError

SECRET_PREFIX = "CAMPAIGN_SECRETS__"
UNITS = {"s": 1, "m": 60, "h": 3600}


def _length(value: object) -> object:
    """`5m` as seconds; anything else is left to pydantic."""
    found = re.fullmatch(r"(\d+)\s*([smh]?)", value.strip()) if isinstance(value, str) else None
    return int(found[1]) * UNITS.get(found[2], 1) if found else value


class Settings(BaseSettings):
    """Read from the environment (`CAMPAIGN_…`); secrets also from files in `secrets_dir`.

    A secret is `CAMPAIGN_SECRETS__<account_id>__<field>`, as an environment variable or as a file of that name.
    """

    model_config = SettingsConfigDict(env_prefix="CAMPAIGN_", env_nested_delimiter="__", extra="ignore")

    workspace: Path = Field(default_factory=Path.cwd)
    database_url: str = ""
    secrets_dir: Path | None = None
    secrets: dict[str, dict[str, SecretStr]] = Field(default_factory=dict)
    importing: dict[str, int] = Field(default_factory=dict)
    """Limits for files that strangers send, by name: `CAMPAIGN_IMPORTING__SECONDS=60`. See docs/importing.md."""
    workers: int = Field(default=16, ge=1, le=256)
    """How many deliveries may be in flight at once, over all accounts."""
    catch_up_pause: Annotated[timedelta, BeforeValidator(_length)] = Field(timedelta(minutes=5), ge=timedelta(0))
    """How long an account rests between two overdue posts; 0 for not at all. `5m`, `1h`, or seconds."""

    secret_key: SecretStr = SecretStr("")
    """The vault's key; several with spaces between while a key is being changed. Else `secret_key_file`."""
    secret_key_file: Path | None = None
    """Where the vault's key is kept; by default beside the store, or in the workspace's .campaign."""

    retention: str = Field(default="", pattern=r"^([1-9][0-9]{0,4}d)?$")
    """How long what is final is kept whole, such as `400d`; blank: for ever."""

    link_cards: bool = True
    """Whether the page that a post links to is asked for its card, where a network leaves that to us."""
    allow_private_addresses: str = ""
    """Hosts that may be at a private address (`mastodon.trust.internal, 10.0.0.7`), or `true` for every one."""
    allow_plain_http: str = ""
    """Hosts on the internet that may be asked over http://, or `true` for every one."""

    notify: SecretStr = SecretStr("")
    """Where messages go: apprise URLs, separated by spaces or new lines. They hold passwords."""
    heartbeat_url: SecretStr = SecretStr("")
    """Asked once a minute while the daemon works; an outside watchdog tells when that stops."""

    web_url: str = Field(default="", pattern=r"^(https?://[^\s/?#@]+/?)?$")
    """The address people use for the web page where a proxy stands before it, such as https://posts.example.org."""
    metrics_token: SecretStr = SecretStr("")
    """Asked of who reads /metrics from elsewhere than this machine."""

    @property
    def notify_urls(self) -> tuple[str, ...]:
        """The places that messages go to; a file `CAMPAIGN_NOTIFY` among the secrets counts too."""
        return tuple(self._secret("notify", self.notify).split())

    @property
    def vault_key(self) -> str:
        """The vault's key as given, or an empty string; a file `CAMPAIGN_SECRET_KEY` among the secrets counts too."""
        return self._secret("secret_key", self.secret_key)

    @property
    def heartbeat_address(self) -> str:
        """The watchdog's address, or an empty string; a file `CAMPAIGN_HEARTBEAT_URL` among the secrets counts too."""
        return self._secret("heartbeat_url", self.heartbeat_url)

    def _secret(self, name: str, given: SecretStr) -> str:
        path = None if self.secrets_dir is None else self.secrets_dir / f"CAMPAIGN_{name.upper()}"
        kept = path.read_text(encoding="utf-8") if path is not None and path.is_file() else ""
        return (given.get_secret_value() or kept).strip()

    @property
    def keep_for(self) -> timedelta | None:
        """The retention as a time, or None for ever."""
        return timedelta(days=int(self.retention[:-1])) if self.retention else None

    @property
    def store_url(self) -> str:
        """The store's SQLAlchemy URL; by default a file in the workspace."""
        return self.database_url or f"sqlite:///{(self.workspace / '.campaign' / 'campaign.db').resolve().as_posix()}"

    def credentials(self, account_id: str) -> Credentials:
        """The secrets of one account as they were given to this process; the environment wins over files."""
        fields = _secret_files(self.secrets_dir).get(account_id, {})
        fields.update({name: value.get_secret_value() for name, value in self.secrets.get(account_id, {}).items()})
        return Credentials({name: value.strip() for name, value in fields.items() if value.strip()})

    def is_in_environment(self, account_id: str) -> bool:
        """Whether any secret of the account stands in the environment itself, not in a file."""
        return any(value.get_secret_value().strip() for value in self.secrets.get(account_id, {}).values())


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment, then `overrides` that are not None. Raises SettingsError."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_explain(error), remedy="Correct the environment variable and run it again.") from None


def _explain(error: ValidationError) -> str:
    """Names the settings that are wrong, never their values: one may be a secret."""
    names = {"CAMPAIGN_" + "__".join(str(part) for part in item["loc"]).upper() for item in error.errors()}
    return f"a setting cannot be used: {', '.join(sorted(names))}"


def _secret_files(folder: Path | None) -> dict[str, dict[str, str]]:
    if folder is None or not folder.is_dir():
        return {}
    found: dict[str, dict[str, str]] = {}
    for path in folder.iterdir():
        account_id, field = _secret_name(path.name)
        if account_id and path.is_file():
            found.setdefault(account_id, {})[field] = path.read_text(encoding="utf-8")
    return found


def _secret_name(name: str) -> tuple[str, str]:
    """`CAMPAIGN_SECRETS__trust_x__access_token` is (`trust_x`, `access_token`); anything else is two blanks."""
    if not name.upper().startswith(SECRET_PREFIX):
        return "", ""
    account_id, _, field = name[len(SECRET_PREFIX) :].lower().partition("__")
    return (account_id, field) if field else ("", "")


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """A copy of this process's environment with `settings` added, for a process of our own."""
    return {**os.environ, **settings}
