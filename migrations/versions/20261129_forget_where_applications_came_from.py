"""Forget the networks that applications came from: from now on a job does so, a day after each."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE organisation SET applied_from = NULL")


def downgrade() -> None:
    """What was forgotten stays so."""
