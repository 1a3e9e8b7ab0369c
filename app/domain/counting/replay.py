"""Replaying a protocol: every payment again, exactly, from prices and payers alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from app.domain.counting.ballots import IntArray
from app.domain.counting.election import Election
from app.domain.counting.equal_shares.purse import Purse
from app.domain.counting.outcome import Outcome, Payers, Round
from app.domain.counting.rules import RuleName
from app.domain.counting.utilities import gains, utility_of


class ProtocolError(Exception):
    """A protocol that does not hold: ``round`` counts from 1 (0: no round), ``reason`` is a sentence."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"round {number}: {reason}" if number else reason)
        self.round = number
        self.reason = reason


@dataclass(frozen=True, slots=True, eq=False)
class Payment:
    """What each ballot group paid in one round: ``amounts`` (fen) for one voter of each of ``groups``."""

    round: Round
    groups: IntArray
    amounts: tuple[Fraction, ...]


def payments(election: Election, outcome: Outcome) -> Iterator[Payment]:
    """Who paid what, round by round, for the rounds of Equal Shares; nothing for other rules."""
    if outcome.endowment is None:
        return
    for one, payers, shares, money, purse in _rounds(election, outcome):
        unit = purse.denominator
        full = (one.price or Fraction(0)) * unit
        amounts = [
            Fraction(having) / unit if rest else full * share / unit
            for having, share, rest in zip(money, shares.tolist(), payers.rest.tolist(), strict=True)
        ]
        yield Payment(one, payers.groups, tuple(amounts))


def paid_by(election: Election, outcome: Outcome, groups: npt.NDArray[np.bool_]) -> dict[str, Fraction]:
    """What the voters of some ballot groups (a mask over all groups) paid together for each winner, in
    fen.
    """
    spent: dict[str, Fraction] = {}
    if outcome.endowment is None:
        return spent
    times = election.ballots.multiplicity
    for one, payers, shares, _, purse in _rounds(election, outcome, exact=False):
        mine = groups[payers.groups]
        full, rest = mine & ~payers.rest, mine & payers.rest
        count = int(np.dot(times[payers.groups[full]], shares[full]))
        left = Fraction(purse.total(payers.groups[rest]), purse.denominator)
        spent[one.project] = count * (one.price or Fraction(0)) + left
    return spent


def replay(election: Election, outcome: Outcome) -> tuple[str, ...]:
    """The winners that follow from the protocol; raises ``ProtocolError`` at the first round that does not
    hold.

    Checked: hash of the input, no project twice, money left after each purchase; for Equal Shares that nobody
    pays more than she has or than the price, that those who pay less give all, and that the payments are the
    cost; for Phragmén that the supporters hold exactly the cost at the time of purchase.
    """
    if outcome.sha256 != election.sha256:
        raise ProtocolError(0, "the protocol belongs to another input")
    bought: list[str] = []
    left = election.budget
    for number, one in enumerate(outcome.rounds, 1):
        left -= one.amount
        if one.project in bought or one.left != left or left < 0:
            raise ProtocolError(number, "the money or the project does not follow from the rounds before")
        bought.append(one.project)
    if outcome.endowment is not None:
        _check_shares(election, outcome)
    if outcome.rule.name is RuleName.PHRAGMEN:
        _check_times(election, outcome)
    if tuple(bought) != outcome.selected:
        raise ProtocolError(len(bought), "the winners are not those of the rounds")
    return tuple(bought)


def _check_shares(election: Election, outcome: Outcome) -> None:
    times = election.ballots.multiplicity
    for one, payers, shares, money, purse in _rounds(election, outcome):
        number = outcome.rounds.index(one) + 1
        full = (one.price or Fraction(0)) * purse.denominator
        paid = Fraction(0)
        for group, share, having, rest in zip(
            payers.groups.tolist(), shares.tolist(), money, payers.rest.tolist(), strict=True
        ):
            if having <= 0 or (having > full * share if rest else having <= full * share):
                raise ProtocolError(number, "a voter pays more or less than she should")
            paid += int(times[group]) * (having if rest else full * share)
        if paid != one.amount * purse.denominator:
            raise ProtocolError(number, "the payments are not the cost")


def _rounds(
    election: Election, outcome: Outcome, exact: bool = True
) -> Iterator[tuple[Round, Payers, IntArray, list[int], Purse]]:
    """The rounds of Equal Shares with each payer's share and (``exact``) money before paying."""
    if outcome.endowment is None:
        return
    utility = utility_of(election, outcome.rule)
    worth = gains(election, utility)
    ballots = election.ballots
    order, bounds = ballots.by_project
    purse = Purse(ballots, worth, outcome.endowment.final)
    for one in outcome.rounds:
        if one.price is None or one.payers is None:
            continue
        at = election.position[one.project]
        share = np.zeros(ballots.groups, dtype=np.int64)
        share[ballots.group_of_mark[bounds[at]]] = 1 if worth is None else worth[order[bounds[at]]]
        yield one, one.payers, share[one.payers.groups], purse.each(one.payers.groups) if exact else [], purse
        purse.pay(at, one.price)


def _check_times(election: Election, outcome: Outcome) -> None:
    ballots = election.ballots
    loads: list[Fraction] = [Fraction(0)]
    last = np.zeros(ballots.groups, dtype=np.int64)
    for number, one in enumerate(outcome.rounds, 1):
        if one.price is None or one.payers is None:
            continue
        groups = one.payers.groups
        times = ballots.multiplicity[groups]
        counts = np.bincount(last[groups], weights=times, minlength=len(loads))
        held = int(times.sum()) * one.price - sum(
            int(n) * load for n, load in zip(counts, loads, strict=True)
        )
        if held != one.amount:
            raise ProtocolError(number, "the supporters do not hold the cost at this time")
        loads.append(one.price)
        last[groups] = len(loads) - 1
