"""A ballot as a transaction holds it: the round, the roll entry, then what is in force and what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.foundation.database import lock
from app.people.models import Mandate
from app.voting.choices import Choices, read_choices
from app.voting.models import Ballot, PastBallot, Replacement, RollEntry, Round, RoundOption


@dataclass(frozen=True)
class Hand:
    """How a ballot came: its mode, and who entered it for the voter."""

    mode: str
    helper_id: int | None = None
    helper_role: str = ""


def hold(session: Session, round: Round) -> None:
    """Hold the round for this transaction, shared with other voters, so that no close comes in between."""
    session.refresh(round, with_for_update={"read": True, "of": Round})


def takes_ballots(round: Round, now: datetime) -> bool:
    return round.state == "open" and now < round.closes_at


def require_open(round: Round, now: datetime) -> None:
    """Raises RuleViolation "round.closed" (the closing second is already too late), "round.not_open"."""
    if takes_ballots(round, now):
        return
    raise RuleViolation("round.closed" if round.state in ("open", "closed", "counted") else "round.not_open")


def marked_choices(session: Session, round: Round, marked: Mapping[str, Any]) -> Choices:
    """The marks as they are stored. Raises as read_choices."""
    keys = session.scalars(
        select(RoundOption.key).where(RoundOption.round_id == round.id).order_by(RoundOption.position)
    ).all()
    return read_choices(round.kind, keys, marked)


def held_ballot(session: Session, entry: RollEntry) -> Ballot | None:
    """Hold the entry, so that its ballot and its requests change one after the other; its ballot read anew."""
    lock(session, entry)
    statement = select(Ballot).where(Ballot.roll_entry_id == entry.id)
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def voter_id(session: Session, entry: RollEntry) -> int | None:
    """The account of the person whose entry this is."""
    return session.scalar(select(Mandate.user_id).where(Mandate.id == entry.mandate_id))


def as_sent(ballot: Ballot, choices: Choices, hand: Hand) -> bool:
    """Whether just this is what is in force: sent twice it has one effect."""
    return (ballot.choices, ballot.mode, ballot.assisted_by_id) == (choices, hand.mode, hand.helper_id)


def put(
    session: Session, entry: RollEntry, ballot: Ballot | None, choices: Choices, hand: Hand, now: datetime
) -> Ballot:
    """Put the ballot in force; one that another hand replaces is kept as a PastBallot."""
    if ballot is None:
        ballot = Ballot(round_id=entry.round_id, roll_entry_id=entry.id, revision=0)
        session.add(ballot)
    elif ballot.assisted_by_id is not None or hand.helper_id is not None:
        session.add(_past(ballot, hand, now))
    ballot.choices = choices
    ballot.mode = hand.mode
    ballot.assisted_by_id = hand.helper_id
    ballot.assisted_role = hand.helper_role
    ballot.read_back = hand.helper_id is not None
    ballot.revision += 1
    ballot.cast_at = now
    session.flush()
    return ballot


def _past(ballot: Ballot, hand: Hand, now: datetime) -> PastBallot:
    return PastBallot(
        round_id=ballot.round_id,
        roll_entry_id=ballot.roll_entry_id,
        revision=ballot.revision,
        choices=ballot.choices,
        mode=ballot.mode,
        assisted_by_id=ballot.assisted_by_id,
        assisted_role=ballot.assisted_role,
        cast_at=ballot.cast_at,
        ended_at=now,
        ended_by="own_hand" if hand.helper_id is None else "two_hands",
    )


def waiting_for(session: Session, entry: RollEntry) -> Replacement | None:
    """The request that waits to replace the ballot of a held entry, read anew; there is one at most."""
    statement = select(Replacement).where(
        Replacement.roll_entry_id == entry.id, Replacement.state == "waiting", Replacement.lapsed == ""
    )
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def lapse(session: Session, request: Replacement | None, now: datetime) -> bool:
    """End a waiting request because the voter cast; whether there was one."""
    if request is None:
        return False
    request.lapsed, request.lapsed_at = "own_hand", now
    return True


def lapse_all(session: Session, round: Round, now: datetime) -> int:
    """End every request of a round that closes; how many there were."""
    ended = session.execute(
        update(Replacement)
        .where(Replacement.round_id == round.id, Replacement.state == "waiting", Replacement.lapsed == "")
        .values(lapsed="closed", lapsed_at=now)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]
