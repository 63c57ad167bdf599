"""Time lost to *gangguan sistem* beside the time really taken, and the working days a row of days took."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("stopped_seconds", sa.Float, nullable=False, server_default="0"))
    op.add_column("periods", sa.Column("stopped_seconds", sa.Float, nullable=False, server_default="0"))
    # Of rows promised in days, on the period that ended them; NULL on every other and on those of before.
    op.add_column("periods", sa.Column("row_days", sa.Integer))


def downgrade() -> None:
    op.drop_column("periods", "row_days")
    op.drop_column("periods", "stopped_seconds")
    op.drop_column("tickets", "stopped_seconds")
