"""Who approved what."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ..types import Instant
from .metadata import metadata

approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", Integer, ForeignKey("deliveries.id"), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("person", String, nullable=False),
    Column("person_key", String, nullable=False),
    Column("known", String(9), nullable=False),
    Column("recorded_by", String, nullable=False, server_default=""),
    Column("comment", Text, nullable=False, server_default=""),
    Column("out_of_hours", Boolean, nullable=False, server_default=text("false")),
    Column("at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    UniqueConstraint("delivery_id", "content_hash", "person_key", "out_of_hours"),
    CheckConstraint("known IN ('signed_in', 'link', 'recorded', 'terminal')", name="known"),
)

approval_links = Table(
    "approval_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", String(64), nullable=False),
    Column("person", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_by", String, nullable=False, server_default=""),
    UniqueConstraint("token_hash"),
)

approval_link_posts = Table(
    "approval_link_posts",
    metadata,
    Column("link_id", Integer, ForeignKey("approval_links.id"), primary_key=True),
    Column("delivery_id", Integer, ForeignKey("deliveries.id"), primary_key=True),
)
