"""That deleted rows are still to be scrubbed out of the files; whose the handled ones were goes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "scrub_due",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("since", sa.Float, nullable=False))
    for table in ("inbox", "outbox"):
        op.execute(f"UPDATE {table} SET chat = '' WHERE state <> 'open'")


def downgrade() -> None:
    op.drop_table("scrub_due")
