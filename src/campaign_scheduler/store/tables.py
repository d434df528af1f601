"""The tables. docs/store.md tells a reviewer what each column means; migrations/ makes them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ..model.delivery import State
from .types import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("timezone", String, nullable=False),
    Column("applied_at", Instant, nullable=False),
    Column("digest_at", String(5), nullable=False, server_default="17:00"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String, primary_key=True),
    Column("platform", String, nullable=False),
    Column("name", String, nullable=False),
    Column("base_url", String, nullable=False),
    Column("options", JSON, nullable=False),
    Column("remote_profile", String, nullable=False),
    Column("handle", String, nullable=False),
    Column("profile_url", String, nullable=False),
    Column("limits", JSON, nullable=False),
    Column("verified_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("quiet_until", Instant),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("mime", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

rendered_posts = Table(
    "rendered_posts",
    metadata,
    Column("content_hash", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("account_id", String, nullable=False),
    Column("platform", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("lengths", JSON, nullable=False),
    Column("media", JSON, nullable=False),
    Column("options", JSON, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", String, nullable=False),
    Column("post_id", String, nullable=False),
    Column("account_id", String, nullable=False),
    Column("platform", String, nullable=False),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("reason_code", String, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("slot", String, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("next_attempt_at", Instant, nullable=False),
    Column("late_at", Instant),
    Column("grace_s", Integer, nullable=False),
    Column("when_late", String(8), nullable=False),
    Column("signoff_required", Integer, nullable=False, server_default="0"),
    Column("signoff_not_author", Boolean, nullable=False, server_default=text("false")),
    Column("signoff_out_of_hours", Boolean, nullable=False, server_default=text("false")),
    Column("author", String, nullable=False, server_default=""),
    Column("author_key", String, nullable=False, server_default=""),
    Column("content_hash", String(64), ForeignKey("rendered_posts.content_hash"), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("repeat", Boolean, nullable=False, server_default=text("false")),
    Column("base_url", String, nullable=False),
    Column("remote_profile", String, nullable=False),
    Column("options", JSON, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("source", String, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("claim_token", String(32)),
    Column("claimed_by", String),
    Column("lease_until", Float),
    Column("intent_at", Instant),
    Column("check_at", Instant),
    Column("remote_id", String),
    Column("permalink", String, nullable=False, server_default=""),
    Column("sent_at", Instant),
    Column("acknowledged_at", Instant),
    Column("verified_at", Instant),
    Column("removed_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("verify_at", Instant),
    Column("verify_note", Text, nullable=False, server_default=""),
    Column("verify_code", String(16), nullable=False, server_default=""),
    Column("verify_tries", Integer, nullable=False, server_default="0"),
    UniqueConstraint("campaign", "post_id", "account_id"),
    UniqueConstraint("remote_profile", "remote_id"),
    CheckConstraint(f"state IN ({', '.join(repr(state.value) for state in State)})", name="state"),
    Index(
        "ix_deliveries_one_in_flight",
        "account_id",
        unique=True,
        sqlite_where=text("state = 'publishing'"),
        postgresql_where=text("state = 'publishing'"),
    ),
    Index(
        "ix_deliveries_due",
        "account_id",
        "next_attempt_at",
        "id",
        sqlite_where=text("state = 'scheduled'"),
        postgresql_where=text("state = 'scheduled'"),
    ),
    Index(
        "ix_deliveries_next",
        "next_attempt_at",
        sqlite_where=text("state = 'scheduled'"),
        postgresql_where=text("state = 'scheduled'"),
    ),
    Index(
        "ix_deliveries_late",
        "late_at",
        sqlite_where=text("state IN ('scheduled', 'awaiting_signoff')"),
        postgresql_where=text("state IN ('scheduled', 'awaiting_signoff')"),
    ),
    Index(
        "ix_deliveries_unsettled",
        "state",
        sqlite_where=text("state IN ('publishing', 'unconfirmed')"),
        postgresql_where=text("state IN ('publishing', 'unconfirmed')"),
    ),
    Index(
        "ix_deliveries_open",
        "campaign",
        "state",
        sqlite_where=text("state NOT IN ('published', 'cancelled')"),
        postgresql_where=text("state NOT IN ('published', 'cancelled')"),
    ),
    Index("ix_deliveries_same_words", "remote_profile", "fingerprint"),
    Index("ix_deliveries_due_at", "due_at"),
    Index("ix_deliveries_sent", "account_id", "sent_at"),
    Index(
        "ix_deliveries_verify",
        "verify_at",
        sqlite_where=text("verify_at IS NOT NULL"),
        postgresql_where=text("verify_at IS NOT NULL"),
    ),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", Integer, ForeignKey("deliveries.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("content_hash", String(64), ForeignKey("rendered_posts.content_hash"), nullable=False),
    Column("claimed_by", String, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("intent", JSON),
    Column("intent_at", Instant),
    Column("deadline_at", Instant),
    Column("sent_at", Instant),
    Column("ended_at", Instant),
    Column("outcome", String(16)),
    Column("left", String(8), nullable=False, server_default="nothing"),
    Column("detail", Text, nullable=False, server_default=""),
    Column("absent_at", Instant),
    UniqueConstraint("delivery_id", "number"),
)

journal = Table(
    "journal",
    metadata,
    Column("delivery_id", Integer, ForeignKey("deliveries.id"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

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
    Index(
        "ix_events_post",
        "campaign",
        "post_id",
        sqlite_where=text("post_id <> ''"),
        postgresql_where=text("post_id <> ''"),
    ),
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
    Index(
        "ix_notifications_waiting",
        "send_after",
        sqlite_where=text("sent_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=text("sent_at IS NULL AND withdrawn_at IS NULL"),
    ),
)

removals = Table(
    "removals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", Integer, ForeignKey("deliveries.id"), nullable=False, index=True),
    Column("asked_by", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("ended_at", Instant),
    Column("note", Text, nullable=False, server_default=""),
    Column("check_at", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),
    CheckConstraint("state IN ('asked', 'unconfirmed', 'done', 'refused')", name="state"),
    Index(
        "ix_removals_open",
        "delivery_id",
        unique=True,
        sqlite_where=text("state IN ('asked', 'unconfirmed')"),
        postgresql_where=text("state IN ('asked', 'unconfirmed')"),
    ),
)

freezes = Table(
    "freezes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", String, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("campaign", "starts_at", "ends_at"),
)

store_facts = Table(
    "store_facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

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
