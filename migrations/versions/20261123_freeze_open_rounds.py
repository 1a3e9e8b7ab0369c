"""Freeze a round's rules, options and roll when it opens, and its ballots when it closes."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FROZEN_COLUMNS = (
    "kind",
    "mode",
    "community_id",
    "meeting_id",
    "fund_id",
    "title",
    "amount_fen",
    "closes_at",
    "opened_at",
    "source",
    "voters",
    "rules_hash",
    "CAST(rules AS TEXT)",
)
GUARDS = (
    ("round_option", "prepared", "options freeze when the round opens"),
    ("roll_entry", "prepared", "the roll freezes when the round opens"),
    ("ballot", "open", "ballots come only while the round is open"),
)


def _changed(dialect: str) -> str:
    other = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
    pairs = []
    for column in FROZEN_COLUMNS:
        old, new = (column.replace("rules AS", f"{row}.rules AS") for row in ("OLD", "NEW"))
        if "CAST" not in column:
            old, new = f"OLD.{column}", f"NEW.{column}"
        pairs.append(f"{old} {other} {new}")
    return " OR ".join(pairs)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    refuse = _refuse_sqlite if dialect == "sqlite" else _refuse_postgres
    refuse(
        "round",
        "UPDATE",
        f"OLD.state <> 'prepared' AND ({_changed(dialect)})",
        "rules freeze when the round opens",
    )
    refuse(
        "round",
        "UPDATE",
        "OLD.state IN ('counted', 'cancelled') AND NEW.state <> OLD.state",
        "a count stands",
    )
    refuse(
        "round", "DELETE", "OLD.state NOT IN ('prepared', 'cancelled')", "a round that opened stays on record"
    )
    for verb in ("UPDATE", "DELETE"):
        refuse("round_count", verb, "1 = 1", "a count stands")
    for table, state, reason in GUARDS:
        for verb in ("INSERT", "UPDATE", "DELETE"):
            row = "OLD" if verb == "DELETE" else "NEW"
            wrong = f"(SELECT state FROM round WHERE id = {row}.round_id) <> '{state}'"  # noqa: S608
            refuse(table, verb, wrong, reason)


def _name(table: str, verb: str, reason: str) -> str:
    return f"{table}_{verb.lower()}_{reason.split()[0]}_{reason.split()[-1]}"


def _refuse_sqlite(table: str, verb: str, when: str, reason: str) -> None:
    op.execute(
        f"CREATE TRIGGER {_name(table, verb, reason)} BEFORE {verb} ON {table} WHEN {when} BEGIN "
        f"SELECT RAISE(ABORT, '{reason}'); END"
    )


def _refuse_postgres(table: str, verb: str, when: str, reason: str) -> None:
    name = _name(table, verb, reason)
    answer = "OLD" if verb == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{reason}'; END IF; RETURN {answer}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    names = [
        ("round", "UPDATE", "rules freeze when the round opens"),
        ("round", "UPDATE", "a count stands"),
        ("round", "DELETE", "a round that opened stays on record"),
        ("round_count", "UPDATE", "a count stands"),
        ("round_count", "DELETE", "a count stands"),
        *((table, verb, reason) for table, _, reason in GUARDS for verb in ("INSERT", "UPDATE", "DELETE")),
    ]
    for table, verb, reason in names:
        name = _name(table, verb, reason)
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if dialect == "postgresql" else ""))
        if dialect == "postgresql":
            op.execute(f"DROP FUNCTION {name}()")
