"""Campaigns of any size, and the parts to publish them."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image
from sqlalchemy import update

from campaign_scheduler.bootstrap import build
from campaign_scheduler.services.app import App
from campaign_scheduler.services.scheduling import apply_plan
from campaign_scheduler.settings import load_settings
from campaign_scheduler.store import Store
from campaign_scheduler.store import tables as t

ALT = "A square of noise, for measuring"


def picture(size: int = 200_000) -> bytes:
    """A JPEG of about `size` bytes."""
    quality, side = 95, 300
    while True:
        out = io.BytesIO()
        Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG", quality=quality, subsampling=0)
        if len(out.getvalue()) >= size:
            return out.getvalue()
        side += 20


def workspace(root: Path, rows: int, accounts: int, base_url: str) -> Path:
    """`rows` posts, each with its own words and the same picture, one account each in turn."""
    for folder in ("config", "captions", "media"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    names = [f"account_{number}" for number in range(accounts)]
    lines = [f'  - {{id: {name}, platform: mastodon, base_url: "{base_url}"}}' for name in names]
    (root / "config/accounts.yaml").write_text("accounts:\n" + "\n".join(lines) + "\n")
    (root / "config/campaign.yaml").write_text(f"campaign: bench\ntimezone: UTC\naccounts: [{', '.join(names)}]\n")
    start = datetime(2035, 1, 1, 8, tzinfo=UTC)
    calendar = ["id,date,time,accounts,media,text"]
    for number in range(rows):
        due = start + timedelta(minutes=number)
        words = f"Post number {number} of the benchmark, with some words to carry."
        calendar.append(
            f"p{number},{due:%Y-%m-%d},{due:%H:%M},{names[number % accounts]},noise.jpg,{words}".replace(
                ", with", " with"
            )
        )
    (root / "config/calendar.csv").write_text("\n".join(calendar) + "\n")
    (root / "media/noise.jpg").write_bytes(picture())
    (root / "media/alt.csv").write_text(f"file,alt\nnoise.jpg,{ALT.replace(',', '')}\n")
    return root


def app(root: Path, accounts: int, workers: int = 16) -> App:
    """The program's parts, each account with a token of its own."""
    secrets = {f"account_{number}": {"access_token": f"account_{number}"} for number in range(accounts)}
    url = f"sqlite:///{(root / 'bench.db').as_posix()}"
    settings = load_settings(
        workspace=root,
        database_url=url,
        secrets=secrets,
        workers=workers,
        catch_up_pause=timedelta(0),
        allow_private_addresses="127.0.0.1",
    )
    return build(settings)


def scheduled(root: Path, rows: int, accounts: int, base_url: str, workers: int = 16) -> App:
    """A campaign of `rows` deliveries, applied."""
    parts = app(workspace(root, rows, accounts, base_url), accounts, workers)
    apply_plan(parts, actor="bench")
    return parts


def fall_due(store: Store, moment: datetime) -> None:
    """Make everything due at `moment`."""
    with store.write() as connection:
        connection.execute(update(t.deliveries).values(due_at=moment, next_attempt_at=moment, late_at=None))
