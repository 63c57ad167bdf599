"""Who was called while somebody who had come earlier waited in the same line: one row for each of those who were overtaken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "overtakings",
        sa.Column("office", sa.Text, primary_key=True),
        # Of the event that called, and the ticket that stayed.
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("ticket", sa.Text, primary_key=True),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("number_day", sa.Text, nullable=False),
        sa.Column("priority", sa.Boolean, nullable=False),
        sa.Column("by_ticket", sa.Text, nullable=False),
        sa.Column("by_number", sa.Text, nullable=False),
        sa.Column("by_priority", sa.Boolean, nullable=False),
        sa.Column("counter", sa.Text, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        # Why the other one was called: the policy's code, or `chosen` with the clerk's reason code.
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        # How much earlier the one who stayed had come, and how long that one had been in line by then.
        sa.Column("earlier_seconds", sa.Float, nullable=False),
        sa.Column("waited_seconds", sa.Float, nullable=False),
        sa.Column("called_at", sa.Text, nullable=False),
        sa.Column("service_day", sa.Text, nullable=False),
    )
    op.create_index("overtakings_day", "overtakings", ["office", "service_day"])


def downgrade() -> None:
    op.drop_table("overtakings")
