"""What happens beside the posts: stops, events, daemons, messages, and what the store knows of itself."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Integer, String, Table, Text, UniqueConstraint

from ..types import Instant
from .metadata import metadata, partial_index

pauses = Table(
    "pauses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scope", String(8), nullable=False),
    Column("target", String, nullable=False, server_default=""),
    Column("reason", Text, nullable=False),
    Column("started_by", String, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_by", String),
    Column("ended_at", Instant),
    CheckConstraint("scope IN ('all', 'campaign', 'account')", name="scope"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("campaign", String, nullable=False, server_default=""),
    Column("delivery_id", Integer, index=True),
    Column("message", Text, nullable=False, server_default=""),
    Column("data", JSON, nullable=False),
    Column("post_id", String, nullable=False, server_default=""),
    partial_index("ix_events_post", "campaign", "post_id", where="post_id <> ''"),
)

daemons = Table(
    "daemons",
    metadata,
    Column("id", String, primary_key=True),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("version", String, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False),
    Column("stopped_at", Instant),
)

notifications = Table(
    "notifications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False, server_default=""),
    Column("next_step", Text, nullable=False, server_default=""),
    Column("campaign", String, nullable=False, server_default=""),
    Column("delivery_id", Integer, index=True),
    Column("recipient", String, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("send_after", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("withdrawn_at", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("error", Text, nullable=False, server_default=""),
    UniqueConstraint("key"),
    partial_index("ix_notifications_waiting", "send_after", where="sent_at IS NULL AND withdrawn_at IS NULL"),
)

store_facts = Table(
    "store_facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)
