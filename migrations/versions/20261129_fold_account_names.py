"""Keep every account's name in its one form (NFKC, case), so that being unique means looking different.

An older name in another form is folded where nobody has the folded one; whoever has it signs in as before, however it is
typed. Where two would become one, the younger account keeps its own spelling and signs in by it. Names with invisible
or mixed letters stay: only new ones are held to the rule.
"""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0006_signup"
down_revision = "0005"
branch_labels = None
depends_on = None

ACCOUNTS = sa.table("user_account", sa.column("id", sa.Integer), sa.column("username", sa.String))


def upgrade() -> None:
    connection = op.get_bind()
    names = sa.select(ACCOUNTS.c.id, ACCOUNTS.c.username).order_by(ACCOUNTS.c.id)
    rows = connection.execute(names).all()
    taken = {name for _, name in rows}
    for account, name in rows:
        folded = _folded(name)
        if folded != name and folded not in taken:
            taken.add(folded)
            renamed = ACCOUNTS.update().where(ACCOUNTS.c.id == account).values(username=folded)
            connection.execute(renamed)


def downgrade() -> None:
    """Folded names stay: the older code finds them by the same typing, in lower case."""


def _folded(name: str) -> str:
    once = unicodedata.normalize("NFKC", name).strip().casefold()
    return unicodedata.normalize("NFKC", once)
