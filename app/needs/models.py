"""Tables of residents' needs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.policy import Scope
from app.foundation.database import Id, Model, Sluggish, one_of
from app.street.models import Community, DirectoryItem

STATES = ("open", "answered", "adopted", "resolved", "delivering", "done", "declined", "merged")
CHANNELS = (
    "online",
    "phone",
    "visit",
    "home_visit",
    "meeting",
    "hotline",
    "chat_group",
    "survey",
    "motion",
    "referral",
)
"""网上, 电话, 来访, 入户走访, 议事厅, 12345, 微信群, 问卷, 居民提案, 转介."""


WITHHELD_TITLE = "（内容已隐去）"


class Need(Sluggish, Model):
    """``heat`` is ``mentions`` (how often it was named when raised) plus ``seconds`` (附议 since).

    ``withheld`` keeps the ``title``, ``description`` and ``knot`` put aside, and the public ``reason``; the columns of
    these names then tell nothing, so that no page or search can.
    """

    __tablename__ = "need"
    __table_args__ = (
        one_of("state", STATES),
        one_of("channel", CHANNELS),
        CheckConstraint("severity BETWEEN 1 AND 5", name="severity_range"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_names_target"),
        CheckConstraint("mentions >= 1 AND people_affected >= 0 AND seconds >= 0", name="counts"),
        CheckConstraint("heat = mentions + seconds", name="heat_adds_up"),
        UniqueConstraint("community_id", "code"),
        Index("ix_need_community_heat", "community_id", "heat"),
        Index("ix_need_of_community", "community_id", "state", "raised_at"),
        Index("ix_need_warmest", "heat", "id"),
    )

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
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
    mentions: Mapped[int] = mapped_column(default=1)
    seconds: Mapped[int] = mapped_column(default=0)
    heat: Mapped[int]
    people_affected: Mapped[int] = mapped_column(default=0)
    severity: Mapped[int] = mapped_column(default=3)
    knot: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default="open", index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"), index=True)
    merged_at: Mapped[datetime | None]
    moved_seconds: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    raised_at: Mapped[datetime] = mapped_column(index=True)
    withheld: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))

    community: Mapped[Community] = relationship()
    directory_item: Mapped[DirectoryItem | None] = relationship()
    merged_into: Mapped[Need | None] = relationship(remote_side="Need.id")

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community_id, public=True)


class NeedSupport(Model):
    """Somebody seconds a need (附议): once an account, or once a browser for people without one.

    ``moved_from_id`` is the need it was given to before a merge.
    """

    __tablename__ = "need_support"
    __table_args__ = (UniqueConstraint("need_id", "user_id"), UniqueConstraint("need_id", "visitor_key"))

    id: Mapped[Id]
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    visitor_key: Mapped[str | None] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(16))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"))
    at: Mapped[datetime]


class VisitorEntry(Model):
    """Something sent by a person without an account, kept a day so that a flood can be told from a hall."""

    __tablename__ = "visitor_entry"
    __table_args__ = (
        Index("ix_visitor_entry_visitor", "visitor_key", "at"),
        Index("ix_visitor_entry_address", "address_key", "at"),
    )

    id: Mapped[Id]
    visitor_key: Mapped[str] = mapped_column(String(64))
    address_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
