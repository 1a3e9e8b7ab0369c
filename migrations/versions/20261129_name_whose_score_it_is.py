"""Let everything entered for somebody say for whom, by whom and who checked it: scores, attendance, visits.

Old rows are read so: a score that a worker recorded has the respondent "unnamed" and counts as before; an evaluation
tells nothing of fewer than five answers; attendance is somebody else's mark on which the representative has said
nothing and nobody checked; a visit names nobody but the name as given, and nobody who confirmed it. Every street gets
the new setting with a source that says where it comes from.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LIVE_ORDER = "resident_key <> '' AND state <> 'cancelled'"
KEY, LEAST = "least_answers_told", 5
SOURCE = "系统升级时的初始值（个人信息保护法第六条、第二十五条），街道可以另定。"


def upgrade() -> None:
    _tables()
    for statement in _columns():
        op.execute(statement)
    op.create_index("ix_evaluation_answer_tally_id", "evaluation_answer", ["tally_id"])
    op.create_index(
        "uq_assisted_order_resident",
        "assisted_order",
        ["part_id", "visit_at", "resident_key"],
        unique=True,
        sqlite_where=sa.text(LIVE_ORDER),
        postgresql_where=sa.text(LIVE_ORDER),
    )
    _set_for_every_street()


def _tables() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "evaluation_tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(16), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("first_no", sa.Integer(), nullable=False),
        sa.Column("last_no", sa.Integer(), nullable=False),
        *(sa.Column(f"score_{score}", sa.Integer(), nullable=False) for score in range(1, 6)),
        sa.Column("void", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('confirmed', 'refused', 'waiting', 'withdrawn')",
            name=op.f("ck_evaluation_tally_state_known"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_by_id IS NULL)"
            " AND (answered_by_id IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_evaluation_tally_answered_whole"),
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR (state = 'withdrawn') = (answered_by_id = asked_by_id)",
            name=op.f("ck_evaluation_tally_two_people"),
        ),
        sa.CheckConstraint(
            "first_no >= 1 AND last_no >= first_no", name=op.f("ck_evaluation_tally_numbers_in_order")
        ),
        sa.CheckConstraint(
            "score_1 >= 0 AND score_2 >= 0 AND score_3 >= 0 AND score_4 >= 0 AND score_5 >= 0 AND void >= 0"
            " AND score_1 + score_2 + score_3 + score_4 + score_5 >= 1"
            " AND score_1 + score_2 + score_3 + score_4 + score_5 + void = last_no - first_no + 1",
            name=op.f("ck_evaluation_tally_every_form_counted"),
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_tally_evaluation_id_evaluation")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_evaluation_tally_asked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
            name=op.f("fk_evaluation_tally_answered_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_tally")),
        sa.UniqueConstraint("slug", name=op.f("uq_evaluation_tally_slug")),
    )
    op.create_index("ix_evaluation_tally_of", "evaluation_tally", ["evaluation_id", "state"])
    op.create_index("ix_evaluation_tally_state", "evaluation_tally", ["state"])
    op.create_table(
        "evaluation_respondent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_evaluation_respondent_evaluation_id_evaluation"),
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["evaluation_answer.id"],
            name=op.f("fk_evaluation_respondent_answer_id_evaluation_answer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_respondent")),
        sa.UniqueConstraint("evaluation_id", "key", name=op.f("uq_evaluation_respondent_evaluation_id_key")),
    )
    op.create_index("ix_evaluation_respondent_answer_id", "evaluation_respondent", ["answer_id"])


def _columns() -> list[str]:
    """Columns that bring their own checks, so that SQLite need not copy a table that others refer to."""
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    add, person = "ALTER TABLE {} ADD COLUMN ".format, "REFERENCES user_account (id)"
    answer, mark, order = add("evaluation_answer"), add("attendance"), add("assisted_order")
    return [
        add("evaluation") + f"told_from INTEGER DEFAULT {LEAST} NOT NULL"
        " CONSTRAINT ck_evaluation_told_from CHECK (told_from >= 1)",
        answer + "respondent VARCHAR(40) DEFAULT '' NOT NULL",
        "UPDATE evaluation_answer SET respondent = 'unnamed' WHERE recorded_by_id IS NOT NULL",
        answer + "tally_id INTEGER"
        " CONSTRAINT fk_evaluation_answer_tally_id_evaluation_tally REFERENCES evaluation_tally (id)"
        " CONSTRAINT ck_evaluation_answer_names_one_respondent CHECK (recorded_by_id IS NULL OR tally_id IS NOT NULL"
        " OR respondent = 'unnamed' OR (respondent <> '' AND people = 1))",
        answer + f"overruled_at {moment} CONSTRAINT ck_evaluation_answer_own_hand_stands"
        " CHECK (overruled_at IS NULL OR recorded_by_id IS NOT NULL)",
        mark + "said VARCHAR(8) DEFAULT '' NOT NULL"
        " CONSTRAINT ck_attendance_said_known CHECK (said IN ('', 'absent', 'present'))",
        mark + f"said_at {moment} CONSTRAINT ck_attendance_said_when CHECK ((said = '') = (said_at IS NULL))",
        mark + f"checked_by_id INTEGER CONSTRAINT fk_attendance_checked_by_id_user_account {person}"
        " CONSTRAINT ck_attendance_checked_by_another"
        " CHECK (checked_by_id IS NULL OR checked_by_id <> recorded_by_id)",
        mark + f"checked_at {moment} CONSTRAINT ck_attendance_checked_when"
        " CHECK ((checked_by_id IS NULL) = (checked_at IS NULL))",
        order + "resident VARCHAR(40) DEFAULT '' NOT NULL",
        order + "resident_key VARCHAR(64) DEFAULT '' NOT NULL",
        order + f"completed_by_id INTEGER CONSTRAINT fk_assisted_order_completed_by_id_user_account {person}"
        " CONSTRAINT ck_assisted_order_fund_pays_two_hands"
        " CHECK (paid_by <> 'fund' OR fee_fen = 0 OR completed_by_id <> placed_by_id)",
        order + "confirmed_by VARCHAR(10)"
        " CONSTRAINT ck_assisted_order_confirmed_by_known CHECK (confirmed_by IN ('family', 'resident'))"
        " CONSTRAINT ck_assisted_order_confirmed_to_somebody"
        " CHECK (confirmed_by IS NULL OR completed_by_id IS NOT NULL)",
    ]


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
                value=LEAST,
                withdrawn=False,
                source=SOURCE,
                set_by="system",
                set_at=sa.func.current_timestamp(),
            )
        )


def downgrade() -> None:
    """What counted still counts and what did not is gone: overruled scores, stacks counted once, marks denied in time."""
    op.execute(f"DELETE FROM rule_setting WHERE key = '{KEY}'")  # noqa: S608 (a constant)
    op.drop_table("evaluation_respondent")
    op.execute("DELETE FROM evaluation_answer WHERE overruled_at IS NOT NULL")
    op.execute(
        "DELETE FROM attendance WHERE said = 'absent' AND NOT EXISTS (SELECT 1 FROM meeting"
        " WHERE meeting.id = attendance.meeting_id AND meeting.decided_at < attendance.said_at)"
    )
    op.drop_index("uq_assisted_order_resident", "assisted_order")
    op.drop_index("ix_evaluation_answer_tally_id", "evaluation_answer")
    for table, columns in (
        ("evaluation_answer", ("overruled_at", "tally_id", "respondent")),
        ("attendance", ("checked_at", "checked_by_id", "said_at", "said")),
        ("assisted_order", ("confirmed_by", "completed_by_id", "resident_key", "resident")),
        ("evaluation", ("told_from",)),
    ):
        for column in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.drop_table("evaluation_tally")
