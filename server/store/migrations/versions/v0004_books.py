"""Private texts, the entries of the registers, and what tells a complaint among the tickets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "private",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        # A local date; NULL = until somebody purges it.
        sa.Column("expires", sa.Text),
        sa.Column("salt", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "register_entries",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("book", sa.Text, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True),
        # As on the document.
        sa.Column("printed", sa.Text, primary_key=True),
        # NULL in a book of paper.
        sa.Column("number", sa.Integer),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("service_day", sa.Text, nullable=False),
        sa.Column("ticket", sa.Text),
        sa.Column("service", sa.Text),
        sa.Column("queue_number", sa.Text),
        # Index of the printed row.
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("voided_at", sa.Text),
        sa.Column("void_reason", sa.Text),
    )
    op.create_index("register_entries_seq", "register_entries", ["office", "book", "year", "seq"])
    op.create_index("register_entries_day", "register_entries", ["office", "book", "service_day"])
    op.add_column("tickets", sa.Column("channel", sa.Text))
    op.add_column("tickets", sa.Column("confidential", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("tickets", "confidential")
    op.drop_column("tickets", "channel")
    op.drop_table("register_entries")
    op.drop_table("private")
