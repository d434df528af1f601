"""Where messages go: mail, Teams, Slack and the rest, each one address that apprise understands.

Nothing of a target but its place in the setting and its kind is ever shown: the rest of an address may be a password.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from ..model.errors import SettingsError

LIBRARY = logging.getLogger("apprise")
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
SHORTEST_SECRET = 4
WEB_HOOKS = ("json", "jsons", "form", "forms", "xml", "xmls")
"""Kinds of address whose host is one; in others a token may stand in its place, which no name server is to see."""
File = tuple[str, str, bytes]
"""A file that goes along: its name, its kind (`image/png`) and its bytes."""


class Target:
    """One address. `label` is what people may see of it, `key` a lasting name without anything secret in it."""

    def __init__(self, position: int, url: str, plugin: Any) -> None:
        self.label = f"{position} ({_scheme(url)})"
        self.key = hashlib.sha256(url.encode()).hexdigest()[:12]
        self._plugin = plugin
        self._scheme = _scheme(url)
        self._secrets = _secrets(url)
        self._sending: Sending | None = None

    def laid_out(self, body: str) -> str:
        """Teams takes Markdown only, in which a line that is to stand alone needs a blank one after it."""
        only_markdown = getattr(self._plugin.notify_format, "value", "") == "markdown"
        return body.strip().replace("\n\n", "\n").replace("\n", "\n\n") if only_markdown else body

    @property
    def is_web_hook(self) -> bool:
        """Whether it is a web address as it stands."""
        return self._scheme in WEB_HOOKS

    @property
    def hangs(self) -> bool:
        """Whether an earlier message is still on its way."""
        return self._sending is not None and self._sending.is_alive()

    @property
    def takes_files(self) -> bool:
        """Whether pictures can come along."""
        return bool(getattr(self._plugin, "attachment_support", False))

    @property
    def host(self) -> tuple[str, int] | None:
        """The server and port that it connects to, where they are in the address; None where nobody can tell."""
        host = getattr(self._plugin, "smtp_host", None)
        if self.is_web_hook:
            host = self._plugin.host
        port = getattr(self._plugin, "port", None)
        if not isinstance(host, str) or not host:
            return None
        return host, port if isinstance(port, int) and port else 443 if self._plugin.secure else 80

    def begin(self, title: str, body: str, files: Sequence[File] = ()) -> Sending | None:
        """Start to send, on a thread of its own. None while an earlier one still hangs."""
        if self.hangs:
            return None
        self._sending = Sending(self._plugin, title, self.laid_out(body), self._secrets, files)
        self._sending.start()
        return self._sending


class Sending(threading.Thread):
    """One message on its way to one target. A library's own time-outs may not end it, so nobody waits for ever."""

    def __init__(self, plugin: Any, title: str, body: str, secrets: Sequence[str], files: Sequence[File] = ()) -> None:
        super().__init__(name="notifying", daemon=True)
        self._files = files
        self._plugin, self._title, self._body, self._secrets = plugin, title, body, secrets
        self._error = "it did not answer in time"

    def run(self) -> None:
        listener = _Listener(self.ident)
        LIBRARY.addHandler(listener)
        try:
            more = {"attach": _attached(self._files)} if self._files else {}
            taken = self._plugin.notify(body=self._body, title=self._title, body_format="text", **more)
            self._error = "" if taken else self._clean(listener.words)
        except Exception as error:
            self._error = f"something unforeseen went wrong ({type(error).__name__})"
        finally:
            LIBRARY.removeHandler(listener)

    def result(self, seconds: float) -> str:
        """Wait at most so long; an empty string when the message was taken, else why not."""
        self.join(max(seconds, 0.0))
        return "it did not answer in time" if self.is_alive() else self._error

    def _clean(self, words: str) -> str:
        for secret in self._secrets:
            words = words.replace(secret, "…")
        return " ".join(words.split())[:300] or "it was not taken"


class _Listener(logging.Handler):
    """The library says why it failed in its log only, so that is read, for one thread."""

    def __init__(self, thread: int | None) -> None:
        super().__init__(logging.WARNING)
        self._thread = thread
        self.words = ""

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.words += f"{record.getMessage()} "


def _attached(files: Sequence[File]) -> Any:
    from apprise import AppriseAttachment
    from apprise.attachment.memory import AttachMemory

    attached = AppriseAttachment()
    for name, mime, data in files:
        attached.add(AttachMemory(content=data, name=name, mimetype=mime))  # type: ignore[no-untyped-call]
    return attached


def one_target(url: str, whose: str) -> Target:
    """One address on its own. Raises SettingsError, which never shows it."""
    plugin = _plugin(url)
    if plugin is None:
        raise SettingsError(f"the address {whose} ({_scheme(url)}) cannot be used")
    return Target(1, url, plugin)


def targets(urls: Sequence[str]) -> tuple[Target, ...]:
    """The targets of CAMPAIGN_NOTIFY. Raises SettingsError, which names a wrong one by its place and kind only."""
    return tuple(_target(position, url) for position, url in enumerate(urls, start=1))


def _target(position: int, url: str) -> Target:
    plugin = _plugin(url)
    if plugin is None:
        raise SettingsError(
            f"address {position} of CAMPAIGN_NOTIFY ({_scheme(url)}) cannot be used",
            remedy="Compare it with docs/operations/notifications.md; addresses are separated by spaces or new lines.",
        )
    return Target(position, url, plugin)


def _plugin(url: str) -> Any:
    """Loading the library takes a while, so only who uses it pays. Its log may hold addresses: nobody else hears it."""
    LIBRARY.propagate = False
    LIBRARY.addHandler(logging.NullHandler())
    import apprise

    try:
        return apprise.Apprise.instantiate(url)
    except Exception:
        return None


def _scheme(url: str) -> str:
    found = SCHEME.match(url)
    return found[1].lower() if found else "no kind of address"


def _secrets(url: str) -> tuple[str, ...]:
    """Every part of the address that is long enough to be one, the longest first."""
    rest = url.partition("://")[2]
    parts = {part for text in (rest, unquote(rest)) for part in re.split(r"[/:@?&=#,]+", text)}
    return tuple(sorted((part for part in parts if len(part) >= SHORTEST_SECRET), key=len, reverse=True))
