"""Count needs by households and known people; set the anonymous and the imported apart; forget old visitors' keys.

How older rows are read. A second from an account counts, and so does the raiser who had one, or whose number a worker
wrote down with the need. A second of a browser stands apart as anonymous, and so does one that a worker took down
without saying whose: nothing tells that two of these are not one person. ``mentions`` of a need told here was 1, which
was its raiser and is now 0; of an imported need (it has a code) it stays, and a need that others were merged into
keeps the sum. Where two accounts with one telephone seconded one need, both stay as they were.

Rows of attempts and of visitors, kept for a day under keys of two schemes, one of them an unsalted hash, are deleted:
at worst a wait that was running is forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NEW_CHECKS = {
    "counts": (
        "mentions >= 0 AND people_affected >= 0 AND signed_in >= 0 AND recorded >= 0 AND anonymous >= 0"
    ),
    "heat_adds_up": "heat = signed_in + recorded",
}
OLD_CHECKS = {
    "counts": "mentions >= 1 AND people_affected >= 0 AND seconds >= 0",
    "heat_adds_up": "heat = mentions + seconds",
}
COUNTS = ("signed_in", "recorded", "anonymous")
KEYS = ("phone_key", "household_key")


def upgrade() -> None:
    _forget_visitors()
    with op.batch_alter_table("need_support") as batch:
        for key in KEYS:
            batch.add_column(sa.Column(key, sa.String(64), nullable=True))
            batch.create_unique_constraint(f"uq_need_support_need_id_{key}", ["need_id", key])
        batch.add_column(sa.Column("shown", sa.String(40), nullable=False, server_default=""))
        batch.add_column(sa.Column("raised", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("need_support") as batch:
        batch.alter_column("shown", existing_type=sa.String(40), server_default=None)
        batch.alter_column("raised", existing_type=sa.Boolean(), server_default=None)
    for count in COUNTS:
        op.add_column("need", sa.Column(count, sa.Integer(), nullable=False, server_default="0"))
    _drop_checks()
    _own_mentions(told=0)
    _count_raisers()
    _name_telephones()
    _recount()
    _make_checks(NEW_CHECKS, gone=("seconds",), plain=COUNTS)


def downgrade() -> None:
    """Heat becomes mentions and seconds again; what was counted stays as seconds, but for the raisers themselves."""
    op.add_column("need", sa.Column("seconds", sa.Integer(), nullable=False, server_default="0"))
    _drop_checks()
    op.execute("DELETE FROM need_support WHERE raised")
    _own_mentions(told=1)
    op.execute(
        "UPDATE need SET seconds = (SELECT count(*) FROM need_support WHERE need_support.need_id = need.id)"
    )
    op.execute("UPDATE need SET heat = mentions + seconds")
    _make_checks(OLD_CHECKS, gone=COUNTS, plain=("seconds",))
    with op.batch_alter_table("need_support") as batch:
        for key in KEYS:
            batch.drop_constraint(f"uq_need_support_need_id_{key}", type_="unique")
        for column in (*KEYS, "shown", "raised"):
            batch.drop_column(column)
    _forget_visitors()


def _forget_visitors() -> None:
    for table in ("visitor_entry", "sign_in_attempt"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608 (names of this file)


def _drop_checks() -> None:
    """The sums pass through states that neither the older nor the newer CHECKs allow."""
    with op.batch_alter_table("need") as batch:
        for name in NEW_CHECKS:
            batch.drop_constraint(op.f(f"ck_need_{name}"), type_="check")


def _make_checks(checks: dict[str, str], gone: tuple[str, ...], plain: tuple[str, ...]) -> None:
    with op.batch_alter_table("need") as batch:
        for column in gone:
            batch.drop_column(column)
        for column in plain:
            batch.alter_column(column, existing_type=sa.Integer(), server_default=None)
        for name, condition in checks.items():
            batch.create_check_constraint(op.f(f"ck_need_{name}"), condition)


def _rows(statement: str) -> list[Any]:
    return list(op.get_bind().execute(sa.text(statement)).all())


def _own_mentions(told: int) -> None:
    """Give a need that was told here ``told`` mentions of its own, and sum anew what merges brought together."""
    own, parts = {}, defaultdict(list)
    needs = _rows("SELECT id, code, mentions, merged_into_id FROM need ORDER BY id")
    for need in needs:
        own[need.id] = need.mentions
        if need.merged_into_id is not None:
            parts[need.merged_into_id].append(need.id)
    mentions = dict(own)
    imported = {need.id for need in needs if need.code is not None}
    for need in needs:
        own[need.id] -= sum(mentions[part] for part in parts[need.id])
        if need.id not in imported and own[need.id] <= 1:
            own[need.id] = told

    def total(need_id: int) -> int:
        return int(own[need_id] + sum(total(part) for part in parts[need_id]))

    for need in needs:
        op.get_bind().execute(
            sa.text("UPDATE need SET mentions = :mentions WHERE id = :id"),
            {"mentions": max(told, total(need.id)), "id": need.id},
        )


def _count_raisers() -> None:
    """Let raisers who are known count, once, with the need that theirs was merged into in the end."""
    needs = {row.id: row for row in _rows("SELECT * FROM need ORDER BY id")}
    numbers = dict(_rows("SELECT id, phone FROM user_account WHERE phone IS NOT NULL"))
    known = {(row.need_id, row.user_id) for row in _rows("SELECT need_id, user_id FROM need_support")}
    for need in needs.values():
        phone = need.contact_phone if need.recorded_by_id else numbers.get(need.raised_by_id)
        last = need
        while last.merged_into_id is not None:
            last = needs[last.merged_into_id]
        key = _key(need.community_id, phone)
        marks = {(last.id, mark) for mark in (need.raised_by_id, key) if mark is not None}
        if not marks or known & marks:
            continue
        known |= marks
        op.get_bind().execute(
            sa.text(
                "INSERT INTO need_support (need_id, user_id, phone_key, shown, raised, channel, recorded_by_id,"
                " moved_from_id, at) SELECT :last, raised_by_id, :key, '', :raised, channel, recorded_by_id,"
                " CASE WHEN id = :last THEN NULL ELSE id END, raised_at FROM need WHERE id = :id"
            ),
            {"last": last.id, "key": key, "raised": True, "id": need.id},
        )


def _name_telephones() -> None:
    """Give seconds of accounts the key of their telephone, so that the household is known when it rings."""
    rows = _rows(
        "SELECT s.id, s.need_id, n.community_id, u.phone FROM need_support s JOIN need n ON n.id = s.need_id"
        " JOIN user_account u ON u.id = s.user_id WHERE u.phone IS NOT NULL AND s.phone_key IS NULL ORDER BY s.id"
    )
    taken = {(row.need_id, row.phone_key) for row in _rows("SELECT need_id, phone_key FROM need_support")}
    for row in rows:
        key = _key(row.community_id, row.phone)
        if (row.need_id, key) not in taken:
            taken.add((row.need_id, key))
            op.get_bind().execute(
                sa.text("UPDATE need_support SET phone_key = :key WHERE id = :id"), {"key": key, "id": row.id}
            )


def _key(community_id: int, phone: str | None) -> str | None:
    """The key as people/respondents made it at the time of this step."""
    if not phone:
        return None
    secret = str(current_app.config["SECRET_KEY"]).encode()
    text = f"respondent seconds in {community_id}\nphone {phone}"
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def _recount() -> None:
    named = "(user_id IS NOT NULL OR phone_key IS NOT NULL)"
    of = "(SELECT count(*) FROM need_support s WHERE s.need_id = need.id AND {})"
    sums = {
        "signed_in": f"{named} AND channel = 'online'",
        "recorded": f"{named} AND channel <> 'online'",
        "anonymous": f"NOT {named}",
    }
    for column, condition in sums.items():
        op.execute(f"UPDATE need SET {column} = {of.format(condition)}")  # noqa: S608 (conditions of this file)
    op.execute("UPDATE need SET heat = signed_in + recorded")
