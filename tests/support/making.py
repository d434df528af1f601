"""Workspaces and pictures made in a few lines."""

from __future__ import annotations

import hashlib
import io
import struct
import textwrap
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from campaign_scheduler.bootstrap import build
from campaign_scheduler.model.asset import Rendition
from campaign_scheduler.model.clock import Clock
from campaign_scheduler.sandbox import RunningSandbox
from campaign_scheduler.services.app import App
from campaign_scheduler.settings import load_settings

CAMPAIGN = """
campaign: spring
name: Spring
timezone: Europe/London
accounts: [trust_x, trust_linkedin, trust_mastodon]
"""

ACCOUNTS = """
accounts:
  - {id: trust_x, platform: x}
  - {id: trust_linkedin, platform: linkedin, author: "urn:li:organization:1"}
  - {id: trust_mastodon, platform: mastodon, base_url: "https://mastodon.example"}
"""

ALT = "file,alt,decorative,credit\nlaunch.png,A green field under a blue sky,,\n"
SECRETS = {name: {"access_token": f"token-{name}"} for name in ("trust_x", "trust_linkedin", "trust_mastodon")}
SECRETS["trust_bluesky"] = {"identifier": "trust_bluesky", "app_password": "token-trust_bluesky"}


def picture(
    size: tuple[int, int] = (64, 48), colour: object = "seagreen", kind: str = "PNG", **options: object
) -> bytes:
    """A small picture's bytes."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of few bytes that says it has 2,500 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"0")) + chunk(b"IEND", b"")


def rendition(data: bytes, alt: str) -> Rendition:
    """A picture of 64 by 48 pixels as it is sent."""
    digest = hashlib.sha256(data).hexdigest()
    return Rendition(digest, digest, "media/picture.png", "image/png", 64, 48, len(data), alt, "", read=lambda: data)


def workspace(
    root: Path,
    rows: Sequence[str] = ("launch,2030-03-04,09:00,launch,,all,,",),
    *,
    heading: str = "id,date,time,caption,media,accounts,status,note",
    captions: Mapping[str, str] | None = None,
    pictures: Mapping[str, bytes] | None = None,
    campaign: str = CAMPAIGN,
    accounts: str = ACCOUNTS,
    alt: str = ALT,
) -> Path:
    """A workspace that is fine unless a part of it is replaced."""
    for folder in ("config", "captions", "media"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "config/campaign.yaml").write_text(textwrap.dedent(campaign), encoding="utf-8")
    (root / "config/accounts.yaml").write_text(textwrap.dedent(accounts), encoding="utf-8")
    (root / "config/calendar.csv").write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
    (root / "media/alt.csv").write_text(alt, encoding="utf-8")
    for name, text in (captions if captions is not None else {"launch.md": "The service opens today."}).items():
        (root / "captions" / name).write_text(text, encoding="utf-8")
    for name, data in (pictures if pictures is not None else {"launch.png": picture()}).items():
        (root / "media" / name).write_bytes(data)
    return root


def sandbox_accounts(sandbox: RunningSandbox) -> str:
    """accounts.yaml for the stand-in networks."""
    places = {
        name: f'platform: {name}, base_url: "{sandbox.base_url(name)}", permalink: "{sandbox.url}/p/{name}/{{}}"'
        for name in ("x", "linkedin", "mastodon")
    }
    return f"""
    accounts:
      - {{id: trust_x, {places["x"]}}}
      - {{id: trust_linkedin, {places["linkedin"]}, author: "urn:li:organization:1"}}
      - {{id: trust_mastodon, {places["mastodon"]}}}
    """


def app_for(root: Path, clock: Clock | None = None, url: str = "") -> App:
    """The program's parts for a workspace, with tokens for the stand-in networks and a store of its own or at `url`."""
    url = url or f"sqlite:///{(root / 'campaign.db').as_posix()}"
    return build(load_settings(workspace=root, database_url=url, secrets=SECRETS), clock)


class SetClock:
    """A clock that a test moves; leases run on the machine's own."""

    def __init__(self, now: datetime | None = None) -> None:
        self.moment = now or datetime(2030, 3, 4, 8, tzinfo=UTC)
        self.lease = 1_000_000.0

    def now(self) -> datetime:
        return self.moment

    def lease_time(self) -> float:
        return self.lease
