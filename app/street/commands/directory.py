"""The guidance directory (北京市街道办事处条例 art. 22)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.policy import Actor
from app.foundation import audit
from app.street.models import DirectoryItem, Street


@dataclass(frozen=True)
class NewDirectoryItem:
    number: str
    category_number: int
    category: str
    name: str
    source: str = ""


def import_directory(
    session: Session, actor: Actor, street: Street, items: Sequence[NewDirectoryItem], now: datetime
) -> int:
    """Add or bring up to date the guidance directory; the number of items that changed.

    Items that are not in the new list stop being offered and stay on older records.
    """
    known = {row.number: row for row in session.scalars(select(DirectoryItem)).all()}
    changed = sum(_put_item(session, street, known, item) for item in items)
    listed = {item.number for item in items}
    for number, row in known.items():
        if number not in listed and row.active:
            row.active = False
            changed += 1
    session.flush()
    if changed:
        audit.record(session, actor, "street.import_directory", f"street:{street.slug}", now, changed=changed)
    return changed


def _put_item(
    session: Session, street: Street, known: Mapping[str, DirectoryItem], item: NewDirectoryItem
) -> bool:
    row = known.get(item.number)
    if row is None:
        row = DirectoryItem(street_id=street.id, number=item.number, active=False)
        session.add(row)
    before = (row.category_number, row.category, row.name, row.source, row.active)
    after = (item.category_number, item.category, item.name, item.source, True)
    row.category_number, row.category, row.name, row.source, row.active = after
    return before != after
