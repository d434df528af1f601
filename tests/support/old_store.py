"""A store as the first version of the program left it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from campaign_scheduler.store import schema

MOMENT = "2030-03-04T09:00:00.000000Z"
POST = (
    "INSERT INTO rendered_posts (content_hash, fingerprint, account_id, platform, text, words, lengths, media, options)"
    " VALUES ('c1', 'f1', 'trust_x', 'x', 'Hello', 'Hello', '[]', '[]', '{}')"
)
DELIVERY = (
    "INSERT INTO deliveries (campaign, post_id, account_id, platform, state, slot, due_at, next_attempt_at, grace_s,"
    " when_late, content_hash, fingerprint, base_url, remote_profile, options, tags, created_at, changed_at)"
    f" VALUES ('spring', 'launch', 'trust_x', 'x', 'scheduled', 'Mon', '{MOMENT}', '{MOMENT}', 7200, 'hold', 'c1',"
    f" 'f1', '', 'x|1', '{{}}', '[]', '{MOMENT}', '{MOMENT}')"
)


def first_store(path: Path) -> None:
    """A store as the first version made it, with a scheduled post in it."""
    engine = create_engine(f"sqlite:///{path.as_posix()}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text(POST.replace(":", "\\:")))
        connection.execute(text(DELIVERY.replace(":", "\\:")))
    engine.dispose()
