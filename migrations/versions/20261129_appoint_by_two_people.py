"""Give posts by two people: requests of appointment, and a guard that no post arises without a confirmed one.

How old rows are read: posts given before have no request, since one person gave them and no second one is to be
invented. Where there are posts already, the founding is over, unless the street has nobody but one administrator who
could ask and confirm: then ``flask street approver`` may still add the second person.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from app.foundation import database

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

POSTS = (
    "administrator",
    "approver",
    "auditor",
    "community_delegate",
    "community_worker",
    "finance",
    "resident",
    "reviewer",
    "scrutineer",
    "secretary",
    "street_handler",
    "supervisor",
)
LISTED = ", ".join(f"'{post}'" for post in POSTS)
APART = "('administrator', 'auditor', 'approver', 'finance')"
DAYS = "ck_membership_days_in_order"
UNASKED = (
    f"NEW.role IN ({LISTED}) AND EXISTS (SELECT 1 FROM founding_end)"  # noqa: S608
    " AND NOT EXISTS (SELECT 1 FROM appointment a WHERE a.id = NEW.appointment_id AND a.state = 'confirmed'"
    " AND a.user_id = NEW.user_id AND a.role = NEW.role"
    " AND COALESCE(a.community_id, 0) = COALESCE(NEW.community_id, 0))"
)
CHANGED = (
    f"NEW.role IN ({LISTED}) AND EXISTS (SELECT 1 FROM founding_end)"  # noqa: S608
    " AND (NEW.role <> OLD.role OR NEW.user_id <> OLD.user_id OR NEW.starts_on < OLD.starts_on"
    " OR COALESCE(NEW.community_id, 0) <> COALESCE(OLD.community_id, 0)"
    " OR COALESCE(NEW.appointment_id, 0) <> COALESCE(OLD.appointment_id, 0)"
    " OR (OLD.ends_on IS NOT NULL AND (NEW.ends_on IS NULL OR NEW.ends_on > OLD.ends_on)))"
)
GUARDS = (
    ("membership_insert_by_two", "membership", "INSERT", UNASKED, "a post takes two people"),
    ("membership_update_by_two", "membership", "UPDATE", CHANGED, "a post takes two people"),
    ("membership_no_delete", "membership", "DELETE", "1 = 1", "a role leaves its trace"),
    ("founding_end_no_update", "founding_end", "UPDATE", "1 = 1", "the founding ends once"),
    ("founding_end_no_delete", "founding_end", "DELETE", "1 = 1", "the founding ends once"),
    (
        "appointment_settled",
        "appointment",
        "UPDATE",
        "OLD.state <> 'waiting' OR NEW.user_id <> OLD.user_id OR NEW.role <> OLD.role"
        " OR NEW.asked_by_id <> OLD.asked_by_id"
        " OR COALESCE(NEW.community_id, 0) <> COALESCE(OLD.community_id, 0)",
        "an appointment is answered once, as it was asked",
    ),
)


def upgrade() -> None:
    _requests()
    op.create_table(
        "founding_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ended_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_founding_end_once")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_founding_end")),
    )
    with op.batch_alter_table("membership") as batch:
        batch.add_column(sa.Column("appointment_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("ended_at", database.UtcDateTime(timezone=True), nullable=True))
        batch.create_foreign_key(
            op.f("fk_membership_appointment_id_appointment"), "appointment", ["appointment_id"], ["id"]
        )
        batch.create_unique_constraint(op.f("uq_membership_appointment_id"), ["appointment_id"])
        batch.drop_constraint(op.f(DAYS), type_="check")
        batch.create_check_constraint(
            op.f(DAYS), "ends_on IS NULL OR ends_on >= starts_on OR ended_at IS NOT NULL"
        )
    _keep_posts_apart()
    for guard in GUARDS:
        _refuse(*guard)
    _end_founding()


def _requests() -> None:
    op.create_table(
        "appointment",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(16), nullable=False),
        sa.CheckConstraint(
            "state IN ('confirmed', 'refused', 'waiting', 'withdrawn')",
            name=op.f("ck_appointment_state_known"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_by_id IS NULL)"
            " AND (answered_by_id IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_appointment_answered_whole"),
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR (state = 'withdrawn') = (answered_by_id = asked_by_id)",
            name=op.f("ck_appointment_two_people"),
        ),
        sa.CheckConstraint(f"role IN ({LISTED})", name=op.f("ck_appointment_role_known")),
        sa.CheckConstraint("user_id <> asked_by_id", name=op.f("ck_appointment_asked_for_another")),
        sa.CheckConstraint(
            "answered_by_id IS NULL OR answered_by_id <> user_id",
            name=op.f("ck_appointment_answered_by_another"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_appointment_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_appointment_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_appointment_asked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_appointment_answered_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("slug", name=op.f("uq_appointment_slug")),
    )
    op.create_index(op.f("ix_appointment_state"), "appointment", ["state"])
    op.create_index(op.f("ix_appointment_user_id"), "appointment", ["user_id"])


def _end_founding() -> None:
    """The end stands where anybody holds a post, but for one administrator alone."""
    connection = op.get_bind()
    posts = connection.scalar(sa.text(f"SELECT count(*) FROM membership WHERE role IN ({LISTED})"))  # noqa: S608
    today = sa.bindparam("today", datetime.now(UTC).date(), sa.Date())
    answering = connection.scalar(
        sa.text(
            "SELECT count(DISTINCT m.user_id) FROM membership m JOIN user_account u ON u.id = m.user_id"
            " WHERE m.role IN ('administrator', 'approver') AND u.active"
            " AND (m.ends_on IS NULL OR m.ends_on >= :today)"
        ).bindparams(today)
    )
    if posts and answering > 1:
        table = sa.table("founding_end", sa.column("id"), sa.column("ended_at", database.UtcDateTime()))
        op.execute(table.insert().values(id=1, ended_at=datetime.now(UTC)))


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _keep_posts_apart() -> None:
    """SQLite made the table anew, and its triggers went with the old one."""
    if not _sqlite():
        return
    overlapping = (
        f"NEW.role IN {APART} AND EXISTS (SELECT 1 FROM membership m WHERE m.user_id = NEW.user_id"  # noqa: S608
        f" AND m.role IN {APART} AND m.role <> NEW.role"
        " AND (NEW.ends_on IS NULL OR m.starts_on <= NEW.ends_on)"
        " AND (m.ends_on IS NULL OR m.ends_on >= NEW.starts_on){other})"
    )
    longer = (
        "(NEW.role <> OLD.role OR NEW.user_id <> OLD.user_id OR NEW.starts_on < OLD.starts_on"
        " OR (OLD.ends_on IS NOT NULL AND (NEW.ends_on IS NULL OR NEW.ends_on > OLD.ends_on)))"
    )
    for verb, when in (
        ("INSERT", overlapping.format(other="")),
        ("UPDATE", f"{longer} AND {overlapping.format(other=' AND m.id <> NEW.id')}"),
    ):
        name = f"membership_{verb.lower()}_posts_apart"
        _refuse(name, "membership", verb, when, "these posts stay apart")


def _refuse(name: str, table: str, verb: str, when: str, reason: str) -> None:
    if _sqlite():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} BEGIN "
            f"SELECT RAISE(ABORT, '{reason}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{reason}'; END IF; "
        f"RETURN {'OLD' if verb == 'DELETE' else 'NEW'}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """What was taken away on the day it began leaves no row in the older table; the log tells of it."""
    for name, table, *_ in GUARDS:
        op.execute(f"DROP TRIGGER {name}" + ("" if _sqlite() else f" ON {table}"))
        if not _sqlite():
            op.execute(f"DROP FUNCTION {name}()")
    op.execute("DELETE FROM membership WHERE ends_on < starts_on")
    with op.batch_alter_table("membership") as batch:
        batch.drop_constraint(op.f(DAYS), type_="check")
        batch.create_check_constraint(op.f(DAYS), "ends_on IS NULL OR ends_on >= starts_on")
        batch.drop_constraint(op.f("uq_membership_appointment_id"), type_="unique")
        batch.drop_constraint(op.f("fk_membership_appointment_id_appointment"), type_="foreignkey")
        batch.drop_column("ended_at")
        batch.drop_column("appointment_id")
    _keep_posts_apart()
    op.drop_table("founding_end")
    op.drop_table("appointment")
