"""Old ledgers and payments under the tables that know requests, reversals and folded vouchers; and the step back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.foundation.database import db, unit_of_work
from app.funds.models import Fund, LedgerEntry
from tests.factories import World, make_street
from tests.support.contracts import make_contract
from tests.support.delivery import approve, pay, request
from tests.support.funds import make_fund, reverse
from tests.support.notices import make_noticed
from tests.support.proposals import make_applicant

BEFORE = "0005"


@pytest.fixture
def world(app: Flask, session: Session) -> Iterator[World]:
    """A step back locks whole tables; whatever becomes of it, the next test finds the newest ones."""
    yield make_street()
    db.session.remove()
    upgrade()


def rows(statement: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def write(statement: str) -> None:
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text(statement))


def _back() -> None:
    db.session.remove()
    downgrade(revision=BEFORE)


def test_old_payments_keep_their_words_and_find_their_entries(world: World) -> None:
    first = make_contract(world)
    second = make_contract(world, proposals=[make_noticed(world, make_applicant(world))])
    pay(world, approve(world, request(world, first)), "FK2026-0100")
    pay(world, approve(world, request(world, second)), "FK2026-0200")
    _back()
    upgrade()
    paid = rows(
        "SELECT payment.voucher_no, payment.voucher_key, ledger_entry.voucher_no FROM payment"
        " JOIN ledger_entry ON payment.entry_id = ledger_entry.id ORDER BY payment.id"
    )
    assert paid == [
        ("FK2026-0100", "fk2026-0100", "FK2026-0100"),
        ("FK2026-0200", "fk2026-0200", "FK2026-0200"),
    ]


def test_two_old_contracts_paid_under_one_voucher_do_not_stop_the_step(world: World) -> None:
    contracts = [
        make_contract(world),
        make_contract(world, proposals=[make_noticed(world, make_applicant(world))]),
    ]
    for number, contract in enumerate(contracts):
        pay(world, approve(world, request(world, contract)), f"FK2026-010{number}")
    _back()
    write("UPDATE payment SET voucher_no = 'ＦＫ2026－0100' WHERE voucher_no = 'FK2026-0101'")
    upgrade()
    assert rows("SELECT voucher_no, voucher_key FROM payment ORDER BY id") == [
        ("FK2026-0100", "fk2026-0100"),
        ("ＦＫ2026－0100", "fk2026-0100"),
    ]


def test_an_old_ledger_stays_whole_and_guarded_and_its_entries_can_be_reversed(world: World) -> None:
    fund = make_fund(world.north, yuan=1000)
    fund_id = fund.id
    _back()
    with pytest.raises(DBAPIError, match="only grows"):
        write("UPDATE ledger_entry SET amount_fen = 1")
    upgrade()
    for change in ("UPDATE ledger_entry SET amount_fen = 1", "DELETE FROM ledger_entry"):
        with pytest.raises(DBAPIError, match="only grows"):
            write(change)
    assert rows("SELECT kind, request_id, amount_fen FROM ledger_entry") == [("appropriated", None, 100_000)]
    with unit_of_work() as session:
        entry = session.scalars(select(LedgerEntry)).one()
        reverse(session, entry)
        assert session.get_one(Fund, fund_id).total_fen == 0


def test_a_ledger_with_a_reversal_does_not_go_back(world: World) -> None:
    fund = make_fund(world.north, yuan=1000)
    with unit_of_work() as session:
        reverse(session, session.scalars(select(LedgerEntry).where(LedgerEntry.fund_id == fund.id)).one())
    db.session.remove()
    with pytest.raises(SystemExit):
        downgrade(revision=BEFORE)
    assert rows("SELECT count(*) FROM ledger_entry WHERE reverses_id IS NOT NULL") == [(1,)]
