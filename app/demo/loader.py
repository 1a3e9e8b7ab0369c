"""Loads the demo street: every event of its year, in order, each in a unit of work of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.demo.beginnings import beginnings
from app.demo.cast import PASSWORD, Cast, Event, Stage, in_order
from app.demo.contracting import contracting
from app.demo.deciding import deciding
from app.demo.delivering import delivering
from app.demo.gathering import gathering
from app.demo.inviting import inviting
from app.demo.mending import mending
from app.demo.noticing import noticing
from app.demo.paying_elsewhere import paying_elsewhere
from app.demo.proposing import proposing
from app.demo.seconding import seconding
from app.demo.source import DemoError, Source
from app.demo.supplementing import supplementing
from app.domain.errors import RuleViolation
from app.foundation.database import db, unit_of_work
from app.people.commands import end_founding, hash_password
from app.street.queries import the_street

STAGES: tuple[Stage, ...] = (
    beginnings,
    mending,
    gathering,
    seconding,
    proposing,
    deciding,
    noticing,
    contracting,
    delivering,
    paying_elsewhere,
    supplementing,
)


def load(today: date | None = None, tell: Callable[[str], None] = lambda line: None) -> bool:
    """Load the demo street into an empty database; ``False`` when a street is there already.

    With ``today`` every day is moved by whole weeks so that the history ends shortly before it, and a round and
    an evaluation are open to try.
    Raises DemoError.
    """
    if the_street(db.session()) is not None:
        return False
    source = Source() if today is None else Source.shifted_to(today)
    cast = Cast(source, hash_password(PASSWORD))
    stages = STAGES if today is None else (*STAGES, inviting)
    events = in_order(cast, stages, source.as_of)
    for number, event in enumerate(events, 1):
        _happen(event)
        if number % 500 == 0:
            tell(f"{number} of {len(events)} events, {event.at:%Y-%m-%d}")
    with unit_of_work() as session:
        end_founding(session, events[-1].at)
    return True


def _happen(event: Event) -> None:
    try:
        with unit_of_work() as session:
            event.run(session, event.at)
    except RuleViolation as violation:
        raise DemoError(f"{event.what}, {event.at:%Y-%m-%d}: {violation} {violation.params}") from violation
