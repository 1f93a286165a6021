"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_row_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _person() -> sa.ForeignKey:
    return sa.ForeignKey("people.id", ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("since", sa.Float, nullable=False),
        sa.Column("last_seen", sa.Float, nullable=False),
        sa.Column("blocked", sa.Boolean, nullable=False),
        sa.Column("region", sa.String(8)))
    op.create_table(
        "given",
        sa.Column("person_id", sa.String(80), _person(), primary_key=True),
        sa.Column("kind", sa.String(60), primary_key=True),
        sa.Column("item", sa.String(60), primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("last_at", sa.Float, nullable=False))
    op.create_table(
        "check_ins",
        sa.Column("id", _row_id, primary_key=True, autoincrement=True),
        sa.Column("person_id", sa.String(80), _person(), nullable=False, index=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("note", sa.Text))
    op.create_table(
        "corrections",
        sa.Column("id", _row_id, primary_key=True, autoincrement=True),
        sa.Column("person_id", sa.String(80), _person(), nullable=False, index=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("intent", sa.String(40), nullable=False),
        sa.Column("signs", sa.Text, nullable=False))
    op.create_table(
        "talks",
        sa.Column("sender_id", sa.String(80), primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.Float, nullable=False))
    op.create_table(
        "inbox",
        sa.Column("id", _row_id, primary_key=True, autoincrement=True),
        sa.Column("update_id", sa.BigInteger, nullable=False, unique=True),
        sa.Column("chat", sa.String(80), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("received_at", sa.Float, nullable=False),
        sqlite_autoincrement=True)
    op.create_table(
        "outbox",
        sa.Column("id", _row_id, primary_key=True, autoincrement=True),
        sa.Column("chat", sa.String(80), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", sa.Float, nullable=False),
        sqlite_autoincrement=True)
    op.create_table(
        "leases",
        sa.Column("name", sa.String(90), primary_key=True),
        sa.Column("owner", sa.String(40)),
        sa.Column("until", sa.Float, nullable=False),
        sa.Column("served_at", sa.Float, nullable=False))
    op.create_index("inbox_open", "inbox", ["state", "chat", "id"])
    op.create_index("outbox_open", "outbox", ["state", "chat", "id"])


def downgrade() -> None:
    for table in ("leases", "outbox", "inbox", "talks", "corrections", "check_ins", "given", "people"):
        op.drop_table(table)
