"""Maximum welfare: the projects whose summed utility is greatest within the budget, proven optimal."""

from __future__ import annotations

from app.domain.counting.course import Course
from app.domain.counting.outcome import Proof, Reason, Stage, Tie, Welfare
from app.domain.counting.welfare.problem import Problem
from app.domain.counting.welfare.search import Chosen, search
from app.domain.counting.welfare.solver import solve
from app.domain.errors import RuleViolation

__all__ = ["count_max_welfare"]


def count_max_welfare(course: Course) -> None:
    """Buy the set of greatest summed utility; among equal ones the set with the strongest project by the
    chain.

    Floors and ceilings of areas are conditions of the problem. Raises ``RuleViolation`` ``count.infeasible``
    when nothing meets them, ``count.unproven`` when the solver gives up.
    """
    problem = Problem.of(course)
    proof = Proof.EXACT
    try:
        chosen = _preferred(problem, course)
    except LookupError:
        raise RuleViolation("count.infeasible") from None
    if chosen is None:
        chosen, proof = solve(problem), Proof.SOLVER
    order = sorted(chosen, key=lambda item: (-problem.values[item], item))
    for item in order:
        course.buy(problem.projects[item], Stage.RULE)
    course.welfare = Welfare(problem.value(chosen), proof)
    for at in course.standing:
        course.refuse(at, Reason.WELFARE)


def _preferred(problem: Problem, course: Course) -> Chosen | None:
    """The best set, ties by the chain: each item's value gets digits below all values, worth more than all
    after it.

    The same with these digits turned round gives another best set if there is one: then a tie has decided.
    """
    size = len(problem.values)
    chosen = search(
        problem, [(value << size) + (1 << size - 1 - item) for item, value in enumerate(problem.values)]
    )
    if chosen is None:
        return None
    other = search(
        problem, [(value << size) - (1 << size - 1 - item) for item, value in enumerate(problem.values)]
    )
    if other is not None and set(other) != set(chosen):
        ids = [course.election.projects[at].id for at in problem.projects]
        mine, theirs = min(set(chosen) - set(other)), min(set(other) - set(chosen), default=None)
        among = sorted(set(chosen) ^ set(other))
        link = (
            None
            if theirs is None
            else course.priority.decided_by(problem.projects[mine], problem.projects[theirs])
        )
        course.ties.append(
            Tie(len(course.rounds) + 1, tuple(ids[item] for item in among), ids[mine], link, True)
        )
    return chosen
