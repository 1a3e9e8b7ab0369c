"""Give supplements the contract's chain, freeze the voted term, and let representatives be asked again.

Supplements kept so far were one handler's act and took their money at once: they are in force, since the day they
were made, prepared by whoever made them, without a chain that nobody went; what they buy was not asked for. A
contract's part takes the voted months from its proposal, which nobody can change after the vote. A contract whose
term is longer than that was recognised under the rule of its day: it keeps its recognitions, and its pages say that
no reason is on record. A street that is set up gets the two new settings with their source named as unverified.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from app.foundation import database
from app.foundation.clock import local_date

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
SETTINGS: Mapping[str, object] = {"longer_term_recognition": "resolution", "supplement_resolution_percent": 5}
SOURCE = "系统默认值，未经核实为官方标准，须按当地规定改"
OLD_KINDS = "kind IN ('acceptance', 'contract', 'result')"
NEW_KINDS = "kind IN ('acceptance', 'contract', 'result', 'supplement')"
STATES = "'approved', 'approving', 'handling', 'in_force', 'recognition', 'reviewing', 'withdrawn'"
AMENDMENT_CHECKS = {
    "ck_amendment_state_known": f"state IN ({STATES})",
    "ck_amendment_in_force_has_day": "(state = 'in_force') = (signed_on IS NOT NULL)",
}
ADDED = ("slug", "buys", "state", "attempt", "revision", "needs_resolution", "signed_on")


def upgrade() -> None:
    _ask_again()
    _freeze_terms()
    _extend_amendments()
    _chain("amendment_recognition", _recognition_columns(), _recognition_constraints())
    for party, columns in (
        ("street", ["amendment_id"]),
        ("community", ["amendment_id", "community_id"]),
        ("representatives", ["amendment_id", "resolution_id"]),
    ):
        where = sa.text(f"party = '{party}'")
        op.create_index(
            f"uq_amendment_recognition_{party}",
            "amendment_recognition",
            columns,
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )
    op.create_index("ix_amendment_recognition_amendment_id", "amendment_recognition", ["amendment_id"])
    _chain("amendment_approval", _approval_columns(), _approval_constraints())
    _notice_kinds(OLD_KINDS, NEW_KINDS)
    _set_rules()


def downgrade() -> None:
    """What the older tables cannot hold must be finished first; a supplement's notice becomes one of its contract."""
    bind = op.get_bind()
    if bind.scalar(sa.text("SELECT count(*) FROM amendment WHERE state NOT IN ('in_force', 'withdrawn')")):
        raise RuntimeError("sign or withdraw the supplements that wait first")
    if bind.scalar(sa.text("SELECT count(*) FROM resolution WHERE question_id IS NOT NULL")):
        raise RuntimeError("the representatives' later answers would be taken for first votes")
    op.execute(
        "UPDATE notice SET kind = 'contract', subject_ref = (SELECT contract.slug FROM contract"
        " JOIN amendment ON amendment.contract_id = contract.id WHERE amendment.slug = notice.subject_ref)"
        " WHERE kind = 'supplement'"
    )
    _notice_kinds(NEW_KINDS, OLD_KINDS)
    op.drop_table("amendment_recognition")
    op.drop_table("amendment_approval")
    op.execute("DELETE FROM amendment WHERE state = 'withdrawn'")
    _shorten_amendments()
    op.drop_column("recognition", "term_months")
    op.drop_column("contract_part", "voted_months")
    op.drop_column("contract", "longer_term_by")
    op.drop_column("contract", "term_reason")
    for table in ("topic", "resolution"):
        op.drop_index(f"ix_{table}_question_id", table)
        _drop_link(table)
    op.drop_table("further_question")
    keys = ", ".join(f"'{key}'" for key in SETTINGS)
    op.execute(f"DELETE FROM rule_setting WHERE key IN ({keys})")  # noqa: S608 (names of this file)


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _ask_again() -> None:
    op.create_table(
        "further_question",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject_ref", sa.String(length=16), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint("kind IN ('supplement', 'term')", name=op.f("ck_further_question_kind_known")),
        sa.CheckConstraint(
            "state IN ('answered', 'dropped', 'open')", name=op.f("ck_further_question_state_known")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_further_question_amount_positive")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_further_question_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_further_question_asked_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_further_question"),
        sa.UniqueConstraint("slug", name="uq_further_question_slug"),
    )
    still_open = sa.text("state = 'open'")
    op.create_index(
        "uq_further_question_open",
        "further_question",
        ["kind", "subject_ref", "proposal_id"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_index("ix_further_question_waiting", "further_question", ["proposal_id", "state"])
    for table in ("topic", "resolution"):
        name = f"fk_{table}_question_id_further_question"
        if _sqlite():
            op.execute(
                f"ALTER TABLE {table} ADD COLUMN question_id INTEGER"
                f" CONSTRAINT {name} REFERENCES further_question (id)"
            )
        else:
            op.add_column(table, sa.Column("question_id", sa.Integer(), nullable=True))
            op.create_foreign_key(name, table, "further_question", ["question_id"], ["id"])
        op.create_index(f"ix_{table}_question_id", table, ["question_id"])


def _drop_link(table: str) -> None:
    if not _sqlite():
        op.drop_column(table, "question_id")
        return
    link = (
        ", question_id INTEGER CONSTRAINT fk_"
        f"{table}_question_id_further_question REFERENCES further_question (id)"
    )
    _rebuild(table, {link: ""}, without=("question_id",))


def _freeze_terms() -> None:
    op.add_column("contract", sa.Column("term_reason", sa.Text(), nullable=False, server_default=""))
    checks = {
        "ck_contract_longer_term_has_reason": "longer_term_by IS NULL OR term_reason <> ''",
        "ck_contract_longer_term_by_known": "longer_term_by IN ('delegate', 'resolution')",
    }
    _add_checked("contract", "longer_term_by VARCHAR(12)", checks)
    _add_checked(
        "contract_part",
        "voted_months INTEGER NOT NULL DEFAULT 1",
        {"ck_contract_part_term_voted": "voted_months > 0"},
    )
    op.execute(
        "UPDATE contract_part SET voted_months ="
        " (SELECT months FROM proposal WHERE proposal.id = contract_part.proposal_id)"
    )
    if not _sqlite():
        op.alter_column("contract_part", "voted_months", server_default=None)
    op.add_column("recognition", sa.Column("term_months", sa.Integer(), nullable=True))


def _add_checked(table: str, column: str, checks: Mapping[str, str]) -> None:
    """A column with checks of its own, as both databases can add it to a table that others refer to."""
    words = " ".join(f"CONSTRAINT {name} CHECK ({rule})" for name, rule in checks.items())
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {words}")


def _extend_amendments() -> None:
    bind = op.get_bind()
    op.execute("ALTER TABLE amendment RENAME COLUMN made_by_id TO prepared_by_id")
    op.execute("ALTER TABLE amendment RENAME COLUMN made_at TO prepared_at")
    for column in (
        sa.Column("slug", sa.String(length=16), nullable=True),
        sa.Column("buys", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("needs_resolution", sa.Boolean(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
    ):
        op.add_column("amendment", column)
    table = sa.table(
        "amendment",
        sa.column("id"),
        sa.column("prepared_at", database.UtcDateTime()),
        sa.column("signed_on", sa.Date()),
        sa.column("needs_resolution", sa.Boolean()),
        *(sa.column(name) for name in ("slug", "buys", "state", "attempt", "revision")),
    )
    for id_, made_at in bind.execute(sa.select(table.c.id, table.c.prepared_at)).all():
        bind.execute(
            table.update()
            .where(table.c.id == id_)
            .values(
                slug="".join(secrets.choice(ALPHABET) for _ in range(10)),
                buys="",
                state="in_force",
                attempt=1,
                revision=1,
                needs_resolution=False,
                signed_on=local_date(made_at),
            )
        )
    _tighten_amendments()
    op.create_index("uq_amendment_preparer", "amendment", ["id", "prepared_by_id"], unique=True)
    op.create_index("ix_amendment_state", "amendment", ["state"])


def _tighten_amendments() -> None:
    if _sqlite():
        tight = {
            f"{name} {kind}": f"{name} {kind} NOT NULL"
            for name, kind in (
                ("slug", "VARCHAR(16)"),
                ("buys", "TEXT"),
                ("state", "VARCHAR(12)"),
                ("attempt", "INTEGER"),
                ("revision", "INTEGER"),
                ("needs_resolution", "BOOLEAN"),
            )
        }
        rules = ", ".join(f"CONSTRAINT {name} CHECK ({rule})" for name, rule in AMENDMENT_CHECKS.items())
        _rebuild("amendment", tight, more=f", CONSTRAINT uq_amendment_slug UNIQUE (slug), {rules}")
        return
    for name in ADDED[:-1]:
        op.alter_column("amendment", name, nullable=False)
    for name, rule in AMENDMENT_CHECKS.items():
        op.create_check_constraint(op.f(name), "amendment", rule)
    op.create_unique_constraint("uq_amendment_slug", "amendment", ["slug"])


def _shorten_amendments() -> None:
    op.drop_index("ix_amendment_state", "amendment")
    op.drop_index("uq_amendment_preparer", "amendment")
    if _sqlite():
        _rebuild_plain_amendment()
    else:
        for name in ADDED:
            op.drop_column("amendment", name)
    op.execute("ALTER TABLE amendment RENAME COLUMN prepared_by_id TO made_by_id")
    op.execute("ALTER TABLE amendment RENAME COLUMN prepared_at TO made_at")


def _rebuild_plain_amendment() -> None:
    """The table as it was, under the newer names of two columns."""
    plain = (
        "CREATE TABLE amendment (id INTEGER NOT NULL, contract_id INTEGER NOT NULL, part_id INTEGER NOT NULL,"
        " number INTEGER NOT NULL, amount_fen BIGINT NOT NULL, reason TEXT NOT NULL,"
        " prepared_by_id INTEGER NOT NULL, prepared_at DATETIME NOT NULL,"
        " CONSTRAINT ck_amendment_positive CHECK (amount_fen > 0),"
        " CONSTRAINT fk_amendment_contract_id_contract FOREIGN KEY(contract_id) REFERENCES contract (id),"
        " CONSTRAINT fk_amendment_made_by_id_user_account FOREIGN KEY(prepared_by_id)"
        " REFERENCES user_account (id),"
        " CONSTRAINT fk_amendment_part_id_contract_part FOREIGN KEY(part_id) REFERENCES contract_part (id),"
        " CONSTRAINT pk_amendment PRIMARY KEY (id),"
        " CONSTRAINT uq_amendment_contract_id_number UNIQUE (contract_id, number))"
    )
    _replace("amendment", plain, [name for name in _columns("amendment") if name not in ADDED])


def _recognition_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("resolution_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("recognised_on", sa.Date(), nullable=False),
    ]


def _recognition_constraints() -> list[sa.Constraint]:
    parts = {
        "amendment": "amendment",
        "community": "community",
        "resolution": "resolution",
        "user": "user_account",
    }
    return [
        sa.CheckConstraint(
            "party IN ('community', 'representatives', 'street')",
            name=op.f("ck_amendment_recognition_party_known"),
        ),
        sa.CheckConstraint(
            "(party = 'street') = (community_id IS NULL)",
            name=op.f("ck_amendment_recognition_community_named"),
        ),
        sa.CheckConstraint(
            "(party = 'representatives') = (user_id IS NULL)",
            name=op.f("ck_amendment_recognition_person_named"),
        ),
        sa.CheckConstraint(
            "(party = 'representatives') = (resolution_id IS NOT NULL)",
            name=op.f("ck_amendment_recognition_resolution_named"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{column}_id"], [f"{table}.id"], name=f"fk_amendment_recognition_{column}_id_{table}"
            )
            for column, table in parts.items()
        ),
    ]


def _approval_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("decided_at", database.UtcDateTime(timezone=True), nullable=False),
    ]


def _approval_constraints() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            "decision IN ('agreed', 'returned')", name=op.f("ck_amendment_approval_decision_known")
        ),
        sa.CheckConstraint(
            "step IN ('approver', 'handler', 'reviewer')", name=op.f("ck_amendment_approval_step_known")
        ),
        sa.CheckConstraint(
            "step <> 'approver' OR user_id <> prepared_by_id",
            name=op.f("ck_amendment_approval_preparer_never_approves"),
        ),
        sa.ForeignKeyConstraint(
            ["amendment_id", "prepared_by_id"],
            ["amendment.id", "amendment.prepared_by_id"],
            name=op.f("fk_amendment_approval_preparer_amendment"),
        ),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendment.id"], name=op.f("fk_amendment_approval_amendment_id_amendment")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_amendment_approval_user_id_user_account")
        ),
        sa.UniqueConstraint(
            "amendment_id", "attempt", "step", name="uq_amendment_approval_amendment_id_attempt_step"
        ),
        sa.UniqueConstraint(
            "amendment_id", "attempt", "user_id", name="uq_amendment_approval_amendment_id_attempt_user_id"
        ),
    ]


def _chain(table: str, columns: Iterable[sa.Column[object]], constraints: Iterable[sa.Constraint]) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        *constraints,
    )


def _notice_kinds(old: str, new: str) -> None:
    if _sqlite():
        _rebuild("notice", {old: new})
        return
    op.drop_constraint(op.f("ck_notice_kind_known"), "notice")
    op.create_check_constraint(op.f("ck_notice_kind_known"), "notice", new)


def _set_rules() -> None:
    bind = op.get_bind()
    table = sa.table(
        "rule_setting",
        sa.column("value", sa.JSON()),
        sa.column("set_at", database.UtcDateTime()),
        sa.column("withdrawn", sa.Boolean()),
        *(sa.column(name) for name in ("street_id", "key", "source", "set_by")),
    )
    for street_id in bind.execute(sa.text("SELECT id FROM street")).scalars().all():
        for key, value in SETTINGS.items():
            bind.execute(
                table.insert().values(
                    street_id=street_id,
                    key=key,
                    value=value,
                    withdrawn=False,
                    source=SOURCE,
                    set_by="system",
                    set_at=datetime.now(UTC),
                )
            )


def _columns(table: str) -> list[str]:
    return [row[1] for row in op.get_bind().exec_driver_sql(f"PRAGMA table_info({table})")]


def _rebuild(table: str, changed: Mapping[str, str], more: str = "", without: Iterable[str] = ()) -> None:
    """SQLite: the table anew with parts of its definition ``changed`` and constraints put at its end."""
    sql = op.get_bind().scalar(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": table}
    )
    for old, new in changed.items():
        if sql.count(old) != 1:
            raise RuntimeError(f"{table} is not defined as expected: {json.dumps(old)}")
        sql = sql.replace(old, new)
    body, _, _ = sql.rpartition(")")
    _replace(table, f"{body}{more})", [name for name in _columns(table) if name not in set(without)])


def _replace(table: str, definition: str, columns: Iterable[str]) -> None:
    """SQLite: rows that others refer to go back under their ids before the references are looked at."""
    bind, names = op.get_bind(), ", ".join(f'"{name}"' for name in columns)
    others = bind.execute(
        sa.text(
            "SELECT sql FROM sqlite_master WHERE tbl_name = :name AND type IN ('index', 'trigger')"
            " AND sql IS NOT NULL"
        ),
        {"name": table},
    ).scalars()
    kept = list(others)
    for statement in (
        "PRAGMA defer_foreign_keys = ON",
        f"CREATE TABLE kept_rows AS SELECT {names} FROM {table}",  # noqa: S608 (names of this file)
        f"DROP TABLE {table}",
        definition,
        f"INSERT INTO {table} ({names}) SELECT {names} FROM kept_rows",  # noqa: S608 (names of this file)
        "DROP TABLE kept_rows",
        *kept,
    ):
        bind.exec_driver_sql(statement)
