"""Ballots that an account cast soon after somebody else reset its password. Roll numbers, never a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models import Mandate
from app.people.queries.account_changes import RESET, AccountChange, beside
from app.voting.models import Ballot, RollEntry, Round


@dataclass(frozen=True)
class AfterReset:
    """A ballot of the voter's own account, cast within a day of the first use after ``reset``."""

    number: int
    name: str
    mode: str
    cast_at: datetime
    reset: AccountChange


def after_resets(session: Session, round: Round) -> Sequence[AfterReset]:
    """Such ballots of a round, by roll number: two queries."""
    rows = session.execute(
        select(RollEntry.number, RollEntry.name, Ballot.mode, Ballot.cast_at, Mandate.user_id)
        .join(Ballot, Ballot.roll_entry_id == RollEntry.id)
        .join(Mandate, RollEntry.mandate_id == Mandate.id)
        .where(RollEntry.round_id == round.id, Ballot.assisted_by_id.is_(None))
        .order_by(RollEntry.number)
    ).all()
    resets = beside(session, [(row.number, row.user_id, row.cast_at) for row in rows], (RESET,))
    return [
        AfterReset(row.number, row.name, row.mode, row.cast_at, resets[row.number])
        for row in rows
        if row.number in resets
    ]


def reset_before(session: Session, ballot: Ballot, user_id: int | None) -> AccountChange | None:
    """The reset of a voter's password shortly before the ballot that their account cast, for the voter."""
    own = [] if ballot.assisted_by_id else [(ballot.id, user_id, ballot.cast_at)]
    return beside(session, own, (RESET,)).get(ballot.id)
