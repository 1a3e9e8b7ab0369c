"""Tables of deliberation: meetings, frozen roll, attendance, opinions, resolutions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.lifecycle import MEETING, states
from app.domain.policy import Scope
from app.domain.quorum import MajorityRule, QuorumRule
from app.foundation.database import Fen, Id, Model, Sluggish, one_of
from app.foundation.public_words import PublicLine, PublicText
from app.proposals.models import Proposal
from app.street.models import Community

QUESTION_KINDS = ("term", "supplement")
QUESTION_STATES = ("open", "answered", "dropped")
MODES = ("hall", "online", "home_visit", "phone")


class Meeting(Sluggish, Model):
    """A residents' representatives' meeting (居民代表会议).

    Rules and roll freeze at the call: ``rule_sources`` says for each rule where it comes from, ``needed`` is the
    quorum in people. ``present`` counts those whose mode of attendance counts.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        one_of("state", states(MEETING)),
        UniqueConstraint("community_id", "code"),
        CheckConstraint("roll_size > 0 AND needed BETWEEN 1 AND roll_size", name="quorum_can_be_reached"),
        CheckConstraint("state <> 'held' OR present >= needed", name="held_has_quorum"),
        Index(
            "uq_meeting_rerun",
            "rerun_of_id",
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
        Index("ix_meeting_scheduled", "scheduled_at"),
        Index("ix_meeting_of_community", "community_id", "state"),
    )

    code: Mapped[str | None] = mapped_column(String(16))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    title: Mapped[str] = mapped_column(PublicLine(120))
    place: Mapped[str] = mapped_column(PublicLine(120), default="")
    scheduled_at: Mapped[datetime]
    called_at: Mapped[datetime]
    called_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    rerun_of_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    quorum_rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    majority_rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    counting_modes: Mapped[list[str]] = mapped_column(JSON)
    rule_sources: Mapped[dict[str, str]] = mapped_column(JSON)
    roll_size: Mapped[int]
    needed: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="called")
    present: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(PublicText, default="")

    community: Mapped[Community] = relationship()
    topics: Mapped[list[Topic]] = relationship(order_by="Topic.position", back_populates="meeting")
    rerun_of: Mapped[Meeting | None] = relationship(remote_side="Meeting.id")

    @property
    def quorum(self) -> QuorumRule:
        return QuorumRule.from_setting(self.quorum_rule)

    @property
    def majority(self) -> MajorityRule:
        return MajorityRule.from_setting(self.majority_rule)

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community_id, public=True)


class MeetingRollEntry(Model):
    """A representative entitled to this meeting, as the roll stood when it was called."""

    __tablename__ = "meeting_roll"
    __table_args__ = (UniqueConstraint("meeting_id", "mandate_id"),)

    id: Mapped[Id]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(80), default="")


class Attendance(Model):
    """How somebody takes part: by their own sign-in, or as somebody else marked it (``recorded_by_id``).

    ``said`` is the representative's own word: "present" (their own hand) or "absent" (they were marked and say they
    were not there). ``checked_by_id`` is a second person who went through the marks of others.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("meeting_id", "mandate_id"),
        ForeignKeyConstraint(
            ["meeting_id", "mandate_id"], ["meeting_roll.meeting_id", "meeting_roll.mandate_id"]
        ),
        one_of("mode", MODES),
        one_of("said", ("", "present", "absent")),
        CheckConstraint("(said = '') = (said_at IS NULL)", name="said_when"),
        CheckConstraint("(checked_by_id IS NULL) = (checked_at IS NULL)", name="checked_when"),
        CheckConstraint(
            "checked_by_id IS NULL OR checked_by_id <> recorded_by_id", name="checked_by_another"
        ),
    )

    id: Mapped[Id]
    meeting_id: Mapped[int]
    mandate_id: Mapped[int]
    mode: Mapped[str] = mapped_column(String(12))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
    said: Mapped[str] = mapped_column(String(8), default="", server_default="")
    said_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    checked_at: Mapped[datetime | None]


class FurtherQuestion(Sluggish, Model):
    """What the representatives are asked about a project that they passed before.

    ``subject_ref`` is a later room's slug; what the answer means to it is registered in ``council.outcomes``.
    ``amount_fen`` is the money it is about, in fen; ``detail`` what the asking room needs again.
    """

    __tablename__ = "further_question"
    __table_args__ = (
        one_of("kind", QUESTION_KINDS),
        one_of("state", QUESTION_STATES),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        Index(
            "uq_further_question_open",
            "kind",
            "subject_ref",
            "proposal_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_further_question_waiting", "proposal_id", "state"),
    )

    kind: Mapped[str] = mapped_column(String(12))
    subject_ref: Mapped[str] = mapped_column(String(16))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    title: Mapped[str] = mapped_column(PublicLine(120))
    reason: Mapped[str] = mapped_column(PublicText)
    amount_fen: Mapped[Fen]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default="open")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]

    proposal: Mapped[Proposal] = relationship()


class Topic(Sluggish, Model):
    """A matter of a meeting: a proposal's first vote, or a ``question`` about one that was passed before."""

    __tablename__ = "topic"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        UniqueConstraint("meeting_id", "proposal_id"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("further_question.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(PublicLine(120))

    meeting: Mapped[Meeting] = relationship(back_populates="topics")
    proposal: Mapped[Proposal | None] = relationship()
    question: Mapped[FurtherQuestion | None] = relationship()

    @property
    def undecided(self) -> bool:
        """Whether a vote on it can be prepared; its proposal and question must be loaded."""
        if self.question is not None:
            return self.question.state == "open"
        return self.proposal is not None and self.proposal.state == "awaiting_vote"

    @property
    def amount_fen(self) -> int | None:
        """The money it is about, in fen."""
        if self.question is not None:
            return self.question.amount_fen
        return None if self.proposal is None else self.proposal.amount_fen

    @property
    def scope(self) -> Scope:
        return self.meeting.scope


class Opinion(Sluggish, Model):
    __tablename__ = "opinion"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    text: Mapped[str] = mapped_column(PublicText)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]

    topic: Mapped[Topic] = relationship()


class Resolution(Sluggish, Model):
    """What the meeting decided on a proposal, with everything needed to check it.

    With ``question_id`` it answers a question about a proposal passed before, and does not pass the proposal.
    """

    __tablename__ = "resolution"
    __table_args__ = (
        UniqueConstraint("meeting_id", "proposal_id"),
        one_of("outcome", ("passed", "rejected")),
        CheckConstraint("yes >= 0 AND no >= 0 AND abstain >= 0", name="counts"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("further_question.id"), index=True)
    yes: Mapped[int]
    no: Mapped[int]
    abstain: Mapped[int]
    present: Mapped[int]
    roll: Mapped[int]
    needed_present: Mapped[int]
    needed_yes: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(10))
    decided_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()
    proposal: Mapped[Proposal] = relationship()
    question: Mapped[FurtherQuestion | None] = relationship()
