"""Tables of scores that somebody else entered: whose they are, and stacks of paper forms counted by two."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.delivery.models import Evaluation
from app.domain.policy import Scope
from app.foundation.database import Id, Model, Sluggish
from app.foundation.public_words import PublicText
from app.foundation.two_hands import TwoHands, two_people


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
