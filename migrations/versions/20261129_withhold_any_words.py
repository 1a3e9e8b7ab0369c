"""Withhold public words of every kind in one way; name whose an objection on behalf is.

How older rows are read: what was put aside of a need moves into the book of withheld words as it was; who did it and
when is read from the audit log, and is the need's own day where the log has none. An objection's one line of contact
stays as it was written, with no telephone of its own. Opinions, recipients' words and comments get slugs.
"""

from __future__ import annotations

import json
import secrets

import sqlalchemy as sa
from alembic import op

from app.foundation import database

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MARK = "（内容已隐去）"
COLUMNS = ("title", "description", "knot")
SLUGGISH = ("opinion", "recipient_opinion", "evaluation_answer")
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def upgrade() -> None:
    _make_book()
    _make_requests()
    _move_needs()
    with op.batch_alter_table("need") as batch:
        batch.drop_column("withheld")
    for table in SLUGGISH:
        _give_slugs(table)
    with op.batch_alter_table("objection") as batch:
        batch.add_column(sa.Column("contact_phone", sa.String(20), nullable=False, server_default=""))
        batch.add_column(sa.Column("shown", sa.String(40), nullable=False, server_default=""))
        for key in ("phone_key", "household_key"):
            batch.add_column(sa.Column(key, sa.String(64), nullable=True))
            batch.create_unique_constraint(f"uq_objection_notice_id_{key}", ["notice_id", key])
        batch.add_column(sa.Column("respondent_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_objection_respondent_id_user_account"), "user_account", ["respondent_id"], ["id"]
        )
        batch.create_unique_constraint("uq_objection_notice_id_respondent_id", ["notice_id", "respondent_id"])
    with op.batch_alter_table("objection") as batch:
        batch.alter_column("contact_phone", existing_type=sa.String(20), server_default=None)
        batch.alter_column("shown", existing_type=sa.String(40), server_default=None)


def downgrade() -> None:
    """Words put aside would be lost with the book, and must not come back before the public eye by themselves."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM withheld_words WHERE restored_at IS NULL")):
        raise RuntimeError("restore the words that are withheld first, one by one, on their pages")
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM objection WHERE contact_phone <> ''")):
        op.execute(
            "UPDATE objection SET contact = substr(trim(contact || ' ' || contact_phone), 1, 60)"
            " WHERE contact_phone <> ''"
        )
    with op.batch_alter_table("objection") as batch:
        for key in ("phone_key", "household_key", "respondent_id"):
            batch.drop_constraint(f"uq_objection_notice_id_{key}", type_="unique")
        batch.drop_constraint(op.f("fk_objection_respondent_id_user_account"), type_="foreignkey")
        for column in ("contact_phone", "shown", "phone_key", "household_key", "respondent_id"):
            batch.drop_column(column)
    for table in SLUGGISH:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"uq_{table}_slug"), type_="unique")
            batch.drop_column("slug")
    op.add_column("need", sa.Column("withheld", sa.JSON(none_as_null=True), nullable=True))
    op.drop_table("withholding_request")
    op.drop_table("withheld_words")


def _user(name: str, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _reference(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_{table}_{name}_user_account"))


def _make_book() -> None:
    op.create_table(
        "withheld_words",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _user("withheld_by_id"),
        sa.Column("withheld_at", database.UtcDateTime(timezone=True), nullable=False),
        _user("second_by_id"),
        _user("restored_by_id"),
        sa.Column("restored_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(16), nullable=False),
        sa.CheckConstraint(
            "(restored_by_id IS NULL) = (restored_at IS NULL)", name=op.f("ck_withheld_words_restored_whole")
        ),
        sa.CheckConstraint(
            "second_by_id IS NULL OR second_by_id <> withheld_by_id",
            name=op.f("ck_withheld_words_two_people"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('objection', 'objection_answer')"
            " OR (second_by_id IS NOT NULL AND withheld_by_id IS NOT NULL)",
            name=op.f("ck_withheld_words_takes_two"),
        ),
        *(
            _reference("withheld_words", name)
            for name in ("withheld_by_id", "second_by_id", "restored_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withheld_words")),
        sa.UniqueConstraint("slug", name=op.f("uq_withheld_words_slug")),
    )
    _once("withheld_words", "uq_withheld_words_standing", "restored_at IS NULL")


def _make_requests() -> None:
    op.create_table(
        "withholding_request",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(16), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        _user("asked_by_id", nullable=False),
        sa.Column("asked_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _user("answered_by_id"),
        sa.Column("answered_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('confirmed', 'refused', 'waiting', 'withdrawn')",
            name=op.f("ck_withholding_request_state_known"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_by_id IS NULL)"
            " AND (answered_by_id IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_withholding_request_answered_whole"),
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR (state = 'withdrawn') = (answered_by_id = asked_by_id)",
            name=op.f("ck_withholding_request_two_people"),
        ),
        *(_reference("withholding_request", name) for name in ("asked_by_id", "answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withholding_request")),
        sa.UniqueConstraint("slug", name=op.f("uq_withholding_request_slug")),
    )
    op.create_index(op.f("ix_withholding_request_state"), "withholding_request", ["state"])
    _once("withholding_request", "uq_withholding_request_waiting", "state = 'waiting'")


def _once(table: str, name: str, where: str) -> None:
    op.create_index(
        name,
        table,
        ["kind", "subject_id"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _move_needs() -> None:
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT n.id, n.withheld, a.actor_id, coalesce(a.at, n.raised_at) AS at FROM need n"
            " LEFT JOIN audit_entry a ON a.seq = (SELECT max(seq) FROM audit_entry"
            " WHERE action = 'needs.withhold' AND subject = 'need:' || n.slug) WHERE n.withheld IS NOT NULL"
        )
    ).all()
    for row in rows:
        kept = json.loads(row.withheld) if isinstance(row.withheld, str) else row.withheld
        words = {column: kept[column] for column in COLUMNS if kept.get(column)}
        connection.execute(
            sa.text(
                "INSERT INTO withheld_words (kind, subject_id, words, reason, withheld_by_id, withheld_at, slug)"
                " VALUES ('need', :id, :words, :reason, :by, :at, :slug)"
            ),
            {
                "id": row.id,
                "words": json.dumps(words),
                "reason": kept["reason"],
                "by": row.actor_id,
                "at": row.at,
                "slug": _slug(),
            },
        )
        for column in words:
            connection.execute(
                sa.text(f"UPDATE need SET {column} = :mark WHERE id = :id"),  # noqa: S608 (COLUMNS)
                {"mark": MARK, "id": row.id},
            )


def _give_slugs(table: str) -> None:
    op.add_column(table, sa.Column("slug", sa.String(16), nullable=True))
    connection = op.get_bind()
    for (id_,) in connection.execute(sa.text(f"SELECT id FROM {table}")).all():  # noqa: S608 (SLUGGISH)
        connection.execute(
            sa.text(f"UPDATE {table} SET slug = :slug WHERE id = :id"),  # noqa: S608 (SLUGGISH)
            {"slug": _slug(), "id": id_},
        )
    with op.batch_alter_table(table) as batch:
        batch.alter_column("slug", existing_type=sa.String(16), nullable=False)
        batch.create_unique_constraint(op.f(f"uq_{table}_slug"), ["slug"])


def _slug() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(10))
