"""Tables of voting: rounds with frozen rules, roll, one ballot an entry, what workers replaced, count."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.council.models import Meeting
from app.domain.lifecycle import ROUND, states
from app.domain.policy import Scope
from app.foundation.database import Fen, Id, Model, Sluggish, one_of
from app.foundation.public_words import PublicLine, PublicText
from app.foundation.two_hands import TwoHands, two_people
from app.funds.models import Fund
from app.people.models import Mandate
from app.proposals.models import Proposal
from app.street.models import Community

CAST_MODES = ("hall", "online", "home_visit", "phone", "paper", "imported")
ASSISTED_MODES = ("hall", "home_visit", "phone", "paper")
REASONS = ("changed", "mistake", "paper")
"""Why a cast ballot is to be replaced: codes and no words, which could tell how somebody votes."""
ANSWERS = ("differs", "unwanted")
"""Why it is not to be: it is not what the paper or the voter says, or the voter wants no other ballot."""


class Round(Sluggish, Model):
    """A round of voting: on resolutions of a meeting, or allocating an amount (fen) among options.

    ``rules`` is the manifest (``voting.manifest``), frozen with ``rules_hash`` when the round opens; triggers keep
    it, the options and the roll from changing afterwards, and ballots from coming after the close.
    """

    __tablename__ = "round"
    __table_args__ = (
        one_of("state", states(ROUND)),
        one_of("kind", ("resolution", "allocation")),
        one_of("mode", ("named",)),
        CheckConstraint("kind <> 'resolution' OR meeting_id IS NOT NULL", name="resolution_has_meeting"),
        CheckConstraint("kind <> 'allocation' OR amount_fen > 0", name="allocation_has_amount"),
        CheckConstraint(
            "state = 'prepared' OR state = 'cancelled' OR rules_hash IS NOT NULL", name="rules_frozen"
        ),
        CheckConstraint("(state = 'counted') = (closed_at IS NOT NULL)", name="closed_when_counted"),
        UniqueConstraint("community_id", "code"),
        Index(
            "uq_round_meeting",
            "meeting_id",
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
        Index("ix_round_running", "state", "closes_at"),
        Index("ix_round_of_community", "community_id", "state"),
    )

    code: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    mode: Mapped[str] = mapped_column(String(8), default="named")
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    fund_id: Mapped[int | None] = mapped_column(ForeignKey("fund.id"), index=True)
    title: Mapped[str] = mapped_column(PublicLine(160))
    amount_fen: Mapped[Fen] = mapped_column(default=0)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    rules_hash: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12), default="prepared")
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closes_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str] = mapped_column(PublicText, default="")
    voters: Mapped[int] = mapped_column(default=0)
    voted: Mapped[int | None]
    source: Mapped[str] = mapped_column(Text, default="")

    community: Mapped[Community | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    fund: Mapped[Fund | None] = relationship()
    options: Mapped[list[RoundOption]] = relationship(order_by="RoundOption.position", back_populates="round")

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community_id, public=True)

    @property
    def is_resolution(self) -> bool:
        return self.kind == "resolution"

    @property
    def imported(self) -> bool:
        return bool(self.source)


class RoundOption(Model):
    """What is voted on: ``key`` is its id inside the round, on ballots and in protocols."""

    __tablename__ = "round_option"
    __table_args__ = (
        UniqueConstraint("round_id", "key"),
        UniqueConstraint("round_id", "position"),
        CheckConstraint("cost_fen >= 0", name="cost_not_negative"),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    cost_fen: Mapped[Fen] = mapped_column(default=0)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    offering_id: Mapped[int | None] = mapped_column(ForeignKey("offering.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    round: Mapped[Round] = relationship(back_populates="options")
    proposal: Mapped[Proposal | None] = relationship()


class RollEntry(Model):
    """A voter of this round, frozen when it opens. Imported elections have voters without a mandate."""

    __tablename__ = "roll_entry"
    __table_args__ = (UniqueConstraint("round_id", "mandate_id"), UniqueConstraint("round_id", "number"))

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(String(80), default="")

    round: Mapped[Round] = relationship()
    mandate: Mapped[Mandate | None] = relationship()

    @property
    def scope(self) -> Scope:
        return self.round.scope


class Ballot(Model):
    """One ballot an entry of the roll, by constraint; a change replaces ``choices`` and raises ``revision``.

    A trigger lets a worker's name on a cast ballot only with a confirmed Replacement of just these choices.

    Resolution: {option key: "for" | "against" | "abstain"}; approval: {option key: 1}; imported elections also
    points, or the rank from 1. ``assisted_role`` is the role of the worker who entered it for the voter.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("roll_entry_id"),
        one_of("mode", CAST_MODES),
        CheckConstraint("assisted_by_id IS NULL OR read_back", name="assisted_is_read_back"),
        ForeignKeyConstraint(["roll_entry_id"], ["roll_entry.id"]),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    roll_entry_id: Mapped[int]
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    mode: Mapped[str] = mapped_column(String(12))
    assisted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    assisted_role: Mapped[str] = mapped_column(String(30), default="")
    read_back: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    cast_at: Mapped[datetime]


class Replacement(TwoHands, Model):
    """A worker's request to replace a ballot that is cast; while it waits the ballot stays and counts.

    ``choices`` are sealed. ``revision`` is that of the ballot it would replace. ``asked_role`` and ``answered_role``
    are the posts held then; ``compared`` is the second person's word that paper or voter was before them. ``lapsed``
    says what ended a request that nobody answered: the voter's own ballot, or the close.
    """

    __tablename__ = "ballot_replacement"
    __table_args__ = (
        *two_people(),
        one_of("mode", ASSISTED_MODES),
        one_of("reason", REASONS),
        one_of("lapsed", ("", "own_hand", "closed")),
        CheckConstraint("read_back", name="asked_is_read_back"),
        CheckConstraint("state <> 'confirmed' OR compared", name="confirmed_is_compared"),
        CheckConstraint("lapsed = '' OR state = 'waiting'", name="lapsed_unanswered"),
        CheckConstraint("(lapsed = '') = (lapsed_at IS NULL)", name="lapsed_whole"),
        Index(
            "uq_ballot_replacement_waiting",
            "roll_entry_id",
            unique=True,
            sqlite_where=text("state = 'waiting' AND lapsed = ''"),
            postgresql_where=text("state = 'waiting' AND lapsed = ''"),
        ),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    roll_entry_id: Mapped[int] = mapped_column(ForeignKey("roll_entry.id"), index=True)
    revision: Mapped[int]
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    mode: Mapped[str] = mapped_column(String(12))
    read_back: Mapped[bool]
    asked_role: Mapped[str] = mapped_column(String(30))
    answered_role: Mapped[str] = mapped_column(String(30), default="")
    compared: Mapped[bool] = mapped_column(default=False)
    lapsed: Mapped[str] = mapped_column(String(10), default="")
    lapsed_at: Mapped[datetime | None]

    @property
    def standing(self) -> str:
        """The state; "lapsed" when it ended without an answer."""
        return "lapsed" if self.lapsed else self.state


class PastBallot(Model):
    """A ballot as it stood until another hand replaced it, kept sealed: no vote, shown to its voter alone.

    What voters change by their own hand is not kept. ``ended_by`` is the voter's own hand, or two (Replacement).
    """

    __tablename__ = "past_ballot"
    __table_args__ = (
        UniqueConstraint("roll_entry_id", "revision"),
        one_of("mode", CAST_MODES),
        one_of("ended_by", ("own_hand", "two_hands")),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    roll_entry_id: Mapped[int] = mapped_column(ForeignKey("roll_entry.id"))
    revision: Mapped[int]
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    mode: Mapped[str] = mapped_column(String(12))
    assisted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    assisted_role: Mapped[str] = mapped_column(String(30), default="")
    cast_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    ended_by: Mapped[str] = mapped_column(String(10))


class Count(Model):
    """The result of a round, with the hash of what was counted.

    ``outcome`` is all that pages show; ``protocol`` (``counting.protocol``) also holds every group of equal ballots and
    who paid, and is read only when asked for.
    """

    __tablename__ = "round_count"
    __table_args__ = (UniqueConstraint("round_id"),)

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    input_hash: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON)
    protocol: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, deferred=True)
    counted_at: Mapped[datetime]


PUBLISHED_FILES = ("election.pb", "protocol.json")


class PublishedFile(Model):
    """A file of a counted round, kept byte for byte as it was made at the count; ``sha256`` is printed beside it."""

    __tablename__ = "published_file"
    __table_args__ = (UniqueConstraint("round_id", "name"), one_of("name", PUBLISHED_FILES))

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    name: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    made_at: Mapped[datetime]
