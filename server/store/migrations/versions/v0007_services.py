"""Several services and several files on one ticket."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"


def upgrade() -> None:
    # How many services of the ticket came before; 0 for all that were recorded until now.
    op.add_column("tickets", sa.Column("nth", sa.Integer, nullable=False, server_default="0"))
    op.add_column("tickets", sa.Column("files", sa.Integer, nullable=False, server_default="1"))
    op.add_column("tickets", sa.Column("services_left", sa.Text, nullable=False, server_default=""))
    op.add_column("periods", sa.Column("nth", sa.Integer, nullable=False, server_default="0"))
    # A number given on paper in an emergency and entered afterwards.
    op.add_column("tickets", sa.Column("recorded", sa.Boolean, nullable=False, server_default=sa.false()))
    # A service that ended while its ticket went on to the next; the last one of a ticket is in its own row.
    op.create_table(
        "services_done",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("ticket", sa.Text, primary_key=True),
        sa.Column("nth", sa.Integer, primary_key=True),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("files", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("begun_at", sa.Text),
        sa.Column("ended_at", sa.Text, nullable=False),
        sa.Column("ended_day", sa.Text, nullable=False),
        sa.Column("total_seconds", sa.Float, nullable=False),
        sa.Column("stopped_seconds", sa.Float, nullable=False),
        sa.Column("taken", sa.Float),
        sa.Column("taken_day", sa.Text),
        sa.Column("recorded_late", sa.Boolean, nullable=False),
    )
    op.create_index("services_done_day", "services_done", ["office", "ended_day"])


def downgrade() -> None:
    op.drop_table("services_done")
    op.drop_column("periods", "nth")
    for column in ("recorded", "services_left", "files", "nth"):
        op.drop_column("tickets", column)
