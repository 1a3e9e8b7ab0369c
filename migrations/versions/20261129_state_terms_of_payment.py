"""Contracts say on which ground and from when the days to pay count, and payments keep their last day.

Contracts of before get the terms that held for them: the setting of their community or street in force now (at most 60
days under the regulation), acceptance within 30 days. Payments of before keep the last day that was shown for them,
counted from their request.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from app.foundation.database import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ZONE = ZoneInfo("Asia/Shanghai")
SETTINGS = {"payment_regulation": "all", "acceptance_days": 30}
SOURCE = "系统升级时的初始值（保障中小企业款项支付条例第九条、第十条），街道可以另定。"
MOST_DAYS = 60


def upgrade() -> None:
    contract, payment = "ALTER TABLE contract ADD COLUMN ", "ALTER TABLE payment ADD COLUMN "
    for statement in (
        contract + "payment_ground VARCHAR(12) DEFAULT 'regulation' NOT NULL"
        " CONSTRAINT ck_contract_payment_ground_known CHECK (payment_ground IN ('regulation', 'street'))",
        contract + "payment_days INTEGER DEFAULT 30 NOT NULL CONSTRAINT ck_contract_payment_days"
        f" CHECK (payment_days >= 1 AND (payment_ground = 'street' OR payment_days <= {MOST_DAYS}))",
        contract + "acceptance_days INTEGER DEFAULT 30 NOT NULL"
        " CONSTRAINT ck_contract_acceptance_days CHECK (acceptance_days >= 1)",
        payment + "due_on DATE DEFAULT '1970-01-01' NOT NULL",
    ):
        op.execute(statement)
    _set_rules()
    _fill()


def downgrade() -> None:
    for column in ("acceptance_days", "payment_days", "payment_ground"):
        op.drop_column("contract", column)
    op.drop_column("payment", "due_on")
    op.execute("DELETE FROM rule_setting WHERE key IN ('payment_regulation', 'acceptance_days')")


def _set_rules() -> None:
    bind = op.get_bind()
    table = sa.table(
        "rule_setting",
        sa.column("value", sa.JSON()),
        sa.column("set_at", UtcDateTime()),
        sa.column("withdrawn", sa.Boolean()),
        *(sa.column(name) for name in ("street_id", "key", "source", "set_by")),
    )
    for street_id in bind.execute(sa.text("SELECT id FROM street ORDER BY id")).scalars().all():
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


def _fill() -> None:
    bind = op.get_bind()
    days = _days_by_community()
    rows = bind.execute(
        sa.text(
            "SELECT contract_part.contract_id, proposal.community_id FROM contract_part"
            " JOIN proposal ON proposal.id = contract_part.proposal_id ORDER BY contract_part.id"
        )
    ).all()
    buyers: dict[int, set[int]] = {}
    for contract_id, community_id in rows:
        buyers.setdefault(contract_id, set()).add(community_id)
    for contract_id, communities in buyers.items():
        own = next(iter(communities)) if len(communities) == 1 else None
        bind.execute(
            sa.text("UPDATE contract SET payment_days = :days WHERE id = :id"),
            {"days": min(days.get(own, days.get(None, 30)), MOST_DAYS), "id": contract_id},
        )
    payment = sa.table(
        "payment", sa.column("id"), sa.column("requested_at", UtcDateTime()), sa.column("due_on", sa.Date())
    )
    asked = bind.execute(
        sa.text(
            "SELECT payment.id, proposal.community_id FROM payment"
            " JOIN instalment ON instalment.id = payment.instalment_id"
            " JOIN contract_part ON contract_part.id = instalment.part_id"
            " JOIN proposal ON proposal.id = contract_part.proposal_id"
        )
    ).all()
    community_of = {id_: community_id for id_, community_id in asked}
    for id_, requested_at in bind.execute(sa.select(payment.c.id, payment.c.requested_at)).all():
        last = requested_at.astimezone(ZONE).date() + timedelta(
            days=days.get(community_of[id_], days.get(None, 30))
        )
        bind.execute(payment.update().where(payment.c.id == id_).values(due_on=last))


def _days_by_community() -> dict[int | None, int]:
    """Days to pay under the setting in force, by community; ``None`` is the street's."""
    setting = sa.table(
        "rule_setting",
        *(sa.column(name) for name in ("id", "key", "community_id", "withdrawn")),
        sa.column("value", sa.JSON()),
    )
    found = op.get_bind().execute(
        sa.select(setting.c.community_id, setting.c.value, setting.c.withdrawn)
        .where(setting.c.key == "payment_overdue_days")
        .order_by(setting.c.id)
    )
    newest = {row.community_id: row for row in found}
    return {place: int(row.value) for place, row in newest.items() if not row.withdrawn}
