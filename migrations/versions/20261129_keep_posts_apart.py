"""Keep posts and steps apart: who took which step of a purchase, in which capacity a proposal was made, and a guard
that no administrator, auditor, approver and finance are one person at one time.

Old rows are read so. Steps come from the rows that name a person (proposals, reviews, approvals, supplements,
acceptances, payments), and from the log where no row does (changes of a text, recognitions, signatures, confirmed
milestones, closed evaluations and rectifications, payments, closings). The post is the one the person held that day,
empty where none is known. A proposal was made as a member where its maker belonged to its organisation that day, else
as a representative. Roles that overlap already stay as they are; they can be ended, not lengthened.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ZONE = ZoneInfo("Asia/Shanghai")
HANDLER, REVIEWER, MEMBER, REPRESENTATIVE = (
    "street_handler",
    "reviewer",
    "organisation_member",
    "representative",
)
POSTS = {
    "proposer": (MEMBER, REPRESENTATIVE),
    "examiner": (REVIEWER, HANDLER),
    "preparer": (HANDLER,),
    "recogniser": (HANDLER,),
    "delegate": ("community_delegate",),
    "handler": (HANDLER,),
    "reviewer": (REVIEWER,),
    "approver": ("approver",),
    "signer": (HANDLER,),
    "supplementer": (HANDLER,),
    "acceptor": ("community_worker", "secretary", HANDLER),
    "requester": (MEMBER,),
    "payer": ("finance",),
    "closer": (HANDLER,),
}
LOGGED = {
    "contracts.change": "preparer",
    "contracts.recognise_for_street": "recogniser",
    "contracts.recognise_for_community": "delegate",
    "contracts.sign": "signer",
    "delivery.close": "closer",
    "delivery.confirm_milestone": "acceptor",
    "delivery.close_evaluation": "acceptor",
    "delivery.close_rectification": "acceptor",
    "delivery.pay_payment": "payer",
}
NAMED = (
    ("preparer", "SELECT id, prepared_by_id, prepared_at, '' FROM contract"),
    (
        "proposer",
        "SELECT k.contract_id, p.prepared_by_id, p.created_at, '' FROM proposal p"
        " JOIN contract_part k ON k.proposal_id = p.id",
    ),
    (
        "proposer",
        "SELECT k.contract_id, v.submitted_by_id, v.submitted_at, '' FROM proposal_version v"
        " JOIN proposal p ON p.id = v.proposal_id JOIN contract_part k ON k.proposal_id = p.id"
        " WHERE v.submitted_by_id <> p.prepared_by_id",
    ),
    (
        "examiner",
        "SELECT k.contract_id, r.reviewed_by_id, r.reviewed_at, '' FROM review r"
        " JOIN contract_part k ON k.proposal_id = r.proposal_id WHERE r.result = 'passed'",
    ),
    ("", "SELECT contract_id, user_id, decided_at, '', step FROM approval"),
    ("supplementer", "SELECT contract_id, made_by_id, made_at, '' FROM amendment"),
    ("acceptor", "SELECT contract_id, recorded_by_id, recorded_at, '' FROM acceptance"),
    (
        "requester",
        "SELECT k.contract_id, y.requested_by_id, y.requested_at, y.slug FROM payment y"
        " JOIN instalment i ON i.id = y.instalment_id JOIN contract_part k ON k.id = i.part_id",
    ),
    (
        "approver",
        "SELECT k.contract_id, y.decided_by_id, y.decided_at, y.slug FROM payment y"
        " JOIN instalment i ON i.id = y.instalment_id JOIN contract_part k ON k.id = i.part_id"
        " WHERE y.decided_by_id IS NOT NULL",
    ),
)
"""Step and the rows that name its person: contract, person, moment, payment (and the step, where it varies)."""

SUBJECTS = (
    "SELECT 'contract:' || slug, id, '' FROM contract",
    "SELECT 'milestone:' || m.slug, k.contract_id, '' FROM milestone m JOIN contract_part k ON k.id = m.part_id",
    "SELECT 'evaluation:' || e.slug, k.contract_id, '' FROM evaluation e"
    " JOIN contract_part k ON k.proposal_id = e.proposal_id",
    "SELECT 'rectification:' || r.slug, k.contract_id, '' FROM rectification r"
    " JOIN contract_part k ON k.proposal_id = r.proposal_id",
    "SELECT 'payment:' || y.slug, k.contract_id, y.slug FROM payment y"
    " JOIN instalment i ON i.id = y.instalment_id JOIN contract_part k ON k.id = i.part_id",
)
"""What an entry of the log is about: subject, contract, payment."""

APART = "('administrator', 'auditor', 'approver', 'finance')"
Row = tuple[int, str, str, int, datetime]


def upgrade() -> None:
    steps = op.create_table(
        "purchase_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("subject_ref", sa.String(16), nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(30), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "step IN (" + ", ".join(f"'{step}'" for step in sorted(POSTS)) + ")",
            name=op.f("ck_purchase_step_step_known"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_purchase_step_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_purchase_step_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_step")),
    )
    op.create_index("ix_purchase_step_person", "purchase_step", ["contract_id", "user_id"])
    op.create_index(op.f("ix_purchase_step_user_id"), "purchase_step", ["user_id"])
    op.add_column(
        "proposal", sa.Column("made_as", sa.String(30), nullable=False, server_default=REPRESENTATIVE)
    )
    held = _posts_held()
    _say_how_proposals_were_made(held)
    rows = sorted((row for row in (*_named(), *_logged())), key=lambda row: row[4])
    entries = [
        {
            "contract_id": contract,
            "subject_ref": payment,
            "step": step,
            "user_id": user,
            "post": next((p for p in POSTS[step] if _held(held, user, p, at)), ""),
            "taken_at": at,
        }
        for contract, payment, step, user, at in rows
    ]
    if entries:
        op.bulk_insert(steps, entries)
    for verb, when in _guards():
        _refuse_sqlite(verb, when) if _sqlite() else _refuse_postgres(verb, when)


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


Held = dict[int, list[tuple[str, int | None, date, date]]]


def _posts_held() -> Held:
    held: Held = {}
    table = sa.table(
        "membership",
        *(sa.column(name) for name in ("user_id", "role", "organisation_ref")),
        sa.column("starts_on", sa.Date()),
        sa.column("ends_on", sa.Date()),
    )
    for row in op.get_bind().execute(sa.select(table)):
        held.setdefault(row.user_id, []).append(
            (row.role, row.organisation_ref, row.starts_on, row.ends_on or date.max)
        )
    return held


def _held(held: Held, user: int, role: str, at: datetime, organisation: int | None = None) -> bool:
    day = at.astimezone(ZONE).date()
    return any(
        own == role and first <= day <= last and organisation in (None, ref)
        for own, ref, first, last in held.get(user, ())
    )


def _say_how_proposals_were_made(held: Held) -> None:
    found = _rows("SELECT id, prepared_by_id, created_at, organisation_id FROM proposal", 3)
    for proposal, user, at, organisation in found:
        if organisation is not None and _held(held, user, MEMBER, at, organisation):
            op.execute(
                sa.text("UPDATE proposal SET made_as = :role WHERE id = :id").bindparams(
                    role=MEMBER, id=proposal
                )
            )


def _rows(statement: str, at: int) -> Iterator[sa.Row[tuple[object, ...]] | tuple[object, ...]]:
    """Rows with the moment in the ``at``-th column (from 1) as an aware time."""
    for row in op.get_bind().execute(sa.text(statement)).all():
        moment = row[at - 1]
        told = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        aware = told.replace(tzinfo=UTC) if told.tzinfo is None else told
        yield (*row[: at - 1], aware, *row[at:])


def _named() -> Iterator[Row]:
    for step, statement in NAMED:
        for contract, user, at, payment, *varying in _rows(statement, 3):
            yield contract, payment, varying[0] if varying else step, user, at  # type: ignore[misc]


def _logged() -> Iterator[Row]:
    subjects = {
        row[0]: (row[1], row[2])
        for statement in SUBJECTS
        for row in op.get_bind().execute(sa.text(statement))
    }
    listed = ", ".join(f"'{action}'" for action in LOGGED)
    known = {row[0] for row in op.get_bind().execute(sa.text("SELECT id FROM user_account"))}
    statement = f"SELECT action, subject, at, actor_id FROM audit_entry WHERE action IN ({listed})"  # noqa: S608
    for action, subject, at, user in _rows(statement, 3):
        if user in known and subject in subjects:
            contract, payment = subjects[subject]
            yield contract, payment, LOGGED[action], user, at  # type: ignore[index,misc]


def _guards() -> tuple[tuple[str, str], ...]:
    """Verb and the condition under which a role is refused."""
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
    return (
        ("INSERT", overlapping.format(other="")),
        ("UPDATE", f"{longer} AND {overlapping.format(other=' AND m.id <> NEW.id')}"),
    )


def _refuse_sqlite(verb: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER membership_{verb.lower()}_posts_apart BEFORE {verb} ON membership WHEN {when} BEGIN "
        "SELECT RAISE(ABORT, 'these posts stay apart'); END"
    )


def _refuse_postgres(verb: str, when: str) -> None:
    """Two transactions that give one person a post each meet at the account's row: the second sees the first."""
    name = f"membership_{verb.lower()}_posts_apart"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NEW.role IN {APART} THEN PERFORM 1 FROM user_account WHERE id = NEW.user_id FOR UPDATE; END IF; "
        f"IF {when} THEN RAISE EXCEPTION 'these posts stay apart'; END IF; RETURN NEW; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON membership FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Who took which step stays told by the records and the log; the capacity a proposal was made in is lost."""
    for verb in ("insert", "update"):
        name = f"membership_{verb}_posts_apart"
        op.execute(f"DROP TRIGGER {name}" + ("" if _sqlite() else " ON membership"))
        if not _sqlite():
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_column("proposal", "made_as")
    op.drop_index(op.f("ix_purchase_step_user_id"), "purchase_step")
    op.drop_index("ix_purchase_step_person", "purchase_step")
    op.drop_table("purchase_step")
