"""Let money in and reversals through by two people, and compare vouchers by what they say.

How old rows are read: entries from before have no request (``request_id`` is NULL), since one person made them and no
second one is to be invented; the database asks for a request of new entries alone, by a trigger. An old payment gets
its ledger entry by project, voucher and amount, in the order both were made; its voucher is folded and kept as typed
too. Where two contracts were paid under one voucher, spelt differently, both old payments keep the same key, which is
why the key is not UNIQUE: it says what happened, and the command, under a lock, lets no further contract use it.
"""

from __future__ import annotations

from collections import defaultdict, deque

import sqlalchemy as sa
from alembic import op

from app.domain.text import document_key
from app.foundation import database

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OLD_KINDS = (
    "appropriated",
    "carried_out",
    "carried_over",
    "commitment_released",
    "committed",
    "paid",
    "reservation_released",
    "reserved",
    "supplemented",
)
REVERSALS = ("appropriation_reversed", "carry_out_reversed", "carry_over_reversed", "payment_reversed")
BY_TWO = ("appropriated", "carried_out", "carried_over", *REVERSALS)
PAID = "(voucher_{} <> '' AND paid_on IS NOT NULL AND paid_by_id IS NOT NULL)"
LIVE = "uq_payment_instalment_live"
TRIGGER = "ledger_entry_by_two"


def _in(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))


def upgrade() -> None:
    _make_requests()
    _widen_ledger()
    _fold_vouchers()
    _ask_for_two()


def _make_requests() -> None:
    op.create_table(
        "fund_request",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("source_fund_id", sa.Integer(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("document_no", sa.String(60), nullable=False),
        sa.Column("document_key", sa.Text(), nullable=False),
        sa.Column("reverses_seq", sa.Integer(), nullable=True),
        sa.Column("subject_ref", sa.String(16), nullable=True),
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
            name=op.f("ck_fund_request_state_known"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_by_id IS NULL)"
            " AND (answered_by_id IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_fund_request_answered_whole"),
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR (state = 'withdrawn') = (answered_by_id = asked_by_id)",
            name=op.f("ck_fund_request_two_people"),
        ),
        sa.CheckConstraint(
            "kind IN ('appropriation', 'carry_over', 'reversal')", name=op.f("ck_fund_request_kind_known")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_fund_request_amount_positive")),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses_seq IS NOT NULL)",
            name=op.f("ck_fund_request_reversal_names_entry"),
        ),
        sa.CheckConstraint(
            "kind <> 'reversal' OR reason <> ''", name=op.f("ck_fund_request_reversal_has_reason")
        ),
        sa.CheckConstraint(
            "kind <> 'appropriation' OR document_key <> ''",
            name=op.f("ck_fund_request_appropriation_has_document"),
        ),
        sa.CheckConstraint(
            "source_fund_id IS NULL OR kind = 'carry_over'", name=op.f("ck_fund_request_source_of_carry_over")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_fund_request_fund_id_fund")),
        sa.ForeignKeyConstraint(
            ["source_fund_id"], ["fund.id"], name=op.f("fk_fund_request_source_fund_id_fund")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_fund_request_asked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_fund_request_answered_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_request")),
        sa.UniqueConstraint("slug", name=op.f("uq_fund_request_slug")),
    )
    op.create_index(op.f("ix_fund_request_state"), "fund_request", ["state"])
    op.create_index(op.f("ix_fund_request_subject_ref"), "fund_request", ["subject_ref"])
    op.create_index("ix_fund_request_document", "fund_request", ["fund_id", "document_key"])
    op.create_index(
        "uq_fund_request_reversal",
        "fund_request",
        ["fund_id", "reverses_seq"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _widen_ledger() -> None:
    with op.batch_alter_table("ledger_entry") as batch:
        batch.add_column(sa.Column("request_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("reverses_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_ledger_entry_request_id_fund_request"), "fund_request", ["request_id"], ["id"]
        )
        batch.create_foreign_key(
            op.f("fk_ledger_entry_reverses_id_ledger_entry"), "ledger_entry", ["reverses_id"], ["id"]
        )
        batch.create_unique_constraint(op.f("uq_ledger_entry_request_id_kind"), ["request_id", "kind"])
        batch.create_unique_constraint(op.f("uq_ledger_entry_reverses_id"), ["reverses_id"])
        batch.create_check_constraint(
            op.f("ck_ledger_entry_reversal_has_entry"),
            f"(reverses_id IS NOT NULL) = (kind IN ({_in(REVERSALS)}))",
        )
        batch.drop_constraint(op.f("ck_ledger_entry_kind_known"), type_="check")
        batch.create_check_constraint(
            op.f("ck_ledger_entry_kind_known"), f"kind IN ({_in((*OLD_KINDS, *REVERSALS))})"
        )
    _only_grows()


def _only_grows() -> None:
    """SQLite made the table anew, and its triggers went with the old one."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER ledger_entry_no_{verb.lower()} BEFORE {verb} ON ledger_entry BEGIN "
                "SELECT RAISE(ABORT, 'ledger_entry only grows'); END"
            )


def _fold_vouchers() -> None:
    _drop_live()
    op.drop_index(op.f("ix_payment_voucher_no"), "payment")
    op.add_column("payment", sa.Column("voucher_key", sa.Text(), nullable=False, server_default=""))
    op.add_column("payment", sa.Column("entry_id", sa.Integer(), nullable=True))
    _fill_payments()
    with op.batch_alter_table("payment") as batch:
        batch.alter_column(
            "voucher_key", existing_type=sa.Text(), existing_nullable=False, server_default=None
        )
        batch.create_foreign_key(
            op.f("fk_payment_entry_id_ledger_entry"), "ledger_entry", ["entry_id"], ["id"]
        )
        batch.create_unique_constraint(op.f("uq_payment_entry_id"), ["entry_id"])
        _check(batch, "state_known", "state IN ('approved', 'paid', 'refused', 'requested', 'reversed')")
        _check(batch, "paid_has_voucher", f"state NOT IN ('paid', 'reversed') OR {PAID.format('key')}")
    op.create_index(op.f("ix_payment_voucher_key"), "payment", ["voucher_key"])
    _make_live("state <> 'refused' AND state <> 'reversed'")


def _check(batch: object, name: str, condition: str) -> None:
    """Put a CHECK in the place of the one of that name."""
    batch.drop_constraint(op.f(f"ck_payment_{name}"), type_="check")  # type: ignore[attr-defined]
    batch.create_check_constraint(op.f(f"ck_payment_{name}"), condition)  # type: ignore[attr-defined]


def _drop_live() -> None:
    op.drop_index(LIVE, "payment")


def _make_live(where: str) -> None:
    """One payment of an instalment that is not over."""
    op.create_index(
        LIVE,
        "payment",
        ["instalment_id"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _fill_payments() -> None:
    connection = op.get_bind()
    entries = defaultdict(deque)
    for row in connection.execute(
        sa.text(
            "SELECT id, project_ref, voucher_no, amount_fen FROM ledger_entry WHERE kind = 'paid' ORDER BY id"
        )
    ):
        entries[row.project_ref, row.voucher_no, row.amount_fen].append(row.id)
    paid = connection.execute(
        sa.text(
            "SELECT payment.id, proposal.slug, payment.voucher_no, payment.amount_fen FROM payment"
            " JOIN instalment ON payment.instalment_id = instalment.id"
            " JOIN contract_part ON instalment.part_id = contract_part.id"
            " JOIN proposal ON contract_part.proposal_id = proposal.id"
            " WHERE payment.voucher_no <> '' ORDER BY payment.paid_on, payment.id"
        )
    ).all()
    for row in paid:
        waiting = entries[row.slug, row.voucher_no, row.amount_fen]
        connection.execute(
            sa.text("UPDATE payment SET voucher_key = :key, entry_id = :entry WHERE id = :id"),
            {
                "key": document_key(row.voucher_no) or row.voucher_no,
                "entry": waiting.popleft() if waiting else None,
                "id": row.id,
            },
        )


def _ask_for_two() -> None:
    """What brings money in, and what undoes an entry, is let in under a confirmed request of its amount alone."""
    unasked = (
        f"NEW.kind IN ({_in(BY_TWO)}) AND NOT EXISTS (SELECT 1 FROM fund_request WHERE id = NEW.request_id"  # noqa: S608
        " AND state = 'confirmed' AND amount_fen = NEW.amount_fen)"
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {TRIGGER} BEFORE INSERT ON ledger_entry WHEN {unasked} BEGIN "
            "SELECT RAISE(ABORT, 'money takes two people'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {unasked} THEN RAISE EXCEPTION 'money takes two people'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {TRIGGER} BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION {TRIGGER}()"
    )


def downgrade() -> None:
    """The older tables know no reversal: while there is one, a step back would make a ledger that does not add up.

    Requests still waiting, refused or withdrawn moved nothing and go; of confirmed ones the entries stay.
    """
    connection = op.get_bind()
    if connection.scalar(sa.text("SELECT count(*) FROM ledger_entry WHERE reverses_id IS NOT NULL")):
        raise RuntimeError("the ledger holds reversing entries, which the older tables cannot hold")
    sqlite = connection.dialect.name == "sqlite"
    op.execute(f"DROP TRIGGER {TRIGGER}" + ("" if sqlite else " ON ledger_entry"))
    if not sqlite:
        op.execute(f"DROP FUNCTION {TRIGGER}()")
    _drop_live()
    op.drop_index(op.f("ix_payment_voucher_key"), "payment")
    with op.batch_alter_table("payment") as batch:
        _check(batch, "paid_has_voucher", f"state <> 'paid' OR {PAID.format('no')}")
        _check(batch, "state_known", "state IN ('approved', 'paid', 'refused', 'requested')")
        batch.drop_constraint(op.f("uq_payment_entry_id"), type_="unique")
        batch.drop_constraint(op.f("fk_payment_entry_id_ledger_entry"), type_="foreignkey")
        batch.drop_column("entry_id")
        batch.drop_column("voucher_key")
    op.create_index(op.f("ix_payment_voucher_no"), "payment", ["voucher_no"])
    _make_live("state <> 'refused'")
    with op.batch_alter_table("ledger_entry") as batch:
        batch.drop_constraint(op.f("ck_ledger_entry_kind_known"), type_="check")
        batch.create_check_constraint(op.f("ck_ledger_entry_kind_known"), f"kind IN ({_in(OLD_KINDS)})")
        batch.drop_constraint(op.f("ck_ledger_entry_reversal_has_entry"), type_="check")
        batch.drop_constraint(op.f("uq_ledger_entry_reverses_id"), type_="unique")
        batch.drop_constraint(op.f("uq_ledger_entry_request_id_kind"), type_="unique")
        batch.drop_constraint(op.f("fk_ledger_entry_reverses_id_ledger_entry"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_ledger_entry_request_id_fund_request"), type_="foreignkey")
        batch.drop_column("reverses_id")
        batch.drop_column("request_id")
    _only_grows()
    op.drop_table("fund_request")
