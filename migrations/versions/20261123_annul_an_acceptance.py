"""Let an acceptance be annulled when an objection to its notice was upheld, and held again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEX = "uq_acceptance_passed"


def upgrade() -> None:
    op.add_column("acceptance", sa.Column("annulment", sa.Text(), nullable=False, server_default=""))
    _index("result = 'passed' AND annulment = ''")


def downgrade() -> None:
    """An annulled acceptance does not count, so it goes back as one that failed."""
    op.execute("UPDATE acceptance SET result = 'failed' WHERE annulment <> ''")
    _index("result = 'passed'")
    op.drop_column("acceptance", "annulment")


def _index(where: str) -> None:
    """One acceptance of a contract that counts."""
    op.drop_index(INDEX, "acceptance")
    op.create_index(
        INDEX,
        "acceptance",
        ["contract_id"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
