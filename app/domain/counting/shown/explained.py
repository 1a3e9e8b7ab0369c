"""Why a project won or lost, in words."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from app.domain.counting.ballots import Project
from app.domain.counting.election import Election
from app.domain.counting.margins import Enough, margin
from app.domain.counting.outcome import Loser, Outcome, Round
from app.domain.counting.pb.numbers import printed
from app.domain.counting.reasons import Cause, Why, reasons
from app.domain.counting.replay import paid_by
from app.domain.counting.rules import RuleName
from app.domain.counting.shown.text import WORDS, percent
from app.domain.errors import RuleViolation

MOST_NAMED = 8


def explain(election: Election, outcome: Outcome, project: str) -> str:
    """A paragraph on one project; raises ``RuleViolation`` ``count.unknown_project``.

    For a loser the election is counted again, many times, to find what would have been enough.
    """
    at = election.position.get(project)
    if at is None:
        raise RuleViolation("count.unknown_project", project=project)
    subject = election.projects[at]
    head = f"{_called(subject)} costs {printed(subject.cost, election.unit)} and has {outcome.votes[project]} votes."
    for number, one in enumerate(outcome.rounds, 1):
        if one.project == project:
            return "\n".join([head, *_victory(election, outcome, number, one)])
    loser = next(one for one in outcome.losers if one.project == project)
    return "\n".join([head, *_defeat(election, outcome, loser)])


def _called(project: Project) -> str:
    return f"Project {project.id} ({project.name})" if project.name else f"Project {project.id}"


def _victory(election: Election, outcome: Outcome, number: int, one: Round) -> list[str]:
    told = [
        f"It won as purchase {number} of {len(outcome.rounds)}; {printed(one.left, election.unit)} was left then."
    ]
    if one.payers is not None and one.price is not None:
        times = election.ballots.multiplicity[one.payers.groups]
        rest = int(np.dot(times, one.payers.rest))
        price = printed(round(one.price / election.unit * 100), 100)
        if outcome.rule.name is RuleName.PHRAGMEN:
            told.append(
                f"Its {int(times.sum())} supporters had saved its cost when every voter had been given {price}."
            )
        else:
            told.append(
                f"{int(times.sum()) - rest} supporters paid the full price of {price} each for a mark, "
                f"{rest} paid all they had left."
            )
    if one.tied:
        told.append(f"It tied with {', '.join(other for other in one.tied if other != one.project)}.")
    return told


def _defeat(election: Election, outcome: Outcome, loser: Loser) -> list[str]:
    told = [f"It did not win: {WORDS[loser.reason]} {loser.detail}".rstrip() + "."]
    told += _steps(election, outcome, reasons(election, outcome)[loser.project])
    told += _spent_elsewhere(election, outcome, loser)
    enough = margin(election, outcome, loser.project)
    if enough.cost is not None:
        told.append(f"At a cost of {printed(enough.cost.number, election.unit)} it would have won.")
    if enough.votes is not None:
        told.append(f"With {_people(enough.votes, 'vote', 'votes')} for it, it would have won.")
    if enough.come is not None:
        points = "" if enough.points is None else f", with {enough.points / election.points_unit:g} points"
        told.append(
            f"With {_people(enough.come, 'voter who marks', 'voters who mark')} only this project{points}, "
            "it would have won."
        )
    return told


def _people(enough: Enough, one: str, many: str) -> str:
    return f"one more {one}" if enough.number == 1 else f"{enough.number} more {many}"


def _steps(election: Election, outcome: Outcome, why: Why) -> list[str]:
    """What the rule's own steps say of it."""
    told, unit = [], election.unit
    if why.support is not None:
        told.append(
            f"Its effective support was {percent(why.support)} of its cost at best, in round {why.round}; 100 % wins."
        )
    if why.purse is not None:
        told.append(f"Its supporters held {percent(why.purse)} of its cost.")
    beyond = outcome.endowment.beyond if outcome.endowment else None
    if why.cause is Cause.BEYOND and beyond is not None and outcome.endowment is not None:
        kept = f", with {printed(beyond.reserved, unit)} to keep for floors" if beyond.reserved else ""
        told.append(
            f"Shares were raised to {_money(outcome.endowment.final, unit)}: at {_money(beyond.endowment, unit)} it "
            f"would win too, and all would cost {printed(beyond.cost, unit)}{kept}, of {printed(outcome.budget, unit)}."
        )
    return told


def _money(amount: Fraction, unit: int) -> str:
    return printed(round(amount / unit * 100), 100)


def _spent_elsewhere(election: Election, outcome: Outcome, loser: Loser) -> list[str]:
    """The winners for which this project's supporters used their money."""
    ballots = election.ballots
    mine = np.zeros(ballots.groups, dtype=bool)
    mine[ballots.group_of_mark[ballots.by_project[1][election.position[loser.project]]]] = True
    spent = sorted(paid_by(election, outcome, mine).items(), key=lambda item: -item[1])
    total = sum((money for _, money in spent), Fraction(0))
    if not total:
        return []
    names = [
        f"{project} {printed(round(money / election.unit), 1)}"
        for project, money in spent[:MOST_NAMED]
        if money
    ]
    more = f", and {len(spent) - MOST_NAMED} others" if len(spent) > MOST_NAMED else ""
    return [
        f"Its supporters spent {printed(round(total / election.unit), 1)} on winners they also marked: "
        f"{', '.join(names)}{more}."
    ]
