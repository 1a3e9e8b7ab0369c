"""Ballots that workers entered and asked to replace in the demo's open round, so that each state can be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.voting import commands as voting
from app.voting.models import Replacement, RollEntry, Round

FIRST, SECOND = "WK-N1", "WK2-N1"
"""The two workers of the community whose round is open."""


class Desk:
    """The workers of a community and its open round, on one evening; each step is some minutes after the last."""

    def __init__(self, session: Session, cast: Cast, round_: Round, evening: datetime) -> None:
        self.session, self.cast, self.round = session, cast, round_
        self.keys = [option.key for option in round_.options]
        self.moments = _minutes_after(evening)

    def vote(self, voter: str, picks: Sequence[int]) -> None:
        now = next(self.moments)
        actor = self.cast.actor(self.session, voter, now)
        voting.cast_ballot(self.session, actor, self.round, self._marks(picks), now)

    def enter(self, voter: str, picks: Sequence[int], mode: str) -> None:
        now = next(self.moments)
        worker, entry = self.cast.actor(self.session, FIRST, now), self._entry(voter)
        voting.cast_for(self.session, worker, self.round, entry, self._marks(picks), mode, True, now)

    def ask(self, voter: str, picks: Sequence[int], mode: str, reason: str) -> Replacement:
        now = next(self.moments)
        worker, entry = self.cast.actor(self.session, FIRST, now), self._entry(voter)
        marks = self._marks(picks)
        return voting.ask_to_replace(self.session, worker, self.round, entry, marks, mode, True, reason, now)

    def confirm(self, request: Replacement) -> None:
        now = next(self.moments)
        voting.confirm_replacement(
            self.session, self.cast.actor(self.session, SECOND, now), request, True, now
        )

    def _marks(self, picks: Sequence[int]) -> dict[str, int]:
        return {self.keys[pick]: 1 for pick in picks}

    def _entry(self, voter: str) -> RollEntry:
        mandate = self.cast.the("mandate", voter)
        return self.session.scalars(
            select(RollEntry).where(RollEntry.round_id == self.round.id, RollEntry.mandate_id == mandate.id)
        ).one()


def help_voters(desk: Desk) -> None:
    """One request waits, one was agreed to, one entry the voter overruled, one first entry counts."""
    desk.vote("N1-R02", (0, 2))
    desk.vote("N1-R06", (1, 3, 5))
    desk.enter("N1-R03", (0, 1), "phone")
    desk.enter("N1-R07", (0, 4), "home_visit")
    desk.enter("N1-R05", (3,), "phone")
    desk.vote("N1-R05", (2, 3))
    desk.ask("N1-R02", (0, 4), "paper", "paper")
    desk.confirm(desk.ask("N1-R03", (1, 5), "phone", "mistake"))


def _minutes_after(evening: datetime) -> Iterator[datetime]:
    minutes = 0
    while True:
        minutes += 4
        yield evening + timedelta(minutes=minutes)
