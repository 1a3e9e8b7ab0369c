"""Keep the files of a counted round as they were made.

Rounds that were counted before have none yet; they are made from the kept count when somebody first reads the result.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.foundation.database import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "name IN ('election.pb', 'protocol.json')", name=op.f("ck_published_file_name_known")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_published_file_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_file")),
        sa.UniqueConstraint("round_id", "name", name=op.f("uq_published_file_round_id_name")),
    )
    refuse = _refuse_sqlite if op.get_bind().dialect.name == "sqlite" else _refuse_postgres
    for verb in ("UPDATE", "DELETE"):
        refuse(verb)


def _refuse_sqlite(verb: str) -> None:
    op.execute(
        f"CREATE TRIGGER published_file_no_{verb.lower()} BEFORE {verb} ON published_file BEGIN "
        "SELECT RAISE(ABORT, 'published_file only grows'); END"
    )


def _refuse_postgres(verb: str) -> None:
    op.execute(
        f"CREATE TRIGGER published_file_no_{verb.lower()} BEFORE {verb} ON published_file "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("published_file")
