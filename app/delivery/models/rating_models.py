"""Tables of residents' scores: evaluations, answers, whose they are, stacks of paper forms counted by two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.delivery.models.shared import CHANNELS, CONCLUSIONS, STAGES, UNNAMED, once
from app.domain.policy import Scope
from app.foundation.database import Id, Model, Sluggish, one_of
from app.foundation.public_words import PublicText
from app.foundation.two_hands import TwoHands, two_people
from app.proposals.models import Proposal


class Evaluation(Sluggish, Model):
    """Residents rate a project in the middle or at the end, 1 to 5; answers count until the end of ``closes_on``.

    Below ``rectify_below_tenths`` (tenths of a point) it concludes "rectify"; of fewer answers than ``told_from`` only
    that is told. Both are the settings when it was opened. ``closed_by_id`` is empty in older records.
    """

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("proposal_id", "stage", "attempt"),
        one_of("stage", STAGES),
        one_of("state", ("open", "closed")),
        one_of("conclusion", CONCLUSIONS),
        CheckConstraint("(state = 'closed') = (conclusion IS NOT NULL)", name="closed_has_conclusion"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        once("uq_evaluation_open", "proposal_id", where="state = 'open'"),
        CheckConstraint(
            "third_party_score IS NULL OR third_party_score BETWEEN 0 AND 100", name="third_party"
        ),
        CheckConstraint("told_from >= 1", name="told_from"),
        CheckConstraint(
            "closed_by_id IS NULL OR (state = 'closed' AND closed_by_id <> opened_by_id)",
            name="opener_not_closer",
        ),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    stage: Mapped[str] = mapped_column(String(8))
    attempt: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(8), default="open")
    rectify_below_tenths: Mapped[int]
    told_from: Mapped[int]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    closes_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    third_party_score: Mapped[int | None]
    conclusion: Mapped[str | None] = mapped_column(String(10))

    proposal: Mapped[Proposal] = relationship()

    @property
    def scope(self) -> Scope:
        return Scope.of(
            self.proposal.community_id, organisation_id=self.proposal.organisation_id, public=True
        )


class EvaluationAnswer(Sluggish, Model):
    """One person's score from their own account, one that a worker recorded, or ``people`` forms of a confirmed tally.

    Of one that a worker recorded, ``respondent`` is the person's mask ("138****1234"), UNNAMED in records older than
    that rule. It stands, but counts no more, once the person answers with their own hand (``overruled_at``).
    """

    __tablename__ = "evaluation_answer"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "user_id"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score_range"),
        CheckConstraint("people >= 1 AND (user_id IS NULL OR people = 1)", name="people"),
        CheckConstraint("(user_id IS NULL) = (recorded_by_id IS NOT NULL)", name="own_or_recorded"),
        CheckConstraint(
            "recorded_by_id IS NULL OR tally_id IS NOT NULL"
            f" OR respondent = '{UNNAMED}' OR (respondent <> '' AND people = 1)",
            name="names_one_respondent",
        ),
        CheckConstraint("overruled_at IS NULL OR recorded_by_id IS NOT NULL", name="own_hand_stands"),
        one_of("channel", CHANNELS),
    )

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    people: Mapped[int] = mapped_column(default=1)
    score: Mapped[int]
    comment: Mapped[str] = mapped_column(PublicText, default="")
    channel: Mapped[str] = mapped_column(String(12))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    respondent: Mapped[str] = mapped_column(String(40), default="", server_default="")
    tally_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_tally.id"), index=True)
    overruled_at: Mapped[datetime | None]
    at: Mapped[datetime]

    evaluation: Mapped[Evaluation] = relationship()


class EvaluationRespondent(Model):
    """A person who has answered an evaluation, by a key (``foundation.keyed``) for each way they are known.

    One answer may hold several keys (account, telephone, household); a key is there once in an evaluation.
    """

    __tablename__ = "evaluation_respondent"
    __table_args__ = (UniqueConstraint("evaluation_id", "key"),)

    id: Mapped[Id]
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    key: Mapped[str] = mapped_column(String(64))
    answer_id: Mapped[int] = mapped_column(ForeignKey("evaluation_answer.id"), index=True)


class EvaluationTally(TwoHands, Sluggish, Model):
    """A stack of numbered paper forms, counted by one person and, without seeing that count, by a second.

    ``score_1`` to ``score_5`` are the first count in forms, ``void`` the forms that say nothing; together they are
    the numbers from ``first_no`` to ``last_no``. ``words`` is the sentence
    that stands for the stack.
    """

    __tablename__ = "evaluation_tally"
    __table_args__ = (
        *two_people(),
        CheckConstraint("first_no >= 1 AND last_no >= first_no", name="numbers_in_order"),
        CheckConstraint(
            "score_1 >= 0 AND score_2 >= 0 AND score_3 >= 0 AND score_4 >= 0 AND score_5 >= 0 AND void >= 0"
            " AND score_1 + score_2 + score_3 + score_4 + score_5 >= 1"
            " AND score_1 + score_2 + score_3 + score_4 + score_5 + void = last_no - first_no + 1",
            name="every_form_counted",
        ),
        Index("ix_evaluation_tally_of", "evaluation_id", "state"),
    )

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    first_no: Mapped[int]
    last_no: Mapped[int]
    score_1: Mapped[int] = mapped_column(default=0)
    score_2: Mapped[int] = mapped_column(default=0)
    score_3: Mapped[int] = mapped_column(default=0)
    score_4: Mapped[int] = mapped_column(default=0)
    score_5: Mapped[int] = mapped_column(default=0)
    void: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(PublicText, default="")

    evaluation: Mapped[Evaluation] = relationship()

    @property
    def counts(self) -> Mapping[int, int]:
        """The first count: {score: forms}."""
        return {score: getattr(self, f"score_{score}") for score in range(1, 6)}

    @property
    def forms(self) -> int:
        """All forms of the stack, void ones too."""
        return self.last_no - self.first_no + 1

    @property
    def scope(self) -> Scope:
        return self.evaluation.scope
