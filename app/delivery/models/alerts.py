"""Alerts: what is late or low."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.delivery.models.shared import ALERT_KINDS, once
from app.domain.policy import Scope
from app.foundation.database import Model, Sluggish, one_of
from app.proposals.models import Proposal
from app.street.models import Community


class Alert(Sluggish, Model):
    """Something late or low that somebody must look at; one open alert a subject and kind.

    ``since`` is the first day it was so; ``params`` is what its sentence needs, no personal data.
    """

    __tablename__ = "alert"
    __table_args__ = (
        one_of("kind", ALERT_KINDS),
        once("uq_alert_open", "kind", "subject_ref", where="resolved_at IS NULL"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    subject_ref: Mapped[str] = mapped_column(String(16))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    since: Mapped[date]
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    raised_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]

    community: Mapped[Community | None] = relationship()
    proposal: Mapped[Proposal | None] = relationship()

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community_id)
