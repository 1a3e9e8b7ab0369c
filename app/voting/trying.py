"""Rules and amounts of money tried on the ballots of a counted round. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.counting import BallotKind, Election, Rule, count
from app.domain.counting.protocol import marks_of
from app.domain.errors import RuleViolation
from app.voting.comparing import MOST_RAISES, Row, raises, row_of, rule_detail
from app.voting.election import FEN, election_with
from app.voting.manifest import counting_rule
from app.voting.models import Count, Round, RoundOption
from app.voting.nearness import raised_in_steps
from app.voting.results import amount_text
from app.voting.sides import Sides, sides_of
from app.voting.try_form import TriedRule

MOST_TIMES = 10
"""The most money that is tried, as a multiple of the round's own."""
MOST_EFFORT = 250_000_000
"""What raising shares step by step may take together (``raises``), beyond the first rule that does."""


@dataclass(frozen=True)
class LeftOut:
    """A rule that was not tried, and why."""

    rule: Mapping[str, Any]
    violation: RuleViolation


@dataclass(frozen=True)
class Trial:
    """The result as it was, beside those that the rules give with ``amount_fen``; ``votes`` of every option."""

    round: Round
    amount_fen: int
    sides: Sides
    options: Sequence[RoundOption]
    votes: dict[str, int]
    left_out: Sequence[LeftOut]

    @property
    def other_money(self) -> bool:
        return self.amount_fen != self.round.amount_fen


def try_rules(
    round: Round, counted: Count, tried: Sequence[TriedRule], amount_fen: int | None = None
) -> Trial:
    """Count a round's ballots by other rules, with the round's own ties and wishes and ``amount_fen`` to spend
    (``None``: the round's own). With other money the round's own rule is tried too.

    Rules that these ballots do not allow, or that would take too long, are left out. Raises RuleViolation
    "try.amount" (none, or more than MOST_TIMES the round's own), "try.same" (nothing but what was done), or the
    reason of the first where every rule is left out.
    """
    amount = round.amount_fen if amount_fen is None else amount_fen
    _check_amount(round, amount)
    kind = BallotKind(round.rules["ballot"]["kind"])
    election = election_with(round, round.options, marks_of(counted.protocol, kind))
    own = counting_rule(round.rules)
    rules = [_rule(each, own, kind) for each in tried]
    if amount == round.amount_fen:
        rules = _others(election, rules, own)
    else:
        rules = [own, *_others(election, rules, own)]
        election = replace(election, budget=amount * election.unit // FEN, source_sha256="-")
    rows, left_out = _count_all(election, rules)
    return Trial(
        round,
        amount,
        _sides(round, counted, rows),
        _in_order(round, counted),
        counted.outcome["votes"],
        left_out,
    )


def _check_amount(round: Round, amount_fen: int) -> None:
    most = MOST_TIMES * round.amount_fen
    if not 0 < amount_fen <= most:
        currency = str(round.rules.get("currency", "") or "")
        raise RuleViolation("try.amount", field="amount", most=amount_text(most, currency))


def _rule(tried: TriedRule, own: Rule, kind: BallotKind) -> Rule:
    return Rule(
        tried.name,
        utility=tried.utility if kind.is_approval else None,
        completion=tried.completion,
        ties=own.ties,
        wishes=own.wishes,
    )


def _others(election: Election, rules: Iterable[Rule], own: Rule) -> list[Rule]:
    """Every rule once, without the round's own."""
    named = {tuple(rule_detail(election, rule).values()): rule for rule in rules}
    named.pop(tuple(rule_detail(election, own).values()), None)
    return list(named.values())


def _count_all(election: Election, rules: Sequence[Rule]) -> tuple[list[Row], list[LeftOut]]:
    if not rules:
        raise RuleViolation("try.same", field="rule")
    rows, left_out, effort = [], [], 0
    each = raises(election)
    most = max(each, MOST_EFFORT) if each <= MOST_RAISES else 0
    for rule in rules:
        effort += each if raised_in_steps(rule) else 0
        try:
            if raised_in_steps(rule) and effort > most:
                raise RuleViolation("try.long", field="completion")
            rows.append(row_of(election, count(election, rule)))
        except RuleViolation as violation:
            left_out.append(LeftOut(rule_detail(election, rule), violation))
    if not rows:
        raise left_out[0].violation
    return rows, left_out


def _sides(round: Round, counted: Count, rows: Sequence[Row]) -> Sides:
    told = counted.outcome
    titles = {option.key: option.title for option in round.options}
    return sides_of([told["compare"][0], *rows], titles, told["voted"], told["unit"])


def _in_order(round: Round, counted: Count) -> Sequence[RoundOption]:
    votes = counted.outcome["votes"]
    return sorted(round.options, key=lambda option: (-votes[option.key], option.position))
