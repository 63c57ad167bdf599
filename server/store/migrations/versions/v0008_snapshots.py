"""A snapshot of each office: a cache that may be emptied at any time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
# Touches nothing that others do.
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "snapshots",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        # Of the program's code: a snapshot counts for the version that made it.
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("sum", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("snapshots")
