"""The journal, the records made from it, accounts and devices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        # Of the first event a request caused, so that the same request is found again years later.
        sa.Column("request_id", sa.Text),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_index("events_request", "events", ["office", "request_id"], unique=True)
    op.create_table(
        "tickets",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("running", sa.Integer, nullable=False),
        sa.Column("service_day", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("priority", sa.Boolean, nullable=False),
        sa.Column("issued_at", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("counter", sa.Text),
        sa.Column("due", sa.Text),
        sa.Column("begun_at", sa.Text),
        sa.Column("ready_at", sa.Text),
        sa.Column("ended_at", sa.Text),
        sa.Column("ended_day", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("cause", sa.Text),
        sa.Column("waited_seconds", sa.Float, nullable=False),
        sa.Column("total_seconds", sa.Float, nullable=False),
        # What compliance judges: seconds, or working days of a days-long service; set on the day it is known.
        sa.Column("taken", sa.Float),
        sa.Column("taken_day", sa.Text),
        sa.Column("recorded_late", sa.Boolean, nullable=False),
    )
    op.create_index("tickets_day", "tickets", ["office", "service_day"])
    op.create_index("tickets_code", "tickets", ["office", "code"])
    op.create_table(
        "periods",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("ticket", sa.Text, primary_key=True),
        sa.Column("start_seq", sa.Integer, primary_key=True),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("counter", sa.Text),
        sa.Column("priority", sa.Boolean, nullable=False),
        sa.Column("with_visitor", sa.Boolean, nullable=False),
        # Whose clock runs: office (the office holds the file) or visitor (the file waits for the visitor).
        sa.Column("clock", sa.Text, nullable=False),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
        # Seconds the step really took, on the period that ended it; NULL on every other and on rows recorded late.
        sa.Column("took", sa.Float),
        sa.Column("service_day", sa.Text, nullable=False),
    )
    op.create_index("periods_day", "periods", ["office", "service_day"])
    op.create_index("periods_open", "periods", ["office", "ticket", "ended_at"])
    op.create_table(
        "sessions",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("counter", sa.Text, primary_key=True),
        sa.Column("start_seq", sa.Integer, primary_key=True),
        sa.Column("clerk", sa.Text, nullable=False),
        sa.Column("lanes", sa.Text, nullable=False),
        sa.Column("pause", sa.Text),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
        sa.Column("service_day", sa.Text),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("office", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("lanes", sa.Text),
        sa.Column("password_hash", sa.Text),
        sa.Column("pin_hash", sa.Text),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
    )
    # Somebody who left keeps their row, because the journal names it, and gives the name free.
    op.create_index(
        "accounts_name", "accounts", ["office", "name"], unique=True,
        sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "credentials",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        # What it opens: a device (kiosk, board, printer, station), an account's sign-in, or one set-up link.
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("office", sa.Text),
        sa.Column("account", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text),
        sa.Column("revoked_at", sa.Text),
    )
    op.create_index("credentials_id", "credentials", ["id"])


def downgrade() -> None:
    for table in ("credentials", "accounts", "sessions", "periods", "tickets", "events"):
        op.drop_table(table)
