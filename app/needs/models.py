"""Tables of residents' needs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.policy import Scope
from app.foundation.database import Id, Model, Sluggish, one_of
from app.street.models import Community, DirectoryItem

STATES = ("open", "answered", "adopted", "resolved", "delivering", "done", "declined", "merged")
CHANNELS = ("online", "phone", "visit", "home_visit", "meeting", "hotline", "survey")


class Need(Sluggish, Model):
    __tablename__ = "need"
    __table_args__ = (
        one_of("state", STATES),
        one_of("channel", CHANNELS),
        CheckConstraint("severity BETWEEN 1 AND 5", name="severity_range"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_names_target"),
        CheckConstraint("mentions >= 1 AND people_affected >= 0", name="counts"),
        UniqueConstraint("community_id", "code"),
    )

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    code: Mapped[str | None] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    directory_item_id: Mapped[int | None] = mapped_column(ForeignKey("directory_item.id"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    raised_by_role: Mapped[str] = mapped_column(String(40))
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    mentions: Mapped[int] = mapped_column(default=1, index=True)
    people_affected: Mapped[int] = mapped_column(default=0)
    severity: Mapped[int] = mapped_column(default=3)
    knot: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default="open", index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"), index=True)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    raised_at: Mapped[datetime] = mapped_column(index=True)

    community: Mapped[Community] = relationship()
    directory_item: Mapped[DirectoryItem | None] = relationship()
    merged_into: Mapped[Need | None] = relationship(remote_side="Need.id")

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community_id, owner_id=self.raised_by_id, public=True)


class NeedSupport(Model):
    """Somebody seconds a need (附议): once an account, or once a browser for people without one."""

    __tablename__ = "need_support"
    __table_args__ = (UniqueConstraint("need_id", "user_id"), UniqueConstraint("need_id", "visitor_key"))

    id: Mapped[Id]
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    visitor_key: Mapped[str | None] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(16))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
