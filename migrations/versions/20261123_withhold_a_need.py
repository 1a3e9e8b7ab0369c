"""Let the words of a need be put aside from the public eye, and given back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("need", sa.Column("withheld", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Words put aside would be lost with the column, and must not come back before the public eye by themselves."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM need WHERE withheld IS NOT NULL")):
        raise RuntimeError("restore the needs that are withheld first, one by one, on their pages")
    op.drop_column("need", "withheld")
