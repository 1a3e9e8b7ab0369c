"""Whose money went where, whatever the rule. Pure.

Equal Shares: what voters paid. Phragmén: what they had saved. Greedy rules take no money from anybody: there the
cost of a winner is shared evenly among those who marked it, to show for whom the money was spent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from app.domain.counting import Election, Outcome, RuleName
from app.domain.counting.replay import paid_by
from app.domain.counting.utilities import backings, utility_of

Mask = npt.NDArray[np.bool_]
MOST_GROUPS = 8
MOST_NAMED = 8


@dataclass(frozen=True)
class Ledger:
    """An outcome with the voters of each winner at hand."""

    election: Election
    outcome: Outcome
    supporters: Mapping[str, Mask]
    saved: tuple[tuple[str, Fraction, npt.NDArray[np.int64]], ...]

    @classmethod
    def of(cls, election: Election, outcome: Outcome) -> Ledger:
        masks = _payers(election, outcome) or {
            project.id: _supporters(election, at) for at, project in enumerate(election.projects)
        }
        return cls(election, outcome, masks, tuple(_saved(election, outcome, masks)))

    @property
    def individual(self) -> bool:
        """Whether every voter had money of her own."""
        return self.outcome.endowment is not None or self.outcome.rule.name is RuleName.PHRAGMEN

    def voters(self, mask: Mask) -> int:
        return int(self.election.ballots.multiplicity[mask].sum())

    def spent(self, mask: Mask) -> dict[str, Fraction]:
        """What these voters spent on each winner, in the smallest unit."""
        if self.outcome.endowment is not None:
            found = paid_by(self.election, self.outcome, mask)
        elif self.outcome.rule.name is RuleName.PHRAGMEN:
            found = {key: self._saved_by(mask, time, at) for key, time, at in self.saved}
        else:
            found = {
                key: Fraction(amount * self.voters(mask & self.supporters[key]), self.outcome.votes[key])
                for key, amount in self.outcome.granted.items()
                if self.outcome.votes[key]
            }
        return {key: money for key, money in found.items() if money}

    def _saved_by(self, mask: Mask, time: Fraction, lasts: npt.NDArray[np.int64]) -> Fraction:
        """At a purchase: ``lasts`` holds each payer's last purchase (from 1, 0: none), −1 for others."""
        mine = mask & (lasts >= 0)
        times = self.election.ballots.multiplicity[mine]
        counts = np.bincount(lasts[mine], weights=times, minlength=len(self.saved) + 1).tolist()
        loads = [Fraction(0), *(each[1] for each in self.saved)]
        return sum((int(n) * (time - load) for n, load in zip(counts, loads, strict=True) if n), Fraction(0))


def backing(ledger: Ledger) -> dict[str, dict[str, Any]]:
    """For every project: ``voters``, its supporters (of shares: those to whom it is worth something); ``held``, what
    they held when it was bought or in the end (smallest unit, rounded down; ``None`` where voters hold no money),
    ``reach`` the same in thousandths of the cost, ``spent`` on winners with ``shared`` supporters (most first),
    ``empty`` supporters none of whose marks won.
    """
    won = np.zeros(ledger.election.ballots.groups, dtype=bool)
    for key in ledger.outcome.selected:
        won |= ledger.supporters[key]
    return {key: _backing(ledger, key, mask, won) for key, mask in ledger.supporters.items()}


def _backing(ledger: Ledger, key: str, mask: Mask, won: Mask) -> dict[str, Any]:
    spent = ledger.spent(mask)
    held = _held(ledger, key, mask, spent)
    cost = ledger.election.projects[ledger.election.position[key]].cost
    shared = [
        (
            winner,
            ledger.voters(mask & ledger.supporters[winner]),
            int(spent.get(winner, 0)) if ledger.individual else 0,
        )
        for winner in ledger.outcome.selected
        if winner != key
    ]
    most = sorted((each for each in shared if each[1]), key=lambda each: (-each[2], -each[1]))
    return {
        "voters": ledger.voters(mask),
        "held": held,
        "reach": None if held is None or not cost else held * 1000 // cost,
        "spent": [list(each) for each in most[:MOST_NAMED]] if ledger.individual else [],
        "shared": [] if ledger.individual else [list(each[:2]) for each in most[:MOST_NAMED]],
        "empty": ledger.voters(mask & ~won),
    }


def _held(ledger: Ledger, key: str, mask: Mask, spent: Mapping[str, Fraction]) -> int | None:
    endowment = ledger.outcome.endowment
    if endowment is None:
        return None
    before = ledger.outcome.selected[: _turn(ledger.outcome, key)]
    gone = sum((spent.get(winner, Fraction(0)) for winner in before), Fraction(0))
    return int(endowment.final * ledger.voters(mask) - gone)


def _turn(outcome: Outcome, key: str) -> int:
    return outcome.selected.index(key) if key in outcome.granted else len(outcome.selected)


def flows(ledger: Ledger) -> dict[str, Any]:
    """Money from groups of voters to winners: groups of equal ballots where the largest hold half of all voters,
    else groups of voters with equally many winners.
    """
    masks, by = _equal_ballots(ledger), "ballots"
    if masks is None:
        masks, by = _equally_many(ledger), "winners"
    return {"by": by, "groups": [_flow(ledger, by, mask, number) for number, mask in masks]}


def _flow(ledger: Ledger, by: str, mask: Mask, number: int | None) -> dict[str, Any]:
    keys: list[str] | None = None
    if by == "ballots" and number is not None:
        keys = [key for key, supporters in ledger.supporters.items() if supporters[number]]
    return {
        "keys": keys,
        "winners": number if by == "winners" else None,
        "voters": ledger.voters(mask),
        "money": {key: int(money) for key, money in ledger.spent(mask).items()},
    }


def _equal_ballots(ledger: Ledger) -> list[tuple[int | None, Mask]] | None:
    ballots = ledger.election.ballots
    largest = np.argsort(-ballots.multiplicity, kind="stable")[:MOST_GROUPS]
    if not ballots.groups or 2 * int(ballots.multiplicity[largest].sum()) < ballots.voters:
        return None
    single: list[tuple[int | None, Mask]] = [(int(at), np.arange(ballots.groups) == at) for at in largest]
    rest = ~np.isin(np.arange(ballots.groups), largest)
    return [*single, (None, rest)] if rest.any() else single


def _equally_many(ledger: Ledger) -> list[tuple[int | None, Mask]]:
    won = sum(
        (ledger.supporters[key].astype(np.int64) for key in ledger.outcome.selected),
        np.zeros(ledger.election.ballots.groups, dtype=np.int64),
    )
    top = min(int(won.max(initial=0)), MOST_GROUPS)
    return [(number, won >= number if number == top else won == number) for number in range(1, top + 1)]


def _payers(election: Election, outcome: Outcome) -> dict[str, Mask]:
    """Of shares: whoever gets anything from a project pays for it, and nobody else who marked it."""
    if outcome.endowment is None:
        return {}
    found = {}
    backed = backings(election, utility_of(election, outcome.rule))
    for project, backing in zip(election.projects, backed, strict=True):
        found[project.id] = np.zeros(election.ballots.groups, dtype=bool)
        found[project.id][backing.groups] = True
    return found


def _supporters(election: Election, at: int) -> Mask:
    ballots = election.ballots
    mask = np.zeros(ballots.groups, dtype=bool)
    mask[ballots.group_of_mark[ballots.by_project[1][at]]] = True
    return mask


def _saved(
    election: Election, outcome: Outcome, masks: Mapping[str, Mask]
) -> list[tuple[str, Fraction, npt.NDArray[np.int64]]]:
    if outcome.rule.name is not RuleName.PHRAGMEN:
        return []
    found: list[tuple[str, Fraction, npt.NDArray[np.int64]]] = []
    last = np.zeros(election.ballots.groups, dtype=np.int64)
    for each in outcome.rounds:
        if each.price is not None:
            mask = masks[each.project]
            found.append((each.project, each.price, np.where(mask, last, -1)))
            last = np.where(mask, len(found), last)
    return found
