"""Who can use the web page."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from ..types import Instant
from .metadata import metadata

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("role", String(8), nullable=False),
    Column("password", String, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("disabled_at", Instant),
    UniqueConstraint("email"),
    CheckConstraint("role IN ('viewer', 'author', 'approver', 'admin')", name="role"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False, index=True),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("browser", String, nullable=False, server_default=""),
)

entry_links = Table(
    "entry_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), index=True),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("used_at", Instant),
)
