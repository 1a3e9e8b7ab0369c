"""Let a cast ballot change by two hands alone: requests to replace, and the ballots that another hand replaced.

Ballots of before stay as they are and count as they did: who entered them is written on them, and none of them is
said to have been replaced. From here on a worker's name comes on a cast ballot only with a confirmed request of just
these choices; requests stand as they were asked, and what was replaced stays kept.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.foundation.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WAITING = "state = 'waiting' AND lapsed = ''"
ASKED = (
    "round_id",
    "roll_entry_id",
    "revision",
    "CAST({}choices AS TEXT)",
    "mode",
    "reason",
    "asked_by_id",
    "asked_role",
    "asked_at",
)
TRIGGERS = (
    (
        "ballot_update_hands",
        "UPDATE OF choices, mode, assisted_by_id, roll_entry_id",
        "ballot",
        "NEW.assisted_by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ballot_replacement r"
        " WHERE r.roll_entry_id = OLD.roll_entry_id AND r.revision = OLD.revision AND r.state = 'confirmed'"
        " AND r.asked_by_id = NEW.assisted_by_id AND r.mode = NEW.mode"
        " AND CAST(r.choices AS TEXT) = CAST(NEW.choices AS TEXT))",
        "a cast ballot changes by two hands",
    ),
    (
        "ballot_replacement_update_asked",
        "UPDATE",
        "ballot_replacement",
        None,
        "a request stands as it was asked",
    ),
    (
        "ballot_replacement_delete",
        "DELETE",
        "ballot_replacement",
        "1 = 1",
        "a request stands as it was asked",
    ),
    ("past_ballot_update", "UPDATE", "past_ballot", "1 = 1", "what was replaced stays kept"),
    ("past_ballot_delete", "DELETE", "past_ballot", "1 = 1", "what was replaced stays kept"),
)


def upgrade() -> None:
    op.create_table(
        "ballot_replacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("roll_entry_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("read_back", sa.Boolean(), nullable=False),
        sa.Column("asked_role", sa.String(length=30), nullable=False),
        sa.Column("answered_role", sa.String(length=30), nullable=False),
        sa.Column("compared", sa.Boolean(), nullable=False),
        sa.Column("lapsed", sa.String(length=10), nullable=False),
        sa.Column("lapsed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('confirmed', 'refused', 'waiting', 'withdrawn')",
            name=op.f("ck_ballot_replacement_state_known"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_by_id IS NULL) AND (answered_by_id IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_ballot_replacement_answered_whole"),
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR (state = 'withdrawn') = (answered_by_id = asked_by_id)",
            name=op.f("ck_ballot_replacement_two_people"),
        ),
        sa.CheckConstraint(
            "mode IN ('hall', 'home_visit', 'paper', 'phone')", name=op.f("ck_ballot_replacement_mode_known")
        ),
        sa.CheckConstraint(
            "reason IN ('changed', 'mistake', 'paper')", name=op.f("ck_ballot_replacement_reason_known")
        ),
        sa.CheckConstraint(
            "lapsed IN ('', 'closed', 'own_hand')", name=op.f("ck_ballot_replacement_lapsed_known")
        ),
        sa.CheckConstraint("read_back", name=op.f("ck_ballot_replacement_asked_is_read_back")),
        sa.CheckConstraint(
            "state <> 'confirmed' OR compared", name=op.f("ck_ballot_replacement_confirmed_is_compared")
        ),
        sa.CheckConstraint(
            "lapsed = '' OR state = 'waiting'", name=op.f("ck_ballot_replacement_lapsed_unanswered")
        ),
        sa.CheckConstraint(
            "(lapsed = '') = (lapsed_at IS NULL)", name=op.f("ck_ballot_replacement_lapsed_whole")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_ballot_replacement_round_id_round")
        ),
        sa.ForeignKeyConstraint(
            ["roll_entry_id"], ["roll_entry.id"], name=op.f("fk_ballot_replacement_roll_entry_id_roll_entry")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_ballot_replacement_asked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
            name=op.f("fk_ballot_replacement_answered_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_replacement")),
    )
    for column in ("round_id", "roll_entry_id", "state"):
        op.create_index(op.f(f"ix_ballot_replacement_{column}"), "ballot_replacement", [column])
    op.create_index(
        "uq_ballot_replacement_waiting",
        "ballot_replacement",
        ["roll_entry_id"],
        unique=True,
        sqlite_where=sa.text(WAITING),
        postgresql_where=sa.text(WAITING),
    )
    op.create_table(
        "past_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("roll_entry_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("assisted_by_id", sa.Integer(), nullable=True),
        sa.Column("assisted_role", sa.String(length=30), nullable=False),
        sa.Column("cast_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "mode IN ('hall', 'home_visit', 'imported', 'online', 'paper', 'phone')",
            name=op.f("ck_past_ballot_mode_known"),
        ),
        sa.CheckConstraint(
            "ended_by IN ('own_hand', 'two_hands')", name=op.f("ck_past_ballot_ended_by_known")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_past_ballot_round_id_round")),
        sa.ForeignKeyConstraint(
            ["roll_entry_id"], ["roll_entry.id"], name=op.f("fk_past_ballot_roll_entry_id_roll_entry")
        ),
        sa.ForeignKeyConstraint(
            ["assisted_by_id"], ["user_account.id"], name=op.f("fk_past_ballot_assisted_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_ballot")),
        sa.UniqueConstraint("roll_entry_id", "revision", name=op.f("uq_past_ballot_roll_entry_id_revision")),
    )
    op.create_index(op.f("ix_past_ballot_round_id"), "past_ballot", ["round_id"])
    for name, verb, table, when, reason in TRIGGERS:
        _refuse(name, verb, table, when or _answered_or_altered(), reason)


def _answered_or_altered() -> str:
    """What may change of a request: its answer, or its lapse, while there is neither."""
    other = "IS NOT" if op.get_bind().dialect.name == "sqlite" else "IS DISTINCT FROM"
    pairs = [f"{_of('OLD', column)} {other} {_of('NEW', column)}" for column in ASKED]
    return " OR ".join(["OLD.state <> 'waiting'", "OLD.lapsed <> ''", *pairs])


def _of(row: str, column: str) -> str:
    return column.format(f"{row}.") if "{}" in column else f"{row}.{column}"


def _refuse(name: str, verb: str, table: str, when: str, reason: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} BEGIN "
            f"SELECT RAISE(ABORT, '{reason}'); END"
        )
        return
    answer = "OLD" if verb == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{reason}'; END IF; RETURN {answer}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Ballots in force stay. What they replaced, and who agreed, would be lost: an open round must close first.

    Of counted rounds it is lost; the audit log keeps who asked and who agreed for which roll number.
    """
    waiting = "SELECT count(*) FROM ballot_replacement r JOIN round ON round.id = r.round_id WHERE round.state = 'open'"
    if op.get_bind().scalar(sa.text(waiting)):
        raise RuntimeError("close the open rounds in which workers asked to replace ballots first")
    dialect = op.get_bind().dialect.name
    for name, _, table, _, _ in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if dialect == "postgresql" else ""))
        if dialect == "postgresql":
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("past_ballot")
    op.drop_table("ballot_replacement")
