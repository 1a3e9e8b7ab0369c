"""Let nobody settle a rating alone: a conclusion "unsettled", who closed it, the fewest days it is open.

Closed evaluations keep their conclusion and name nobody who closed them. Every street gets the new setting with a source
that says where it comes from.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY, DAYS = "evaluation_days", 3
CHECK = "ck_evaluation_conclusion_known"
BEFORE, NOW = (
    f"conclusion IN ({listed})" for listed in ("'passed', 'rectify'", "'passed', 'rectify', 'unsettled'")
)
SOURCE = "街道自己的规定（系统升级时的初始值，没有上级文件），街道可以另定。"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE evaluation ADD COLUMN closed_by_id INTEGER"
        " CONSTRAINT fk_evaluation_closed_by_id_user_account REFERENCES user_account (id)"
        " CONSTRAINT ck_evaluation_opener_not_closer"
        " CHECK (closed_by_id IS NULL OR (state = 'closed' AND closed_by_id <> opened_by_id))"
    )
    _conclusions(BEFORE, NOW)
    _set_for_every_street()


def downgrade() -> None:
    """What is unsettled did not pass: the earlier release reads it as low, and asks for an order."""
    op.execute(f"DELETE FROM rule_setting WHERE key = '{KEY}'")  # noqa: S608 (a constant)
    op.execute("UPDATE evaluation SET conclusion = 'rectify' WHERE conclusion = 'unsettled'")
    _conclusions(NOW, BEFORE)
    op.execute("ALTER TABLE evaluation DROP COLUMN closed_by_id")


def _conclusions(before: str, after: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(CHECK), "evaluation", type_="check")
        op.create_check_constraint(op.f(CHECK), "evaluation", after)
        return
    _rewrite_sqlite(before, after)


def _rewrite_sqlite(before: str, after: str) -> None:
    """SQLite changes no constraint of a table, and others refer to this one: its rows are put aside and go back under
    their ids before the references are looked at, with its indexes."""
    bind = op.get_bind()
    things = bind.exec_driver_sql(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = 'evaluation' AND sql IS NOT NULL"
    ).all()
    definition = next(sql for kind, sql in things if kind == "table")
    if definition.count(before) != 1:
        raise RuntimeError("evaluation is written in an unknown way")
    names = [row[1] for row in bind.exec_driver_sql("PRAGMA table_info(evaluation)")]
    columns = ", ".join(f'"{name}"' for name in names)
    for statement in (
        "PRAGMA defer_foreign_keys = ON",
        f"CREATE TABLE kept_rows AS SELECT {columns} FROM evaluation",  # noqa: S608
        "DROP TABLE evaluation",
        definition.replace(before, after),
        f"INSERT INTO evaluation ({columns}) SELECT {columns} FROM kept_rows",  # noqa: S608
        "DROP TABLE kept_rows",
        *(sql for kind, sql in things if kind != "table"),
    ):
        bind.exec_driver_sql(statement)


def _set_for_every_street() -> None:
    setting = sa.table(
        "rule_setting",
        *(sa.column(name) for name in ("street_id", "key", "withdrawn", "source", "set_by")),
        sa.column("value", sa.JSON()),
        sa.column("set_at", sa.DateTime(timezone=True)),
    )
    bind = op.get_bind()
    for (street_id,) in bind.execute(sa.text("SELECT id FROM street ORDER BY id")).all():
        bind.execute(
            setting.insert().values(
                street_id=street_id,
                key=KEY,
                value=DAYS,
                withdrawn=False,
                source=SOURCE,
                set_by="system",
                set_at=sa.func.current_timestamp(),
            )
        )
