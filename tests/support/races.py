"""Commands that meet at the same moment, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.foundation.database import unit_of_work
from tests.support import crowd

DONE = "done"


def at_once(app: Flask, changes: Sequence[Callable[[Session], object]]) -> list[str]:
    """DONE or the code of the refusal for each change, sorted; any other failure is raised."""

    def attempt(change: Callable[[Session], object]) -> str:
        try:
            with unit_of_work() as session:
                change(session)
        except RuleViolation as violation:
            return violation.code
        return DONE

    return sorted(crowd.at_once(app, [lambda change=change: attempt(change) for change in changes]))
