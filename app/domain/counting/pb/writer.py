"""Writing .pb files so strictly that the format's own checker (pabulib-checker) finds no error.

Who voted cannot be found out: rows are sorted by what is marked and numbered then, and nothing else is
written about a voter. Where the format has no word for a rule, or reading the file back would not give the
same winners, the rule is ``unknown`` and a comment says which it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.counting.ballots import BallotKind
from app.domain.counting.election import Election
from app.domain.counting.engine import count
from app.domain.counting.outcome import Outcome
from app.domain.counting.pb.numbers import printed
from app.domain.counting.pb.official import UNKNOWN, official_rule, sentence_of, word_of
from app.domain.counting.pb.reader import WITHDRAWN, read_pb
from app.domain.counting.pb.sections import NAMES
from app.domain.counting.ties import TieBreak
from app.domain.errors import RuleViolation

PLAIN_ID = re.compile(r"[^\s,;\"']+")
Ballot = tuple[tuple[int, int], ...]
"""Positions of the marked projects with points (approval 1, ordinal the rank), in the order to be written."""


@dataclass(frozen=True, slots=True)
class PbHead:
    """What the file says about the round. ``country``, ``currency`` (ISO 4217), ``language`` (ISO 639-1) as
    ISO has them. ``comments`` are sentences without a full stop.
    """

    description: str
    country: str
    unit: str
    instance: str
    date_begin: date
    date_end: date
    district: str = ""
    subunit: str = ""
    edition: str = ""
    language: str = ""
    currency: str = ""
    comments: tuple[str, ...] = ()


def write_pb(election: Election, outcome: Outcome, head: PbHead) -> str:
    """The election with its outcome as a text to be stored as UTF-8.

    Left out: blank ballots and projects that cost less than one unit of currency, which the format cannot
    hold; a comment in the file says so. Raises ``RuleViolation`` ``count.export`` when no ballot or no
    project remains.
    """
    draft = _Draft(election, outcome, head)
    word = word_of(outcome.rule, election.ballots.kind)
    if word != UNKNOWN and draft.is_whole and draft.reads_back(word):
        return draft.text(word)
    return draft.text(UNKNOWN)


def renamed_ids(election: Election, outcome: Outcome) -> dict[str, str]:
    """The ids that ``write_pb`` writes in place of those the format cannot hold; empty where it holds them all."""
    kept = _kept(election, outcome)
    ids = _ids(election, kept)
    return {election.projects[at].id: ids[at] for at in kept if ids[at] != election.projects[at].id}


def _kept(election: Election, outcome: Outcome) -> list[int]:
    """Projects in the order of ranking, so that a stable sort by score breaks ties as the chain did."""
    projects, order = election.projects, outcome.priority
    ranked = sorted(range(len(projects)), key=order.__getitem__)
    kept = [at for at in ranked if projects[at].cost >= election.unit]
    return sorted(kept, key=lambda at: -outcome.scores[projects[at].id])


def _ids(election: Election, kept: Sequence[int]) -> dict[int, str]:
    projects = election.projects
    if all(PLAIN_ID.fullmatch(one.id) and one.id.lower() not in NAMES for one in projects):
        return {at: projects[at].id for at in kept}
    return {at: str(number) for number, at in enumerate(kept, 1)}


class _Draft:
    def __init__(self, election: Election, outcome: Outcome, head: PbHead) -> None:
        self.election, self.outcome, self.head = election, outcome, head
        self.kept = _kept(election, outcome)
        self.ids = _ids(election, self.kept)
        self.comments: list[str] = self._left_out()
        self.rows = self._ballots()
        if not self.rows or not self.kept:
            raise RuleViolation("count.export")

    @property
    def is_whole(self) -> bool:
        """Whether all money is in whole units: the checker rounds everything else down."""
        amounts = [self.election.budget, *(self.election.projects[at].cost for at in self.kept)]
        return not any(amount % self.election.unit for amount in amounts)

    def reads_back(self, word: str) -> bool:
        """Whether the file's own words lead to these winners, without a tie that its words leave open."""
        if self.comments or min(self.outcome.scores.values()) < 0:
            return False
        if "add1" in word and (self._never_overspent() or self._never_raised()):
            return False
        file = read_pb(self.text(word).encode())
        again = count(file.election, official_rule(file))
        undecided = any(tie.decided_by in (TieBreak.FILED, None) for tie in again.ties)
        if undecided and word.startswith("equalshares"):
            return False
        return set(again.selected) == {self.ids[self.election.position[one]] for one in self.outcome.selected}

    def text(self, word: str) -> str:
        """The file."""
        lines = [["META"], ["key", "value"], *self._meta(word)]
        lines += [["PROJECTS"], *self._projects(), ["VOTES"], *self._votes()]
        out = io.StringIO()
        csv.writer(out, delimiter=";", lineterminator="\n").writerows(lines)
        return out.getvalue()

    def _left_out(self) -> list[str]:
        free = len(self.election.projects) - len(self.kept)
        return [f"Left out because they cost less than one unit: {free} projects"] if free else []

    def _ballots(self) -> list[Ballot]:
        """Every ballot, sorted by what it marks."""
        ballots, kept = self.election.ballots, set(self.kept)
        values = ballots.values
        rows: list[Ballot] = []
        blank = 0
        for group, times in enumerate(ballots.multiplicity.tolist()):
            marks = range(int(ballots.starts[group]), int(ballots.starts[group + 1]))
            marked = [(int(ballots.projects[i]), 1 if values is None else int(values[i])) for i in marks]
            sign = 1 if ballots.kind is BallotKind.ORDINAL else -1
            ballot = tuple(
                sorted((one for one in marked if one[0] in kept), key=lambda one: (sign * one[1], one[0]))
            )
            if ballot:
                rows += [ballot] * times
            else:
                blank += times
        if blank:
            self.comments.append(f"Left out because they name no project: {blank} ballots")
        return sorted(rows)

    def _meta(self, word: str) -> list[list[str]]:
        head, election = self.head, self.election
        found = {
            "description": head.description,
            "country": head.country,
            "unit": head.unit,
            "district": head.district,
            "subunit": head.subunit,
            "instance": head.instance,
            "num_projects": str(len(self.kept)),
            "num_votes": str(len(self.rows)),
            "budget": printed(election.budget, election.unit),
            "vote_type": _vote_type(election.ballots.kind),
            "rule": word,
            "date_begin": f"{head.date_begin:%d.%m.%Y}",
            "date_end": f"{head.date_end:%d.%m.%Y}",
            **self._limits(word),
            "edition": head.edition,
            "language": head.language,
            "currency": head.currency,
            "fully_funded": "1" if self._all_affordable() else "",
            "comment": " ".join(
                f"#{number}: {text}." for number, text in enumerate(self._all_comments(word), 1)
            ),
        }
        return [[key, _flat(value)] for key, value in found.items() if _flat(value)]

    def _limits(self, word: str) -> dict[str, str]:
        kind, longest = self.election.ballots.kind, max(map(len, self.rows))
        limits: dict[str, str] = {}
        if kind is BallotKind.CHOOSE_ONE:
            limits |= {"min_length": "1", "max_length": "1"}
        elif (self.election.max_length or 0) >= longest:
            limits["max_length"] = str(self.election.max_length)
        if kind is BallotKind.CUMULATIVE:
            limits["max_sum_points"] = str(max(sum(points for _, points in row) for row in self.rows))
        if word == "greedy-threshold":
            limits["min_project_score_threshold"] = str(self.outcome.rule.threshold)
        return limits

    def _all_affordable(self) -> bool:
        unit = self.election.unit
        return self.election.budget // unit >= sum(self._cost(at) // unit for at in self.kept)

    def _all_comments(self, word: str) -> list[str]:
        found = [
            *self.head.comments,
            *([sentence_of(self.outcome.rule)] if word == UNKNOWN else []),
            *self.comments,
        ]
        dear = [at for at in self.kept if self._is_beyond_budget(at)]
        if dear:
            named = ", ".join(
                f"{self.ids[at]} {printed(self.election.projects[at].cost, self.election.unit)}"
                for at in dear
            )
            found.append(f"Dearer than the budget, written with the cost {WITHDRAWN}: {named}")
        if self.election.points_unit > 1:
            found.append(f"Points are multiplied by {self.election.points_unit} to make them whole")
        if any(self._is_part(at) for at in self.kept):
            found.append("Projects marked 2 were funded in part")
        return found

    def _never_overspent(self) -> bool:
        """Whether add1 ends because all is bought that can be.

        The checker knows no end but overspending, and would go on for ever, or until voters can pay what marks a
        withdrawn project.
        """
        limit = WITHDRAWN * self.election.unit
        costs = [self._cost(at) for at in self.kept if self.outcome.votes[self.election.projects[at].id]]
        return sum(cost for cost in costs if cost < limit) <= self.election.budget

    def _never_raised(self) -> bool:
        """Whether add1 ends with its first, whole share: the checker keeps what the exact share buys there."""
        endowment = self.outcome.endowment
        return endowment is not None and not endowment.steps

    def _is_beyond_budget(self, at: int) -> bool:
        unit, project = self.election.unit, self.election.projects[at]
        return not project.withdrawn and project.cost // unit > self.election.budget // unit

    def _cost(self, at: int) -> int:
        """The cost to be written (in the smallest unit)."""
        beyond = self.election.projects[at].withdrawn or self._is_beyond_budget(at)
        return WITHDRAWN * self.election.unit if beyond else self.election.projects[at].cost

    def _is_part(self, at: int) -> bool:
        project = self.election.projects[at]
        return self.outcome.granted.get(project.id, project.cost) < project.cost

    def _projects(self) -> list[list[str]]:
        votes, scores = self._totals()
        points = not self.election.ballots.kind.is_approval
        projects = [self.election.projects[at] for at in self.kept]
        zones = all(_flat(project.zone) for project in projects)
        header = ["project_id", "cost", "votes", *["score"] * points, "name", "category", "selected"]
        lines = [header + ["neighborhood"] * zones]
        won = set(self.outcome.selected)
        for at, project in zip(self.kept, projects, strict=True):
            line = [self.ids[at], printed(self._cost(at), self.election.unit), str(votes[at])]
            line += [str(scores[at])] * points
            line += [_flat(project.name) or self.ids[at], _list(project.categories)]
            line.append(("2" if self._is_part(at) else "1") if project.id in won else "0")
            lines.append(line + [_flat(project.zone)] * zones)
        return lines

    def _totals(self) -> tuple[dict[int, int], dict[int, int]]:
        """Votes and points as the checker counts them: ordinal marks get the length of their ballot, falling
        by one.
        """
        votes, scores = dict.fromkeys(self.kept, 0), dict.fromkeys(self.kept, 0)
        ordinal = self.election.ballots.kind is BallotKind.ORDINAL
        for row in self.rows:
            for rank, (at, points) in enumerate(row):
                votes[at] += 1
                scores[at] += len(row) - rank if ordinal else points
        return votes, scores

    def _votes(self) -> list[list[str]]:
        points = self.election.ballots.kind.has_points
        lines = [["voter_id", "vote", *["points"] * points]]
        for number, row in enumerate(self.rows, 1):
            line = [str(number), ",".join(self.ids[at] for at, _ in row)]
            lines.append(line + [",".join(str(given) for _, given in row)] * points)
        return lines


def _vote_type(kind: BallotKind) -> str:
    return BallotKind.APPROVAL.value if kind in (BallotKind.K_APPROVAL, BallotKind.KNAPSACK) else kind.value


def _flat(text: str) -> str:
    """One line without blanks at the ends."""
    return " ".join(text.split())


def _list(parts: Sequence[str]) -> str:
    """A comma list; a comma inside a part would make two of it."""
    return ",".join(dict.fromkeys(_flat(part.replace(",", " ")) for part in parts if part.strip()))
