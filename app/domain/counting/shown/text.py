"""An outcome as a table to read on a screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from app.domain.counting.election import Election
from app.domain.counting.measures import Measures
from app.domain.counting.outcome import Outcome, Reason, Stage, Tie
from app.domain.counting.pb.numbers import printed
from app.domain.counting.utilities import utility_of

NAME_WIDTH = 48
WORDS = {
    Reason.MONEY: "not enough money left",
    Reason.SUPPORT: "its supporters' money does not cover it",
    Reason.STOPPED: "the count had stopped",
    Reason.THRESHOLD: "below the threshold",
    Reason.MIN_VOTES: "too few votes",
    Reason.PRE_ELIMINATED: "dropped before the count: too few votes for its cost",
    Reason.EXCLUSIVE: "cannot win together with",
    Reason.CEILING: "beyond the ceiling of",
    Reason.RESERVED: "the rest is kept for an area's floor",
    Reason.DECISION: "fixed out:",
    Reason.WITHDRAWN: "withdrawn",
    Reason.WELFARE: "another set is worth more",
}


def outcome_as_text(election: Election, outcome: Outcome) -> str:
    """Winners in the order of purchase, then losers with the reason of each, then what is worth knowing."""
    rows = [["", "project", "name", "cost", "votes", "support", "result"]]
    names = {project.id: project for project in election.projects}
    for number, one in enumerate(outcome.rounds, 1):
        project = names[one.project]
        part = "in part, " if one.amount < project.cost else ""
        rows.append(
            [
                str(number),
                project.id,
                shortened(project.name),
                printed(one.amount, election.unit),
                str(outcome.votes[project.id]),
                "",
                f"{part}{_won(one.stage)}",
            ]
        )
    for loser in sorted(outcome.losers, key=lambda loser: -outcome.votes[loser.project]):
        project = names[loser.project]
        rows.append(
            [
                "",
                project.id,
                shortened(project.name),
                printed(project.cost, election.unit),
                str(outcome.votes[project.id]),
                "" if loser.support is None else percent(loser.support),
                f"{WORDS[loser.reason]} {loser.detail}".rstrip(),
            ]
        )
    return "\n".join([*_head(election, outcome), "", *_table(rows), *_notes(election, outcome)])


def comparison_as_text(election: Election, counted: Sequence[tuple[str, Outcome, Measures, float]]) -> str:
    """One row of figures for each rule, then who wins under which."""
    rows = [["rule", "winners", "spent", "empty-handed", "winners a voter", "seconds"]]
    for name, _, measures, seconds in counted:
        rows.append(
            [
                name,
                str(measures.winners),
                printed(measures.spent, election.unit),
                _share(measures.empty_handed),
                printed(round(measures.per_voter * 100), 100),
                printed(round(seconds * 100), 100),
            ]
        )
    wins = {
        project.id: [project.id in outcome.selected for _, outcome, _, _ in counted]
        for project in election.projects
    }
    marks = [["project", "name", "cost", "votes", *(name for name, *_ in counted)]]
    for project, votes in sorted(
        zip(election.projects, election.ballots.votes, strict=True), key=lambda one: -one[1]
    ):
        if any(wins[project.id]):
            cost = printed(project.cost, election.unit)
            won = ["x" if win else "." for win in wins[project.id]]
            marks.append([project.id, shortened(project.name, 28), cost, str(votes), *won])
    return "\n".join([*_table(rows), "", *_table(marks)])


def percent(thousandths: int) -> str:
    """Thousandths as a percentage with one decimal, as they are: rounded down before."""
    return f"{thousandths // 10}.{thousandths % 10} %"


def shortened(text: str, width: int = NAME_WIDTH) -> str:
    """A text that fits a column; wide signs count twice."""
    flat = " ".join(text.split())
    while _width(flat) > width:
        flat = flat[: max(1, len(flat) - max(2, (_width(flat) - width) // 2))] + "…"
    return flat


def _won(stage: Stage) -> str:
    return {
        Stage.DECISION: "wins by decision",
        Stage.RULE: "wins",
        Stage.COMPLETION: "wins in the completion",
        Stage.FLOOR: "wins by its area's floor",
    }[stage]


def _head(election: Election, outcome: Outcome) -> list[str]:
    rule, ballots = outcome.rule, election.ballots
    wishes = rule.wishes
    parts = [
        rule.name.value,
        f"utility {utility_of(election, rule).value}",
        f"completion {rule.completion.value}" if rule.completion.value != "none" else "",
        f"threshold {rule.threshold}" if rule.threshold else "",
        f"pre-elimination {rule.pre_elimination}" if rule.pre_elimination is not None else "",
        "ranked by the organiser's totals" if rule.recorded_scores else "",
        f"at least {wishes.min_votes} votes" if wishes.min_votes else "",
        f"the last may win with {wishes.least_share} of its cost" if wishes.least_share is not None else "",
    ]
    chain = ", ".join(link.value for link in rule.ties) or "none"
    return [
        f"{', '.join(filter(None, parts))}; ties: {chain}",
        f"{ballots.voters} {ballots.kind.value} ballots ({ballots.groups} different), "
        f"{len(election.projects)} projects",
        f"budget {printed(outcome.budget, election.unit)}, spent {printed(outcome.total_cost, election.unit)} "
        f"on {len(outcome.selected)} winners",
    ]


def _notes(election: Election, outcome: Outcome) -> list[str]:
    notes = []
    if outcome.endowment is not None:
        start, final = (
            printed(round(amount / election.unit * 100), 100)
            for amount in (outcome.endowment.start, outcome.endowment.final)
        )
        notes.append(
            f"share of each voter: {start} at first, {final} in the end ({outcome.endowment.steps} steps)"
        )
    if outcome.comparison is not None:
        step = outcome.comparison
        taken = "greedy" if step.greedy_taken else "equal shares"
        notes.append(
            f"comparison: {step.prefer_equal_shares} voters prefer equal shares, {step.prefer_greedy} greedy; "
            f"taken: {taken}"
        )
    notes += [_told(tie) for tie in outcome.ties if tie.decisive is not False]
    notes.append(f"input sha256 {outcome.sha256}")
    return ["", *notes]


def _told(tie: Tie) -> str:
    effect = "it changes the winners" if tie.decisive else "its effect was not counted out"
    how = (
        f"by {tie.decided_by.value}"
        if tie.decided_by
        else "by id, since the chain does not decide: draw a lot"
    )
    return f"tie in round {tie.round} between {', '.join(tie.projects)}: {tie.bought}, {how}; {effect}"


def _share(part: Fraction) -> str:
    return f"{printed(round(part * 1000), 10)} %"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            " " * (width - _width(cell)) + cell if _is_number(cell) else cell + " " * (width - _width(cell))
            for cell, width in zip(row, widths, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def _is_number(cell: str) -> bool:
    return cell.removesuffix(" %").replace(".", "", 1).isdigit()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
