"""What was found ineligible is public, with the reason: since the day it was found so."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE proposal SET public_since = changed_at WHERE state = 'ineligible' AND public_since IS NULL"
    )


def downgrade() -> None:
    op.execute("UPDATE proposal SET public_since = NULL WHERE state = 'ineligible'")
