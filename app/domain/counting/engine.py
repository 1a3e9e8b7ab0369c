"""The one door: an election and a rule in, an outcome with its protocol out."""

from __future__ import annotations

from app.domain.counting.course import Course, fill_floors
from app.domain.counting.election import Election
from app.domain.counting.equal_shares import count_equal_shares
from app.domain.counting.greedy import count_greedy
from app.domain.counting.outcome import Outcome
from app.domain.counting.phragmen import count_phragmen
from app.domain.counting.rules import Rule, RuleName
from app.domain.counting.welfare import count_max_welfare


def count(election: Election, rule: Rule) -> Outcome:
    """Count an election. Pure: the same election and rule give the same outcome, in whatever order voters
    came.

    Raises ``RuleViolation`` with a code ``count.…`` when the rule cannot be applied to these ballots.
    """
    course = Course(election, rule)
    if rule.name.is_greedy:
        count_greedy(course)
    elif rule.name is RuleName.EQUAL_SHARES:
        course = count_equal_shares(course)
    elif rule.name is RuleName.PHRAGMEN:
        course = count_phragmen(course)
    else:
        count_max_welfare(course)
    fill_floors(course)
    return course.outcome()
