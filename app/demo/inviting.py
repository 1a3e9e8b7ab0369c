"""What a demo street shifted to today has open beyond its files, so that a visitor can vote and rate at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.delivery import commands as delivery
from app.demo.cast import Cast, Event
from app.demo.deciding import preview_title
from app.demo.helping import Desk, help_voters
from app.demo.source import at
from app.voting import commands as voting

COMMUNITY = "N1"
OPTIONS = ("F06", "F07", "F22", "F26", "F02", "F43")
DAYS_OPEN = 21


def inviting(cast: Cast) -> Iterator[Event]:
    """A preview round for next year's money and a midterm evaluation, both open for three weeks."""
    evening = at(cast.source.as_of, 19)
    yield Event(evening, 8, "open a round", lambda session, now: open_preview(session, cast, now))
    yield Event(evening, 8, "open an evaluation", lambda session, now: open_evaluation(session, cast, now))


def open_preview(session: Session, cast: Cast, now: datetime) -> None:
    secretary = cast.actor(session, f"SEC-{COMMUNITY}", now)
    community = cast.the("community", COMMUNITY)
    offerings = [cast.the("offering", code) for code in OPTIONS]
    new = voting.NewAllocation(
        title=preview_title(cast, community),
        amount_fen=12_000_000,
        options=[voting.NewOption(o.title, o.min_total_fen, offering=o) for o in offerings],
        rule="greedy",
        tie_rule=["least_cost", "id"],
        closes_at=at((now + timedelta(days=DAYS_OPEN)).date(), 18),
    )
    round_ = voting.prepare_allocation_round(session, secretary, community, new, now)
    voting.open_round(session, secretary, round_, now)
    help_voters(Desk(session, cast, round_, now))


def open_evaluation(session: Session, cast: Cast, now: datetime) -> None:
    worker = cast.actor(session, f"WK-{COMMUNITY}", now)
    closes_on = (now + timedelta(days=DAYS_OPEN)).date()
    delivery.open_evaluation(session, worker, cast.the("proposal", "P01"), "midterm", closes_on, now)
