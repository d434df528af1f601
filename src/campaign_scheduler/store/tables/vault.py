"""Sealed secrets of the accounts."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Integer, String, Table, Text

from ..types import Instant
from .metadata import metadata

secrets = Table(
    "secrets",
    metadata,
    Column("account_id", String, primary_key=True),
    Column("platform", String, nullable=False),
    Column("base_url", String, nullable=False),
    Column("options", JSON, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("scopes", JSON, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("saved_by", String, nullable=False),
    Column("renew_at", Instant),
    Column("token_ends_at", Instant),
    Column("ends_at", Instant),
    Column("renewing_by", String(32)),
    Column("renewing_until", Float),
    Column("unanswered_at", Instant),
    Column("refused", Text, nullable=False, server_default=""),
)

pending_connections = Table(
    "pending_connections",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", String, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("ends_at", Instant, nullable=False),
)
