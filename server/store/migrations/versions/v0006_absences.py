"""When nobody was in a lane or another covered it, whom a counter was taken over from, and how a session ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("office", sa.Text, primary_key=True),
        # Of the event that began it; another event for the same lane ends it and begins one of its own.
        sa.Column("start_seq", sa.Integer, primary_key=True),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("covered_by", sa.Text),
        # `an` (a.n.) or `plh` (Plh.) while it is covered.
        sa.Column("capacity", sa.Text),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
        # Of a person, the system (its time was over), new settings, or another absence in its place.
        sa.Column("end_cause", sa.Text),
        sa.Column("service_day", sa.Text, nullable=False),
    )
    op.create_index("absences_lane", "absences", ["office", "lane", "started_at"])
    op.add_column("sessions", sa.Column("taken_from", sa.Text))
    op.add_column("sessions", sa.Column("end_cause", sa.Text))


def downgrade() -> None:
    op.drop_column("sessions", "end_cause")
    op.drop_column("sessions", "taken_from")
    op.drop_table("absences")
