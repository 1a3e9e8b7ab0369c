"""What keeps the reader of a page from a step: templates use it to put a sentence in a button's place."""

from __future__ import annotations

from app.contracts.models import Contract
from app.contracts.queries.separation import Hindrance, hindrance
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.guard import current_actor


def kept_apart(contract: Contract, step: str, subject_ref: str = "") -> Hindrance | None:
    """Why the present reader does not take ``step`` of a purchase, and who can; ``None`` when they may."""
    return hindrance(db.session(), current_actor(), contract, step, today(), subject_ref)
