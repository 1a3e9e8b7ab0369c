"""Tables of social organisations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.policy import Scope
from app.foundation.database import Id, Model, Sluggish, one_of
from app.foundation.files import StoredFile
from app.foundation.public_words import PublicLine, PublicText
from app.foundation.two_hands import TwoHands, two_people
from app.people.models import User

COMMUNITY_GROUP = "community_group"
ORG_TYPES = ("association", "service_agency", "foundation", "institution", "company", COMMUNITY_GROUP)
"""社会团体, 社会服务机构(民办非企业单位), 基金会, 事业单位, 企业, 社区社会组织(备案)."""
RATINGS = ("5A", "4A", "3A", "2A", "1A")
STATES = ("applied", "admitted", "refused")
STATUS_KINDS = ("abnormal_list", "blacklist", "penalty", "no_annual_report")


def _belongs_to_the_admitted(column: str) -> Index:
    """One admitted organisation of a street has a name or code; several may apply with it, since anybody can."""
    admitted = text("state = 'admitted'")
    return Index(
        f"uq_organisation_admitted_{column}",
        "street_id",
        column,
        unique=True,
        sqlite_where=admitted,
        postgresql_where=admitted,
    )


class PayeeAccount:
    """Where money goes: the name of the account's holder, the bank down to its branch, the number's digits."""

    account_holder: Mapped[str] = mapped_column(String(120), default="", server_default="")
    bank_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    bank_account: Mapped[str] = mapped_column(String(40), default="", server_default="")


class Organisation(Sluggish, Model):
    """A provider, or a partner. Once ``account_bound``, a contract names its account: only a request changes it.

    ``applied_from`` is for a day the passing key (foundation/visitors) of the network an application came from, then
    a random mark that it shares with what came together (commands/forgetting), and nothing once it is decided.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        _belongs_to_the_admitted("uscc"),
        _belongs_to_the_admitted("name"),
        one_of("state", STATES),
        one_of("org_type", ORG_TYPES),
        CheckConstraint(f"legal_person = (org_type <> '{COMMUNITY_GROUP}')", name="groups_are_no_persons"),
        CheckConstraint("uscc IS NOT NULL OR NOT legal_person", name="legal_person_has_code"),
        Index("ix_organisation_list", "state", "name"),
    )

    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    code: Mapped[str | None] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(PublicLine(120))
    org_type: Mapped[str] = mapped_column(String(40))
    legal_person: Mapped[bool]
    uscc: Mapped[str | None] = mapped_column(String(18))
    domain: Mapped[str] = mapped_column(PublicLine(60), default="")
    intro: Mapped[str] = mapped_column(PublicText, default="")
    founded_year: Mapped[int | None]
    full_time_staff: Mapped[int] = mapped_column(default=0)
    certified_social_workers: Mapped[int] = mapped_column(default=0)
    rating: Mapped[str | None] = mapped_column(String(4))
    rating_valid_to: Mapped[date | None]
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    bank_name: Mapped[str] = mapped_column(String(120), default="")
    bank_account: Mapped[str] = mapped_column(String(40), default="")
    account_bound: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[str] = mapped_column(String(12), default="applied", index=True)
    state_reason: Mapped[str] = mapped_column(PublicText, default="")
    applied_at: Mapped[datetime]
    applied_from: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None]

    statuses: Mapped[list[StatusEntry]] = relationship(
        order_by="StatusEntry.since", back_populates="organisation"
    )

    @property
    def scope(self) -> Scope:
        return Scope(organisation_id=self.id, public=self.state == "admitted")


class StatusEntry(Sluggish, Model):
    """An organisation's stay on a public list; ``until`` is the first day it no longer stands."""

    __tablename__ = "organisation_status"
    __table_args__ = (
        one_of("kind", STATUS_KINDS),
        CheckConstraint("until IS NULL OR until > since", name="days_in_order"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    since: Mapped[date]
    until: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")
    entered_by_id: Mapped[int | None]
    entered_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(back_populates="statuses")

    @property
    def scope(self) -> Scope:
        return Scope(organisation_id=self.organisation_id, public=True)

    def stands(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


class TrackRecord(Model):
    """What an organisation did in one project. ``project_ref`` is the proposal's slug (a later room's)."""

    __tablename__ = "track_record"
    __table_args__ = (UniqueConstraint("organisation_id", "project_ref", "kind"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    project_ref: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(20))
    summary: Mapped[str] = mapped_column(PublicText)
    recorded_at: Mapped[datetime]


class AccountChange(TwoHands, Sluggish, Model):
    """A member's request to be paid elsewhere (收款账户更改申请), with a document as evidence.

    Two street posts confirm it, one after the other: the handler who checks it (``checked_by``, with what was done
    to make sure), then the reviewer who answers it (``answered_by``). The database keeps the three people apart.
    """

    __tablename__ = "account_change"
    __table_args__ = (
        *two_people(),
        CheckConstraint("(checked_by_id IS NULL) = (checked_at IS NULL)", name="checked_whole"),
        CheckConstraint(
            "checked_by_id IS NULL OR (checked_by_id <> asked_by_id AND check_note <> '')",
            name="checker_not_asker",
        ),
        CheckConstraint(
            "state <> 'confirmed' OR (checked_by_id IS NOT NULL AND checked_by_id <> answered_by_id)",
            name="two_posts",
        ),
        CheckConstraint("bank_name <> '' AND bank_account <> '' AND reason <> ''", name="whole"),
        Index(
            "uq_account_change_waiting",
            "organisation_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    bank_name: Mapped[str] = mapped_column(String(120))
    bank_account: Mapped[str] = mapped_column(String(40))
    old_bank_name: Mapped[str] = mapped_column(String(120))
    old_bank_account: Mapped[str] = mapped_column(String(40))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    checked_at: Mapped[datetime | None]
    check_note: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship()
    file: Mapped[StoredFile] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys="AccountChange.asked_by_id")
    checked_by: Mapped[User | None] = relationship(foreign_keys="AccountChange.checked_by_id")
    answered_by: Mapped[User | None] = relationship(foreign_keys="AccountChange.answered_by_id")

    @property
    def step(self) -> str:
        """The state, a waiting request told by the post it waits for: a label of "account_change.step"."""
        if self.state != "waiting":
            return self.state
        return "to_check" if self.checked_by_id is None else "to_confirm"

    @property
    def scope(self) -> Scope:
        return Scope(organisation_id=self.organisation_id)
