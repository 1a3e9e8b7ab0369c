"""The rule a .pb file names, as a rule of ours, and the other way round."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from app.domain.counting.ballots import BallotKind
from app.domain.counting.pb.numbers import whole
from app.domain.counting.pb.reader import PbFile
from app.domain.counting.rules import Completion, Rule, RuleName, Utility, Wishes, natural_utility
from app.domain.counting.ties import TieBreak
from app.domain.errors import RuleViolation

UNKNOWN = "unknown"
GREEDY = {
    "greedy": RuleName.GREEDY,
    "greedy-threshold": RuleName.GREEDY_THRESHOLD,
    "greedy-no-skip": RuleName.GREEDY_NO_SKIP,
}
POZNAN = Fraction(4, 5)
EQUAL_SHARES = {
    "equalshares": (Completion.NONE, False),
    "equalshares-comparison": (Completion.NONE, True),
    "equalshares/add1": (Completion.ADD1, False),
    "equalshares/add1-comparison": (Completion.ADD1, True),
}


def official_rule(file: PbFile) -> Rule:
    """The stated rule: greedy with ties by the order of the file, Equal Shares by lower cost, then more votes (the
    greedy outcome of its comparison step: by the order of the file).

    Greedy ranks ordinal ballots, and ballots that name a project twice, by the organiser's own totals where
    the file has them: what these ballots were worth is not said anywhere else. ``greedy-custom`` is known of
    Poznań alone: down the list until the money ends, and the project at which it ends wins too if at least 80 %
    of its cost are left (``selected`` 2 in its files; pabulib-checker applies the same rule).

    Raises ``RuleViolation`` ``count.official`` for a word that defines no rule (``greedy-exclusive``, other
    ``greedy-custom``, ``unknown``) and for a threshold that is no whole number.
    """
    stated = file.meta.get("rule", "").lower()
    if stated in GREEDY:
        return _greedy(file, GREEDY[stated])
    if stated == "greedy-custom" and file.meta.get("unit") == "Poznań":
        wishes = Wishes(part_funding=True, least_share=POZNAN)
        return replace(_greedy(file, RuleName.GREEDY_NO_SKIP), wishes=wishes)
    if stated in EQUAL_SHARES:
        completion, comparison = EQUAL_SHARES[stated]
        ties = (TieBreak.MIN_COST, TieBreak.MAX_VOTES, TieBreak.FILED)
        return Rule(
            RuleName.EQUAL_SHARES,
            completion=completion,
            comparison=comparison,
            comparison_ties=(TieBreak.FILED,) if comparison else None,
            ties=ties,
        )
    raise RuleViolation("count.official", rule=stated)


def stated_threshold(file: PbFile) -> int:
    """The least score that META asks for; raises ``RuleViolation`` ``count.official``."""
    text = file.meta.get("min_project_score_threshold", "")
    threshold = whole(text) if text else 0
    if threshold is None:
        raise RuleViolation("count.official", rule=f"min_project_score_threshold {text[:40]}")
    return threshold


def _greedy(file: PbFile, name: RuleName) -> Rule:
    ballots = file.election.ballots
    ordinal = ballots.kind is BallotKind.ORDINAL
    return Rule(
        name,
        utility=Utility.POINTS if ordinal else None,
        ties=(TieBreak.FILED,),
        threshold=stated_threshold(file),
        recorded_scores=(ordinal or ballots.repeated > 0) and file.election.recorded_scores is not None,
    )


def word_of(rule: Rule, kind: BallotKind) -> str:
    """The format's word for a rule, ``unknown`` where it has none."""
    if rule.wishes != Wishes() or rule.pre_elimination is not None or rule.recorded_scores:
        return UNKNOWN
    if rule.name is RuleName.GREEDY_THRESHOLD or (rule.threshold and rule.name is RuleName.GREEDY):
        return "greedy-threshold" if rule.threshold else "greedy"
    if rule.name in (RuleName.GREEDY, RuleName.GREEDY_NO_SKIP) and not rule.threshold:
        return rule.name.value
    natural = rule.utility in (None, natural_utility(kind))
    if rule.name is RuleName.EQUAL_SHARES and natural and not rule.threshold:
        base = {Completion.NONE: "equalshares", Completion.ADD1: "equalshares/add1"}.get(rule.completion)
        if base is not None:
            return base + ("-comparison" if rule.comparison else "")
    return UNKNOWN


def sentence_of(rule: Rule) -> str:
    """The rule in the words of this engine, for readers of a file whose rule is ``unknown``."""
    parts = [
        rule.name.value,
        f"utility {rule.utility}" if rule.utility else "",
        f"completion {rule.completion}" if rule.completion is not Completion.NONE else "",
        "comparison" if rule.comparison else "",
        f"threshold {rule.threshold}" if rule.threshold else "",
        f"pre-elimination {rule.pre_elimination}" if rule.pre_elimination is not None else "",
        "ranked by the totals of the organiser" if rule.recorded_scores else "",
        "conditions of the office" if rule.wishes != Wishes() else "",
        f"ties by {' then '.join(rule.ties)}",
    ]
    return f"Counted by {', '.join(filter(None, parts))}"
