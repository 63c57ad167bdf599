"""What a file lacked when it was last given back to its visitor, and on which day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("tickets") as table:
        table.add_column(sa.Column("returns", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("returned_day", sa.Text))
        # Keys of requirements and reason codes, a blank between them; NULL: never given back.
        table.add_column(sa.Column("lacked", sa.Text))


def downgrade() -> None:
    with op.batch_alter_table("tickets") as table:
        for column in ("lacked", "returned_day", "returns"):
            table.drop_column(column)
