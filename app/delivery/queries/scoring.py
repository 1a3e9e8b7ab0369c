"""What may be told of residents' answers, to pages, files, notices and records alike: ``tell`` decides.

Nothing else outside the rules themselves reads ``EvaluationAnswer`` (a test holds it).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.delivery.models import Evaluation, EvaluationAnswer
from app.delivery.scores import Entries, Scores
from app.domain.policy import Actor
from app.domain.sealing import Telling, telling
from app.foundation.wording import label

MOST_COMMENTS = 200
COUNTS: ColumnElement[bool] = EvaluationAnswer.overruled_at.is_(None)
"""An answer that counts: no other by the person's own hand came after it."""


@dataclass(frozen=True)
class Comment:
    """A sentence with its score; of whom is not told (PIPL art. 25)."""

    score: int
    text: str
    channel: str
    slug: str
    id: int


@dataclass(frozen=True)
class Told:
    """What anybody may know of an evaluation now. ``entries`` is ``None`` where so few took part that only
    "fewer than ``least``" is told; ``scores`` is there, and ``comments`` may be, once all is told.
    """

    telling: Telling
    least: int
    entries: Entries | None = None
    scores: Scores | None = None
    comments: Sequence[Comment] = field(default_factory=tuple)

    @property
    def shares(self) -> list[tuple[str, int]]:
        """(score in words, people) from the best score down; nothing before it may be told."""
        if self.scores is None:
            return []
        return [(label(score, "score"), people) for score, people in self.scores.people_by_score.items()]


def tell(
    session: Session, evaluations: Sequence[Evaluation], comments: int = 0, *, newest: bool = False
) -> Mapping[int, Told]:
    """What may be told of several evaluations, by id: one query, another for up to ``comments`` sentences of each,
    the lowest scores first, or the ``newest``.
    """
    counted = counted_scores(session, [evaluation.id for evaluation in evaluations])
    told = {each.id: _told(each, counted[each.id]) for each in evaluations}
    if not comments:
        return told
    whole = [id_ for id_, each in told.items() if each.scores is not None]
    words = _comments(session, whole, comments, newest)
    return {
        id_: Told(each.telling, each.least, each.entries, each.scores, words.get(id_, ()))
        for id_, each in told.items()
    }


def _told(evaluation: Evaluation, scores: Scores) -> Told:
    least = evaluation.told_from
    over = evaluation.state == "closed"
    much = telling(over=over, answers=scores.people, least=least)
    return Told(
        much,
        least,
        scores.entries if scores.people >= least else None,
        scores if much is Telling.WHOLE else None,
    )


def told_together(session: Session, proposal_ids: Sequence[int]) -> Scores | None:
    """What residents answered in the end about one or more projects together: their last closed evaluations.

    ``None`` unless each of them may be told: one that may not would follow from the sum and the others.
    """
    newest = (
        select(func.max(Evaluation.id))
        .where(Evaluation.proposal_id.in_(proposal_ids), Evaluation.state == "closed")
        .group_by(Evaluation.proposal_id)
    )
    last = session.scalars(select(Evaluation).where(Evaluation.id.in_(newest))).all()
    told = [each.scores for each in tell(session, last).values()]
    known = [scores for scores in told if scores is not None]
    return Scores.together(known) if known and len(known) == len(told) else None


def counted_scores(session: Session, evaluation_ids: Iterable[int]) -> Mapping[int, Scores]:
    """The answers that count, told or not: for the rule that closes an evaluation, never for a page. One query."""
    paper = case((EvaluationAnswer.channel == "paper", 1), else_=0)
    recorded = case((EvaluationAnswer.recorded_by_id.is_not(None), 1), else_=0)
    ids = list(evaluation_ids)
    rows = session.execute(
        select(
            EvaluationAnswer.evaluation_id,
            EvaluationAnswer.score,
            paper,
            recorded,
            func.sum(EvaluationAnswer.people),
        )
        .where(EvaluationAnswer.evaluation_id.in_(ids), COUNTS)
        .group_by(EvaluationAnswer.evaluation_id, EvaluationAnswer.score, paper, recorded)
    ).all()
    pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    entries: dict[int, Entries] = defaultdict(Entries)
    for id_, score, on_paper, by_worker, people in rows:
        pairs[id_].append((score, int(people)))
        entries[id_] += _entry(bool(on_paper), bool(by_worker), int(people))
    return {id_: Scores.of(pairs[id_], entries[id_]) for id_ in ids}


def scores_by_hand(session: Session, evaluation: Evaluation) -> Mapping[int | None, Scores]:
    """The answers that count by who entered them alone, ``None`` for people's own and for those that two counted: for
    the rule that closes, never for a page. One query.
    """
    hand = case((EvaluationAnswer.tally_id.is_(None), EvaluationAnswer.recorded_by_id))
    rows = session.execute(
        select(hand, EvaluationAnswer.score, func.sum(EvaluationAnswer.people))
        .where(EvaluationAnswer.evaluation_id == evaluation.id, COUNTS)
        .group_by(hand, EvaluationAnswer.score)
    ).all()
    pairs: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
    for who, score, people in rows:
        pairs[who].append((score, int(people)))
    return {who: Scores.of(each) for who, each in pairs.items()}


def _entry(on_paper: bool, by_worker: bool, people: int) -> Entries:
    if on_paper:
        return Entries(paper=people)
    return Entries(recorded=people) if by_worker else Entries(own=people)


def _comments(
    session: Session, evaluation_ids: Sequence[int], most: int, newest: bool
) -> Mapping[int, Sequence[Comment]]:
    order = (
        (EvaluationAnswer.at.desc(), EvaluationAnswer.id.desc())
        if newest
        else (EvaluationAnswer.score, EvaluationAnswer.id)
    )
    place = func.row_number().over(partition_by=EvaluationAnswer.evaluation_id, order_by=order)
    ranked = (
        select(
            EvaluationAnswer.evaluation_id,
            EvaluationAnswer.score,
            EvaluationAnswer.comment,
            EvaluationAnswer.channel,
            EvaluationAnswer.slug,
            EvaluationAnswer.id,
            place.label("place"),
        )
        .where(EvaluationAnswer.evaluation_id.in_(evaluation_ids), EvaluationAnswer.comment != "", COUNTS)
        .subquery()
    )
    rows = session.execute(
        select(ranked).where(ranked.c.place <= most).order_by(ranked.c.evaluation_id, ranked.c.place)
    )
    found: dict[int, list[Comment]] = defaultdict(list)
    for row in rows:
        found[row.evaluation_id].append(Comment(row.score, row.comment, row.channel, row.slug, row.id))
    return found


def own_answer(session: Session, evaluation: Evaluation, actor: Actor) -> EvaluationAnswer | None:
    """What somebody answered from their own account."""
    return session.scalars(
        select(EvaluationAnswer).where(
            EvaluationAnswer.evaluation_id == evaluation.id, EvaluationAnswer.user_id == actor.user_id
        )
    ).one_or_none()
