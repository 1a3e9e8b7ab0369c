"""Guard the way in: account names in one form, one count for what anybody sends, and room for a second application.

An account's name in another form (NFKC, case) is folded where nobody has the folded one; whoever has it signs in as
before, however it is typed. Where two would become one, the younger account keeps its own spelling and signs in by it.
Names with invisible or mixed letters stay: only new ones are held to the rule.

What people without an account sent in the last day is counted by form from now on; the old rows do not say which form and
are forgotten, so at worst somebody who floods begins anew.

A name or credit code belonged to whoever applied with it first. From now on it belongs to the organisation that is
admitted, so that nobody keeps another out by applying in its name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.foundation import database

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ACCOUNTS = sa.table("user_account", sa.column("id", sa.Integer), sa.column("username", sa.String))
CLAIMS = ("name", "uscc")
ENTRY_INDEXES = {"visitor": ("visitor_key", "at"), "address": ("address_key", "at")}


def upgrade() -> None:
    _fold_account_names()
    _entries(forms=True)
    op.add_column("organisation", sa.Column("applied_from", sa.String(64), nullable=True))
    _first_come(gone=True)
    for column in CLAIMS:
        op.create_index(
            f"uq_organisation_admitted_{column}",
            "organisation",
            ["street_id", column],
            unique=True,
            sqlite_where=sa.text("state = 'admitted'"),
            postgresql_where=sa.text("state = 'admitted'"),
        )


def downgrade() -> None:
    """Folded account names stay: the older code finds them by the same typing, in lower case.

    Two applications with one name or code cannot both be kept, and which one is true is not for a migration to say.
    """
    for column in CLAIMS:
        twice = sa.text(
            f"SELECT {column} FROM organisation GROUP BY street_id, {column} HAVING count({column}) > 1"  # noqa: S608
        )
        if (found := op.get_bind().execute(twice).first()) is not None:
            raise RuntimeError(
                f"organisations share the {column} {found[0]!r}: give all but one another first"
            )
    for column in CLAIMS:
        op.drop_index(f"uq_organisation_admitted_{column}", "organisation")
    _first_come(gone=False)
    op.drop_column("organisation", "applied_from")
    _entries(forms=False)


def _fold_account_names() -> None:
    connection = op.get_bind()
    names = sa.select(ACCOUNTS.c.id, ACCOUNTS.c.username).order_by(ACCOUNTS.c.id)
    rows = connection.execute(names).all()
    taken = {name for _, name in rows}
    for account, name in rows:
        folded = _folded(name)
        if folded != name and folded not in taken:
            taken.add(folded)
            connection.execute(ACCOUNTS.update().where(ACCOUNTS.c.id == account).values(username=folded))


def _folded(name: str) -> str:
    once = unicodedata.normalize("NFKC", name).strip().casefold()
    return unicodedata.normalize("NFKC", once)


def _entries(forms: bool) -> None:
    """Make the table of what was sent anew, with the form of each entry or without."""
    op.drop_table("visitor_entry")
    op.create_table(
        "visitor_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        *([sa.Column("form", sa.String(20), nullable=False)] if forms else []),
        sa.Column("visitor_key", sa.String(64), nullable=False),
        sa.Column("address_key", sa.String(64), nullable=False),
        sa.Column("at", database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor_entry")),
    )
    for name, columns in ENTRY_INDEXES.items():
        op.create_index(f"ix_visitor_entry_{name}", "visitor_entry", [*(["form"] if forms else []), *columns])
    if forms:
        op.create_index("ix_visitor_entry_form", "visitor_entry", ["form", "at"])
        op.create_index(op.f("ix_visitor_entry_at"), "visitor_entry", ["at"])


def _first_come(gone: bool) -> None:
    """Lift or lay the constraints under which the first application takes a name and a code."""
    names = [f"uq_organisation_street_id_{column}" for column in CLAIMS]
    if op.get_bind().dialect.name == "postgresql":
        for name, column in zip(names, CLAIMS, strict=True):
            if gone:
                op.drop_constraint(name, "organisation", type_="unique")
            else:
                op.create_unique_constraint(name, "organisation", ["street_id", column])
        return
    constraints = [
        f"CONSTRAINT {name} UNIQUE (street_id, {c})" for name, c in zip(names, CLAIMS, strict=True)
    ]
    _rewrite_sqlite("organisation", constraints, gone)


def _rewrite_sqlite(table: str, constraints: Sequence[str], gone: bool) -> None:
    """SQLite changes no constraint of a table, and others refer to this one: its rows are put aside and go back under
    their ids before the references are looked at, with its indexes and triggers."""
    bind = op.get_bind()
    things = bind.execute(
        sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :name AND sql IS NOT NULL"),
        {"name": table},
    ).all()
    definition = next(sql for kind, sql in things if kind == "table")
    for constraint in constraints:
        if gone:
            if constraint not in definition:
                raise RuntimeError(f"{table} has no {constraint}")
            definition = definition.replace(f", \n\t{constraint}", "", 1)
        else:
            definition = f"{definition.rstrip().removesuffix(')').rstrip()}, \n\t{constraint}\n)"
    if gone and any(constraint in definition for constraint in constraints):
        raise RuntimeError(f"{table} is written in an unknown way")
    columns = ", ".join(f'"{row[1]}"' for row in bind.exec_driver_sql(f"PRAGMA table_info({table})"))
    for statement in (
        "PRAGMA defer_foreign_keys = ON",
        f"CREATE TABLE kept_rows AS SELECT {columns} FROM {table}",  # noqa: S608
        f"DROP TABLE {table}",
        definition,
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept_rows",  # noqa: S608
        "DROP TABLE kept_rows",
        *(sql for kind, sql in things if kind != "table"),
    ):
        bind.exec_driver_sql(statement)
