"""Approvals belong to a post on an account and say how the person is known; authors; approval links."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEPT = (
    "SELECT d.id AS delivery_id, a.content_hash, a.person, a.at, a.withdrawn_at FROM approvals a"
    " JOIN deliveries d ON d.content_hash = a.content_hash ORDER BY a.id, d.id"
)


def upgrade() -> None:
    for flag in ("signoff_not_author", "signoff_out_of_hours"):
        column: sa.Column[bool] = sa.Column(flag, sa.Boolean(), server_default=sa.text("false"), nullable=False)
        op.add_column("deliveries", column)
    op.add_column("deliveries", sa.Column("author", sa.String(), server_default="", nullable=False))
    op.add_column("deliveries", sa.Column("author_key", sa.String(), server_default="", nullable=False))
    kept = [dict(row._mapping) for row in op.get_bind().execute(sa.text(KEPT))]
    op.drop_table("approvals")
    approvals = _approvals()
    if kept:
        op.bulk_insert(approvals, _one_a_person(kept))
    _links()


def _approvals() -> sa.Table:
    return op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("known", sa.String(length=9), nullable=False),
        sa.Column("recorded_by", sa.String(), server_default="", nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("out_of_hours", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=27), nullable=True),
        sa.CheckConstraint("known IN ('signed_in', 'link', 'recorded', 'terminal')", name=op.f("ck_approvals_known")),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_approvals_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint(
            "delivery_id",
            "content_hash",
            "person_key",
            "out_of_hours",
            name=op.f("uq_approvals_delivery_id_content_hash_person_key_out_of_hours"),
        ),
    )


def _one_a_person(kept: list[dict[str, object]]) -> list[dict[str, object]]:
    """Two spellings of a name are one person; an approval that stands wins over one that was withdrawn."""
    found: dict[tuple[object, object, str], dict[str, object]] = {}
    for row in sorted(kept, key=lambda row: row["withdrawn_at"] is None):
        key = " ".join(str(row["person"]).casefold().split())
        found[row["delivery_id"], row["content_hash"], key] = {**row, "person_key": key, "known": "terminal"}
    return list(found.values())


def _links() -> None:
    op.create_table(
        "approval_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("ends_at", sa.String(length=27), nullable=False),
        sa.Column("revoked_at", sa.String(length=27), nullable=True),
        sa.Column("revoked_by", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_approval_links_token_hash")),
    )
    op.create_table(
        "approval_link_posts",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_approval_link_posts_delivery_id")),
        sa.ForeignKeyConstraint(["link_id"], ["approval_links.id"], name=op.f("fk_approval_link_posts_link_id")),
        sa.PrimaryKeyConstraint("link_id", "delivery_id", name=op.f("pk_approval_link_posts")),
    )
