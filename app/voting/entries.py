"""What workers did to ballots: entered, asked to replace, replaced. Roll numbers and posts, never a choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import Session

from app.voting.models import Ballot, PastBallot, Replacement, RollEntry, Round


@dataclass(frozen=True)
class Entry:
    """A ballot that a worker entered, or a request to replace one; ``second`` is the post that answered.

    ``state`` is "counts", "overruled" (by the voter's own hand) or "replaced" (by another entry) of what came in
    force; of a request that did not, "waiting", "refused", "withdrawn" or "lapsed".
    """

    number: int
    name: str
    asked: bool
    mode: str
    post: str
    at: datetime
    second: str
    second_at: datetime | None
    state: str


@dataclass(frozen=True)
class EntryNumbers:
    """Of a counted round: ballots counted as a worker first entered them, as one replaced them, and entries that
    voters overruled by their own hand."""

    entered: int
    replaced: int
    overruled: int

    @property
    def any(self) -> bool:
        return bool(self.entered or self.replaced or self.overruled)


def standing(request: Replacement, round: Round, now: datetime) -> str:
    """How a request stands; what nobody answered by the closing time can no longer be agreed to."""
    if request.standing == "waiting" and (round.state != "open" or now >= round.closes_at):
        return "lapsed"
    return request.standing


def entries(session: Session, round: Round, now: datetime) -> Sequence[Entry]:
    """Everything that workers entered or asked for in a round, by roll number and time: three queries."""
    roll = {row.id: (row.number, row.name) for row in session.execute(_helped(round))}
    requests = session.scalars(select(Replacement).where(Replacement.round_id == round.id)).all()
    found = [*_in_force(session, round, roll, requests), *_unanswered(round, roll, requests, now)]
    return sorted(found, key=lambda each: (each.number, each.at))


def helped_numbers(found: Sequence[Entry]) -> EntryNumbers:
    """The figures of a counted round."""
    counted = [each.asked for each in found if each.state == "counts"]
    overruled = sum(each.state == "overruled" for each in found)
    return EntryNumbers(counted.count(False), counted.count(True), overruled)


def _helped(round: Round) -> Select[int, int, str]:
    helped = union_all(
        select(Ballot.roll_entry_id).where(Ballot.round_id == round.id, Ballot.assisted_by_id.is_not(None)),
        select(PastBallot.roll_entry_id).where(PastBallot.round_id == round.id),
        select(Replacement.roll_entry_id).where(Replacement.round_id == round.id),
    )
    return select(RollEntry.id, RollEntry.number, RollEntry.name).where(RollEntry.id.in_(helped))


def _in_force(
    session: Session, round: Round, roll: dict[int, tuple[int, str]], requests: Sequence[Replacement]
) -> Iterator[Entry]:
    """Ballots by a worker's hand, in force or once so."""
    agreed = {(each.roll_entry_id, each.revision + 1): each for each in requests if each.state == "confirmed"}
    now, past = Ballot, PastBallot
    versions = union_all(
        select(
            now.roll_entry_id,
            now.revision,
            now.mode,
            now.assisted_role,
            now.cast_at,
            literal("").label("ended"),
        ).where(now.round_id == round.id, now.assisted_by_id.is_not(None)),
        select(
            past.roll_entry_id, past.revision, past.mode, past.assisted_role, past.cast_at, past.ended_by
        ).where(past.round_id == round.id, past.assisted_by_id.is_not(None)),
    )
    states = {"": "counts", "own_hand": "overruled", "two_hands": "replaced"}
    for entry_id, revision, mode, post, cast_at, ended in session.execute(versions):
        request, state = agreed.get((entry_id, revision)), states[ended]
        if request is None:
            yield Entry(*roll[entry_id], False, mode, post, cast_at, "", None, state)
        else:
            yield _of_request(request, roll, state)


def _unanswered(
    round: Round, roll: dict[int, tuple[int, str]], requests: Sequence[Replacement], now: datetime
) -> Iterator[Entry]:
    for request in requests:
        if request.state != "confirmed":
            yield _of_request(request, roll, standing(request, round, now))


def _of_request(request: Replacement, roll: dict[int, tuple[int, str]], state: str) -> Entry:
    return Entry(
        *roll[request.roll_entry_id],
        True,
        request.mode,
        request.asked_role,
        request.asked_at,
        request.answered_role,
        request.answered_at or request.lapsed_at,
        state,
    )


@dataclass(frozen=True)
class Story:
    """What became of a voter's ballot, for the voter: ``replaced`` is the request by which the ballot in force came,
    ``past`` what another hand replaced, ``requests`` everything that workers asked for."""

    waiting: Replacement | None
    replaced: Replacement | None
    past: Sequence[PastBallot]
    requests: Sequence[Replacement]


def story_of(session: Session, round: Round, ballot: Ballot, now: datetime) -> Story:
    """Two queries."""
    requests = session.scalars(
        select(Replacement)
        .where(Replacement.roll_entry_id == ballot.roll_entry_id)
        .order_by(Replacement.asked_at, Replacement.id)
    ).all()
    past = session.scalars(
        select(PastBallot)
        .where(PastBallot.roll_entry_id == ballot.roll_entry_id)
        .order_by(PastBallot.revision)
    ).all()
    replaced = [r for r in requests if r.state == "confirmed" and r.revision + 1 == ballot.revision]
    waiting = [r for r in requests if standing(r, round, now) == "waiting"]
    return Story(waiting[0] if waiting else None, replaced[0] if replaced else None, past, requests)


def last_request(session: Session, entry: RollEntry) -> Replacement | None:
    """The newest request to replace the ballot of an entry: the one that waits, when one does."""
    return session.scalars(
        select(Replacement)
        .where(Replacement.roll_entry_id == entry.id)
        .order_by(Replacement.id.desc())
        .limit(1)
    ).one_or_none()
