"""Files read and waiting for a person to confirm. Nothing comes in before; nothing comes in twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import JSON, String, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Scope
from app.foundation import audit
from app.foundation.database import Model, Sluggish, current_unit, lock
from app.foundation.imports.importer import Fault, Importer, Row, Verdict, WholeList
from app.foundation.imports.reading import Cells, Reading, parse

KEPT = timedelta(days=1)


class ImportBatch(Sluggish, Model):
    """A file somebody read in. ``area`` is a community's id; ``content`` its rows until confirmed, a day at most."""

    __tablename__ = "import_batch"

    kind: Mapped[str] = mapped_column(String(30))
    area: Mapped[int | None] = mapped_column(index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sheet: Mapped[str] = mapped_column(String(80))
    content: Mapped[str] = mapped_column(Text)
    read_by_id: Mapped[int | None]
    read_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)

    @property
    def scope(self) -> Scope:
        return Scope.of(self.area)

    @property
    def readable(self) -> bool:
        """Whether its rows are still there to confirm."""
        return self.confirmed_at is None and bool(self.content)

    @classmethod
    def find(cls, session: Session, kind: str, slug: str) -> ImportBatch | None:
        """The batch of a kind with a slug."""
        return session.scalars(select(cls).where(cls.kind == kind, cls.slug == slug)).one_or_none()


@dataclass(frozen=True)
class Judged:
    """A row and what importing it would do."""

    row: Row
    verdict: Verdict


@dataclass(frozen=True)
class Preview:
    """What a person sees before confirming."""

    judged: Sequence[Judged]
    faults: Sequence[Fault]
    unused: Sequence[str]
    left_out: Sequence[str]
    """Records that the file, being a whole list, would retire."""
    must_be_whole: bool
    confirmed_before: datetime | None
    """When this very file was imported here already."""

    @property
    def counts(self) -> Counter[str]:
        """Rows by verdict; unreadable rows are refused ones."""
        counted = Counter(item.verdict.kind for item in self.judged)
        counted["refused"] = len({fault.number for fault in self.faults})
        return Counter(counted)

    @property
    def to_do(self) -> Sequence[Judged]:
        return [item for item in self.judged if item.verdict.kind in ("new", "changed")]

    @property
    def obstacle(self) -> RuleViolation | None:
        """Why nothing can be imported as it is."""
        if self.must_be_whole and self.faults:
            return RuleViolation("import.faults")
        return None if self.to_do or self.left_out else RuleViolation("import.nothing")

    @property
    def warned(self) -> Sequence[Judged]:
        return [item for item in self.judged if item.verdict.warnings]


def keep(
    session: Session,
    actor: Actor,
    importer: Importer,
    area: int | None,
    file_name: str,
    reading: Reading,
    now: datetime,
) -> ImportBatch:
    """Keep what a file holds until somebody confirms it; files left for more than a day are forgotten."""
    current_unit(session)
    session.execute(update(ImportBatch).where(ImportBatch.read_at < now - KEPT).values(content=""))
    batch = ImportBatch(
        kind=importer.kind,
        area=area,
        sha256=reading.sha256,
        file_name=file_name[-200:],
        sheet=reading.sheet[:80],
        content=_dump(reading),
        read_by_id=actor.user_id,
        read_at=now,
    )
    session.add(batch)
    session.flush()
    return batch


def preview(session: Session, importer: Importer, batch: ImportBatch) -> Preview:
    """The batch compared with what is there now: a constant number of queries."""
    kept = json.loads(batch.content)
    rows = [parse(importer, Cells(number, texts))[0] for number, texts in kept["good"]]
    judged = [Judged(*pair) for pair in zip(rows, importer.judge(session, batch.area, rows), strict=True)]
    faults = [Fault(n, key, RuleViolation(code, **params)) for n, key, code, params in kept["faults"]]
    faults += [
        Fault(item.row.number, item.verdict.problem.field, item.verdict.problem)
        for item in judged
        if item.verdict.problem is not None
    ]
    earlier = select(ImportBatch.confirmed_at).where(
        ImportBatch.kind == batch.kind,
        ImportBatch.area == batch.area,
        ImportBatch.sha256 == batch.sha256,
        ImportBatch.confirmed_at.is_not(None),
    )
    whole = importer.apply if isinstance(importer.apply, WholeList) else None
    return Preview(
        judged,
        sorted(faults, key=lambda fault: fault.number),
        kept["unused"],
        whole.left_out(session, batch.area, rows) if whole else (),
        whole is not None,
        session.scalars(earlier.order_by(ImportBatch.confirmed_at.desc())).first(),
    )


def confirm(
    session: Session, actor: Actor, importer: Importer, batch: ImportBatch, now: datetime
) -> Counter[str]:
    """Bring in the rows that are new or changed; how many rows were of each verdict.

    Raises RuleViolation "import.done", "import.forgotten", "import.nothing", "import.faults".
    """
    lock(session, batch)
    if batch.confirmed_at is not None:
        raise RuleViolation("import.done")
    if not batch.content:
        raise RuleViolation("import.forgotten")
    seen = preview(session, importer, batch)
    if seen.obstacle is not None:
        raise seen.obstacle
    _bring_in(session, actor, importer, batch.area, seen, now)
    counts = seen.counts
    batch.confirmed_at, batch.content, batch.counts = now, "", dict(counts)
    session.flush()
    audit.record(
        session,
        actor,
        "import.confirm",
        f"import:{batch.slug}",
        now,
        kind=batch.kind,
        file=batch.sha256,
        **counts,
    )
    return counts


def _bring_in(
    session: Session, actor: Actor, importer: Importer, area: int | None, seen: Preview, now: datetime
) -> None:
    if isinstance(importer.apply, WholeList):
        importer.apply.replace(session, actor, area, [item.row for item in seen.judged], now)
        return
    for item in seen.to_do:
        importer.apply(session, actor, area, item.row, item.verdict, now)


def _dump(reading: Reading) -> str:
    faults = [(f.number, f.column, f.violation.code, _plain(f.violation)) for f in reading.faults]
    kept = {
        "good": [(cells.number, cells.texts) for cells in reading.good],
        "faults": faults,
        "unused": list(reading.unused),
    }
    return json.dumps(kept, ensure_ascii=False)


def _plain(violation: RuleViolation) -> dict[str, object]:
    return {k: v if isinstance(v, int) else str(v) for k, v in violation.params.items()}
