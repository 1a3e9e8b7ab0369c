"""Freeze the payee's account in contracts and payments; change it only by a request that two posts confirm.

How older rows are read: every contract takes the account its organisation has now, which is the one its pages showed
until today, and an organisation with a contract may from now on change its account only by a request. An approved
payment was approved for that account. To which account older payments went was never written down, so they keep
none, rather than one that may not be true.

Columns are added without a new table, which would lose the triggers of an SQLite table.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.foundation import database

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PAYEE = ("account_holder", "bank_name", "bank_account")
LENGTHS = {"account_holder": 120, "bank_name": 120, "bank_account": 40}
STATES = "'confirmed', 'refused', 'waiting', 'withdrawn'"
NEWEST = (
    "SELECT 1 FROM account_change c WHERE c.id = (SELECT max(id) FROM account_change"
    " WHERE organisation_id = OLD.id AND state = 'confirmed')"
    " AND c.bank_name = NEW.bank_name AND c.bank_account = NEW.bank_account"
)
OF_THE_REQUEST = (
    "SELECT 1 FROM account_change c JOIN contract k ON k.organisation_id = c.organisation_id"
    " WHERE c.id = NEW.change_id AND k.id = NEW.contract_id AND c.state = 'confirmed'"
    " AND c.bank_name = NEW.bank_name AND c.bank_account = NEW.bank_account"
)
ASKED = ("organisation_id", "bank_name", "bank_account", "file_id", "asked_by_id", "asked_at", "reason")


def _other(*columns: str) -> str:
    return "(" + " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns) + ")"


GUARDS = (
    (
        "organisation_account_asked",
        "organisation",
        "UPDATE",
        "OLD.account_bound AND (NOT NEW.account_bound OR "
        f"({_other('bank_name', 'bank_account')} AND NOT EXISTS ({NEWEST})))",
        "an account that a contract names changes only by a confirmed request",
    ),
    (
        "contract_account_signed",
        "contract",
        "UPDATE",
        f"OLD.signed_on IS NOT NULL AND {_other(*PAYEE)}",
        "the account stays as it was signed",
    ),
    (
        "contract_account_needed",
        "contract",
        "UPDATE",
        "OLD.signed_on IS NULL AND NEW.signed_on IS NOT NULL AND NEW.bank_account = ''",
        "a contract is signed with an account",
    ),
    (
        "contract_account_of_request",
        "contract_account",
        "INSERT",
        f"NOT EXISTS ({OF_THE_REQUEST})",
        "an account comes from a confirmed request",
    ),
    ("contract_account_no_update", "contract_account", "UPDATE", "1 = 1", "contract_account only grows"),
    ("contract_account_no_delete", "contract_account", "DELETE", "1 = 1", "contract_account only grows"),
    (
        "account_change_answered",
        "account_change",
        "UPDATE",
        f"OLD.state <> 'waiting' OR {_other(*ASKED)}",
        "a request stays as it was asked and answered",
    ),
    ("account_change_no_delete", "account_change", "DELETE", "1 = 1", "account_change only grows"),
    (
        "payment_account_kept",
        "payment",
        "UPDATE",
        f"OLD.bank_account <> '' AND {_other(*PAYEE)}",
        "a payment keeps the account it went to",
    ),
    (
        "payment_account_needed",
        "payment",
        "UPDATE",
        "OLD.state <> 'paid' AND NEW.state = 'paid' AND NEW.bank_account = ''",
        "a payment keeps the account it went to",
    ),
)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.add_column(
        "organisation", sa.Column("account_bound", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "UPDATE organisation SET account_bound = true"
        " WHERE EXISTS (SELECT 1 FROM contract WHERE contract.organisation_id = organisation.id)"
    )
    _requests()
    _payee_columns("contract")
    op.execute(
        "UPDATE contract SET "  # noqa: S608
        + ", ".join(f"{column} = {_of_organisation(source)}" for column, source in _SOURCES.items())
        + f" WHERE {_of_organisation('bank_account')} <> ''"
    )
    op.execute("ALTER TABLE contract ADD COLUMN account_change_id INTEGER REFERENCES account_change (id)")
    _accounts()
    _payments()
    for name, table, verb, when, reason in GUARDS:
        _refuse(dialect, name, table, verb, when, reason)


_SOURCES = {"account_holder": "name", "bank_name": "bank_name", "bank_account": "bank_account"}


def _of_organisation(column: str) -> str:
    return f"(SELECT o.{column} FROM organisation o WHERE o.id = contract.organisation_id)"  # noqa: S608


def _payee_columns(table: str, **checks: str) -> None:
    for column in PAYEE:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR({LENGTHS[column]}) DEFAULT '' NOT NULL"
            + checks.get(column, "")
        )


def _requests() -> None:
    op.create_table(
        "account_change",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("bank_name", sa.String(length=120), nullable=False),
        sa.Column("bank_account", sa.String(length=40), nullable=False),
        sa.Column("old_bank_name", sa.String(length=120), nullable=False),
        sa.Column("old_bank_account", sa.String(length=40), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("check_note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name="state_known"),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_by_id IS NULL)"
            " AND (answered_by_id IS NULL) = (answered_at IS NULL)",
            name="answered_whole",
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR (state = 'withdrawn') = (answered_by_id = asked_by_id)", name="two_people"
        ),
        sa.CheckConstraint("(checked_by_id IS NULL) = (checked_at IS NULL)", name="checked_whole"),
        sa.CheckConstraint(
            "checked_by_id IS NULL OR (checked_by_id <> asked_by_id AND check_note <> '')",
            name="checker_not_asker",
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR (checked_by_id IS NOT NULL AND checked_by_id <> answered_by_id)",
            name="two_posts",
        ),
        sa.CheckConstraint("bank_name <> '' AND bank_account <> '' AND reason <> ''", name="whole"),
        *(
            sa.ForeignKeyConstraint([f"{role}_by_id"], ["user_account.id"])
            for role in ("asked", "checked", "answered")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_index("ix_account_change_state", "account_change", ["state"])
    op.create_index("ix_account_change_organisation_id", "account_change", ["organisation_id"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "uq_account_change_waiting",
        "account_change",
        ["organisation_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _accounts() -> None:
    op.create_table(
        "contract_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        *(
            sa.Column(column, sa.String(length=LENGTHS[column]), nullable=False, server_default="")
            for column in PAYEE
        ),
        sa.CheckConstraint("number >= 1 AND bank_name <> '' AND bank_account <> ''", name="whole"),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"]),
        sa.ForeignKeyConstraint(["change_id"], ["account_change.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contract_id", "number"),
        sa.UniqueConstraint("contract_id", "change_id"),
    )
    op.create_index("ix_contract_account_change_id", "contract_account", ["change_id"])


def _payments() -> None:
    op.execute("ALTER TABLE payment ADD COLUMN account_change_id INTEGER REFERENCES account_change (id)")
    op.execute(
        "ALTER TABLE payment ADD COLUMN account_version INTEGER"
        " CONSTRAINT ck_payment_account_of_a_decision"
        " CHECK (account_version IS NULL OR state NOT IN ('requested', 'refused'))"
    )
    _payee_columns(
        "payment",
        bank_account=" CONSTRAINT ck_payment_account_kept CHECK (bank_account = '' OR"
        " (account_version IS NOT NULL AND state NOT IN ('requested', 'approved', 'refused')))",
    )
    op.execute(
        "UPDATE payment SET account_version = 0 WHERE state = 'approved' AND EXISTS ("
        "SELECT 1 FROM instalment i JOIN contract_part p ON p.id = i.part_id JOIN contract k ON k.id = p.contract_id"
        " WHERE i.id = payment.instalment_id AND k.bank_account <> '')"
    )


def _refuse(dialect: str, name: str, table: str, verb: str, when: str, reason: str) -> None:
    if dialect == "sqlite":
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
    """Requests and the accounts of contracts go; a waiting or later account must not be lost unseen."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM account_change")):
        raise RuntimeError("requests to change an account are on record and would be lost: keep this version")
    dialect = op.get_bind().dialect.name
    for name, table, *_ in GUARDS:
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if dialect == "postgresql" else ""))
        if dialect == "postgresql":
            op.execute(f"DROP FUNCTION {name}()")
    for column in ("bank_account", "bank_name", "account_holder", "account_version", "account_change_id"):
        op.drop_column("payment", column)
    op.drop_table("contract_account")
    for column in ("account_change_id", *reversed(PAYEE)):
        op.drop_column("contract", column)
    op.drop_table("account_change")
    op.drop_column("organisation", "account_bound")
