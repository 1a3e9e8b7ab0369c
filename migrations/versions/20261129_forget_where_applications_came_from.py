"""Forget the networks that applications came from: from now on a job does so, a day after each.

Numbers of vouchers and papers are folded anew, since a letter O where a nought would stand now counts as one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.domain.text import document_key

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FOLDED = (("payment", "voucher_no", "voucher_key"), ("fund_request", "document_no", "document_key"))


def upgrade() -> None:
    op.execute("UPDATE organisation SET applied_from = NULL")
    bind = op.get_bind()
    for name, typed, key in FOLDED:
        table = sa.table(name, *(sa.column(column) for column in ("id", typed, key)))
        for row in bind.execute(sa.select(table).where(table.c[key].contains("o"))).all():
            folded = document_key(getattr(row, typed))
            bind.execute(table.update().where(table.c.id == row.id).values({key: folded}))


def downgrade() -> None:
    """What was forgotten stays so, and so do the folded numbers: the older fold compares them as well."""
