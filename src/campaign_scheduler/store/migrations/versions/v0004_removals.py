"""What reading a live post back showed, posts that are taken down, and messages to one person."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("verify_code", sa.String(length=16), server_default="", nullable=False))
    op.add_column("deliveries", sa.Column("verify_tries", sa.Integer(), server_default="0", nullable=False))
    op.add_column("notifications", sa.Column("recipient", sa.String(), server_default="", nullable=False))
    op.create_table(
        "removals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.String(length=27), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("ended_at", sa.String(length=27), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("check_at", sa.String(length=27), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("state IN ('asked', 'unconfirmed', 'done', 'refused')", name=op.f("ck_removals_state")),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_removals_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removals")),
    )
    op.create_index(op.f("ix_removals_delivery_id"), "removals", ["delivery_id"], unique=False)
    op.create_index(
        "ix_removals_open",
        "removals",
        ["delivery_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'unconfirmed')"),
        postgresql_where=sa.text("state IN ('asked', 'unconfirmed')"),
    )
