"""Who else has the demo's needs: representatives from their accounts, households that a worker took down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.demo.cast import Cast, Event
from app.demo.source import Row, at
from app.needs import commands as needs
from app.people.respondents import Respondent

MENTIONS_OF_A_HOUSEHOLD = 6
"""The files tell how often a need was named; about one household in so many says it again when asked."""


def seconding(cast: Cast) -> Iterator[Event]:
    """The day after each need was raised."""
    for row in cast.source.rows("needs"):
        yield cast.event(at(cast.source.day(row["raised_on"]) + timedelta(days=1), 10), 0, second, row)


def second(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    """Representatives first, one in three; then households, door by door."""
    need = cast.the("need", row["id"])
    households = int(row["mentions"]) // MENTIONS_OF_A_HOUSEHOLD
    seats = [r["id"] for r in cast.source.rows("representatives") if r["community"] == row["community"]]
    ready = [cast.actor(session, seat, now) for seat in seats if seat in cast.users]
    for actor in [one for one in ready if one.user_id != need.raised_by_id][: households // 3]:
        needs.second_need(session, actor, need, now)
    worker = cast.post(session, "社区工作者", row["community"], now)
    for number in range(households - households // 3):
        who = Respondent(household=f"{number // 12 + 1}-{number % 3 + 1}-{number % 6 + 1}0{number % 4 + 1}")
        needs.record_second(session, worker, need, who, "home_visit" if number % 2 else "phone", now)
