"""Messages to people, freeze windows, facts about the store itself, and when a published post is read back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("digest_at", sa.String(length=5), server_default="17:00", nullable=False))
    op.add_column("deliveries", sa.Column("verify_at", sa.String(length=27), nullable=True))
    op.add_column("deliveries", sa.Column("verify_note", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_deliveries_sent", "deliveries", ["account_id", "sent_at"], unique=False)
    op.create_index(
        "ix_deliveries_verify",
        "deliveries",
        ["verify_at"],
        unique=False,
        sqlite_where=sa.text("verify_at IS NOT NULL"),
        postgresql_where=sa.text("verify_at IS NOT NULL"),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("next_step", sa.Text(), server_default="", nullable=False),
        sa.Column("campaign", sa.String(), server_default="", nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("send_after", sa.String(length=27), nullable=False),
        sa.Column("sent_at", sa.String(length=27), nullable=True),
        sa.Column("withdrawn_at", sa.String(length=27), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("key", name=op.f("uq_notifications_key")),
    )
    op.create_index(
        "ix_notifications_waiting",
        "notifications",
        ["send_after"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_index(op.f("ix_notifications_delivery_id"), "notifications", ["delivery_id"], unique=False)
    op.create_table(
        "freezes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("starts_at", sa.String(length=27), nullable=False),
        sa.Column("ends_at", sa.String(length=27), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freezes")),
        sa.UniqueConstraint("campaign", "starts_at", "ends_at", name=op.f("uq_freezes_campaign_starts_at_ends_at")),
    )
    op.create_table(
        "store_facts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_store_facts")),
    )
