"""Tables of residents' needs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.policy import Scope
from app.foundation.database import Id, Model, Sluggish, one_of
from app.foundation.public_words import PublicLine, PublicText
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


class Need(Sluggish, Model):
    """``heat`` is how many have this need and are known to be different people: households where the household is
    known, else persons; ``signed_in`` of them spoke from their own account, ``recorded`` were taken down by a worker.
    It is what needs are sorted by. Apart stand ``anonymous`` (seconds by nobody in particular, 匿名附议) and
    ``mentions`` (how often it was named in what was imported, 导入的提及; 0 for a need told here).
    """

    __tablename__ = "need"
    __table_args__ = (
        one_of("state", STATES),
        one_of("channel", CHANNELS),
        CheckConstraint("severity BETWEEN 1 AND 5", name="severity_range"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_names_target"),
        CheckConstraint(
            "mentions >= 0 AND people_affected >= 0 AND signed_in >= 0 AND recorded >= 0 AND anonymous >= 0",
            name="counts",
        ),
        CheckConstraint("heat = signed_in + recorded", name="heat_adds_up"),
        UniqueConstraint("community_id", "code"),
        Index("ix_need_community_heat", "community_id", "heat"),
        Index("ix_need_of_community", "community_id", "state", "raised_at"),
        Index("ix_need_warmest", "heat", "id"),
    )

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    code: Mapped[str | None] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(PublicLine(120))
    description: Mapped[str] = mapped_column(PublicText, default="")
    directory_item_id: Mapped[int | None] = mapped_column(ForeignKey("directory_item.id"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    raised_by_role: Mapped[str] = mapped_column(String(40))
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    mentions: Mapped[int] = mapped_column(default=0)
    heat: Mapped[int] = mapped_column(default=0)
    signed_in: Mapped[int] = mapped_column(default=0)
    recorded: Mapped[int] = mapped_column(default=0)
    anonymous: Mapped[int] = mapped_column(default=0)
    people_affected: Mapped[int] = mapped_column(default=0)
    severity: Mapped[int] = mapped_column(default=3)
    knot: Mapped[str] = mapped_column(PublicText, default="")
    state: Mapped[str] = mapped_column(String(12), default="open", index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"), index=True)
    merged_at: Mapped[datetime | None]
    moved_seconds: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(PublicText, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    raised_at: Mapped[datetime] = mapped_column(index=True)

    community: Mapped[Community] = relationship()
    directory_item: Mapped[DirectoryItem | None] = relationship()
    merged_into: Mapped[Need | None] = relationship(remote_side="Need.id")

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community_id, public=True)


class NeedSupport(Model):
    """Somebody has a need: ``raised`` it, or seconds it (附议).

    It counts into the need's heat when the person is known: by their account, or, when a worker took it down, by the
    keys of their telephone or household (people/respondents; ``shown`` is the mask for the desk). By each of these
    once a need; a browser without an account once too, uncounted. ``moved_from_id`` is the need it was given to
    before a merge.
    """

    __tablename__ = "need_support"
    __table_args__ = (
        UniqueConstraint("need_id", "user_id"),
        UniqueConstraint("need_id", "visitor_key"),
        UniqueConstraint("need_id", "phone_key"),
        UniqueConstraint("need_id", "household_key"),
    )

    id: Mapped[Id]
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    visitor_key: Mapped[str | None] = mapped_column(String(64))
    phone_key: Mapped[str | None] = mapped_column(String(64))
    household_key: Mapped[str | None] = mapped_column(String(64))
    shown: Mapped[str] = mapped_column(String(40), default="")
    raised: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = mapped_column(String(16))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"))
    at: Mapped[datetime]
