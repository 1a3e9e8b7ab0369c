"""The count as data: equal ballots as groups without names, and who paid for every purchase.

Enough to pay everything again (``app.domain.counting.replay``), and to count the same ballots by another rule.
Amounts are in the election's smallest unit; exact fractions are texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from app.domain.counting.ballots import Ballot as Mark
from app.domain.counting.ballots import BallotKind, Ballots
from app.domain.counting.election import Election
from app.domain.counting.outcome import Endowment, Outcome, Payers, Stage
from app.domain.counting.outcome import Round as Purchase
from app.domain.counting.rules import Rule

Protocol = dict[str, Any]


def protocol_of(election: Election, outcome: Outcome) -> Protocol:
    """Projects by key, groups as [places of the marked projects, voters] (with points or ranks as a third
    part), purchases with the groups that pay the full price and those that give their rest.
    """
    return {
        "projects": [project.id for project in election.projects],
        "groups": groups_of(election),
        "endowment": _endowment(outcome.endowment),
        "rounds": [_purchase(each) for each in outcome.rounds],
        "sha256": outcome.sha256,
    }


def marks_of(protocol: Mapping[str, Any], kind: BallotKind) -> list[Mark]:
    """The ballots of a protocol, equal ones as one with a weight."""
    keys: list[str] = protocol["projects"]
    return [_mark(kind, [keys[at] for at in group[0]], group[1], group[2:]) for group in protocol["groups"]]


def outcome_of(protocol: Mapping[str, Any], election: Election, rule: Rule) -> Outcome:
    """The outcome that a protocol tells, for ``replay``; what is not needed to pay again is left empty."""
    rounds = tuple(_read_purchase(each) for each in protocol["rounds"])
    granted = {each.project: each.amount for each in rounds}
    return Outcome(
        rule=rule,
        selected=tuple(granted),
        granted=granted,
        total_cost=sum(granted.values()),
        budget=election.budget,
        scores={},
        votes={},
        priority=(),
        rounds=rounds,
        ties=(),
        losers=(),
        sha256=protocol["sha256"],
        endowment=_read_endowment(protocol["endowment"]),
    )


def fraction_text(value: Fraction | None) -> str | None:
    """``numerator/denominator``."""
    return None if value is None else f"{value.numerator}/{value.denominator}"


def groups_of(election: Election) -> list[list[Any]]:
    """For each group the places of the marked projects and the voters, then the points or ranks if there are any."""
    ballots = election.ballots
    starts, places = ballots.starts.tolist(), ballots.projects.tolist()
    values = None if ballots.values is None else ballots.values.tolist()
    return [
        [places[start:end], times, *([] if values is None else [values[start:end]])]
        for start, end, times in zip(starts, starts[1:], ballots.multiplicity.tolist(), strict=False)
    ]


def ballots_of(kind: BallotKind, projects: int, groups: list[list[Any]]) -> Ballots:
    """What ``groups_of`` told, group by group in its order; ``ValueError`` where it told something else."""
    sizes = [len(group[0]) for group in groups]
    places = np.array([at for group in groups for at in group[0]], dtype=np.int64)
    times = np.array([group[1] for group in groups], dtype=np.int64)
    if any(group[0] != sorted(set(group[0])) for group in groups) or bool((times < 1).any()):
        raise ValueError("a group of ballots is told wrongly")
    if len(places) and not 0 <= int(places.min()) <= int(places.max()) < projects:
        raise ValueError("a ballot marks no project")
    values = None
    if not kind.is_approval:
        values = np.array([value for group in groups for value in group[2]], dtype=np.int64)
        if [len(group[2]) for group in groups] != sizes:
            raise ValueError("a group has other marks than values")
    starts = np.cumsum([0, *sizes], dtype=np.int64)
    return Ballots(kind, projects, starts, places, values, times, max(sizes, default=0))


def _mark(kind: BallotKind, keys: list[str], times: int, values: list[list[int]]) -> Mark:
    if kind is BallotKind.ORDINAL:
        ranks = dict(zip(keys, values[0], strict=True))
        return Mark(tuple(sorted(keys, key=ranks.__getitem__)), weight=times)
    return Mark(tuple(keys), tuple(values[0]) if values else (), times)


def _purchase(each: Purchase) -> dict[str, Any]:
    told: dict[str, Any] = {
        "key": each.project,
        "amount": each.amount,
        "left": each.left,
        "stage": each.stage.value,
    }
    if each.price is not None and each.payers is not None:
        told["price"] = fraction_text(each.price)
        told["full"] = each.payers.groups[~each.payers.rest].tolist()
        told["rest"] = each.payers.groups[each.payers.rest].tolist()
    return told


def _read_purchase(told: Mapping[str, Any]) -> Purchase:
    payers = price = None
    if "price" in told:
        groups = np.array([*told["full"], *told["rest"]], dtype=np.int64)
        payers = Payers(groups, np.arange(len(groups)) >= len(told["full"]))
        price = Fraction(told["price"])
    return Purchase(told["key"], told["amount"], Stage(told["stage"]), told["left"], price, payers)


def _endowment(endowment: Endowment | None) -> dict[str, Any] | None:
    if endowment is None:
        return None
    return {
        "start": fraction_text(endowment.start),
        "final": fraction_text(endowment.final),
        "steps": endowment.steps,
    }


def _read_endowment(told: Mapping[str, Any] | None) -> Endowment | None:
    return (
        None if told is None else Endowment(Fraction(told["start"]), Fraction(told["final"]), told["steps"])
    )
