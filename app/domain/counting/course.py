"""A count in progress: money left, conditions still binding, purchases so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from app.domain.counting.ballots import Project
from app.domain.counting.election import Election
from app.domain.counting.outcome import (
    Comparison,
    Endowment,
    Loser,
    Outcome,
    Payers,
    Reason,
    Round,
    Stage,
    Stop,
    Tie,
    Welfare,
)
from app.domain.counting.rules import AreaLimit, Rule
from app.domain.counting.ties import priority
from app.domain.counting.utilities import scores, utility_of
from app.domain.errors import RuleViolation

Refusal = tuple[Reason, str]
SECOND_CHANCE = (Reason.MONEY, Reason.SUPPORT, Reason.STOPPED, Reason.RESERVED)
"""Reasons that do not keep a project from being bought for its area's floor in the end."""


class Course:
    """The mutable state of one count; every rule buys through it, so that the office's wishes hold
    everywhere.

    Raises ``RuleViolation``: ``count.unknown_project`` for a wish about no project, ``count.decisions`` when
    the projects fixed in do not fit the budget or each other, and what ``utility_of`` and ``scores`` raise.
    """

    def __init__(self, election: Election, rule: Rule) -> None:
        self.election = election
        self.rule = rule
        self.utility = utility_of(election, rule)
        self.votes = election.ballots.votes
        self.scores = scores(election, rule)
        self.priority = priority(election.projects, self.votes, rule.ties)
        self.left = election.budget
        self.rounds: list[Round] = []
        self.ties: list[Tie] = []
        self.bought: list[int] = []
        self.losers: dict[int, Refusal] = {}
        self.money: dict[int, tuple[int, int]] = {}
        self.endowment: Endowment | None = None
        self.comparison: Comparison | None = None
        self.welfare: Welfare | None = None
        self.stop: Stop | None = None
        self.support: Mapping[int, int] = {}
        self._rivals = _rivals(election, rule)
        self._areas = [_members(election, limit) for limit in rule.wishes.limits]
        self._spent = [0] * len(self._areas)
        self._has_floors = any(limit.floor for limit in rule.wishes.limits)
        self._decide()
        self._bar()

    def copy(self) -> Course:
        """The same state, to count on from here without changing this one."""
        twin = object.__new__(Course)
        twin.__dict__.update(self.__dict__)
        for name in ("rounds", "ties", "bought", "losers", "money", "_spent"):
            twin.__dict__[name] = self.__dict__[name].copy()
        return twin

    @property
    def standing(self) -> list[int]:
        """Projects neither bought nor out, by position."""
        gone = {*self.bought, *self.losers}
        return [at for at in range(len(self.election.projects)) if at not in gone]

    @property
    def conditional(self) -> bool:
        """Whether a purchase can forbid another."""
        return bool(self._rivals or self._areas)

    def blocked(self, at: int, amount: int) -> Refusal | None:
        """Why a condition other than money forbids this purchase for good."""
        for rival in self._rivals.get(at, ()):
            if rival in self.bought:
                return Reason.EXCLUSIVE, self.election.projects[rival].id
        for limit, members, spent in zip(self.rule.wishes.limits, self._areas, self._spent, strict=True):
            if at in members and limit.ceiling is not None and spent + amount > limit.ceiling:
                return Reason.CEILING, limit.area
        return None

    def refusal(self, at: int, amount: int) -> Refusal | None:
        """Why this purchase cannot be made now, money and reserved money included."""
        if amount > self.left:
            return Reason.MONEY, ""
        if amount > self.left - self.reserved(at):
            return Reason.RESERVED, ""
        return self.blocked(at, amount)

    def reserved(self, buying: int | None = None) -> int:
        """Money (fen) kept aside for floors not yet reached, other than those the project bought would
        serve.
        """
        return sum(self.owed(which) for which in range(len(self._areas)) if buying not in self._areas[which])

    def owed(self, which: int) -> int:
        """What is still missing to the floor of an area, as far as its projects can use it."""
        if not self._has_floors:
            return 0
        usable = sum(self.election.projects[at].cost for at in self.standing if at in self._areas[which])
        return max(0, min(self.rule.wishes.limits[which].floor - self._spent[which], usable))

    def rivals(self, at: int) -> set[int]:
        """The projects that cannot win together with this one."""
        return self._rivals.get(at, set())

    def open_limits(self) -> list[tuple[frozenset[int], int, int | None]]:
        """For each limit its projects, and what is left of its floor and its ceiling (fen)."""
        return [
            (members, self.owed(which), None if limit.ceiling is None else limit.ceiling - self._spent[which])
            for which, (limit, members) in enumerate(zip(self.rule.wishes.limits, self._areas, strict=True))
        ]

    def members(self, which: int) -> frozenset[int]:
        """The projects of the area of a limit."""
        return self._areas[which]

    def buy(
        self,
        at: int,
        stage: Stage,
        *,
        amount: int | None = None,
        price: Fraction | None = None,
        payers: Payers | None = None,
        support: Mapping[str, int] | None = None,
        tied: tuple[str, ...] = (),
    ) -> None:
        """Record a purchase of the whole project, or of a part worth ``amount`` fen."""
        project = self.election.projects[at]
        paid = project.cost if amount is None else amount
        self.left -= paid
        self.bought.append(at)
        for which, members in enumerate(self._areas):
            self._spent[which] += paid if at in members else 0
        self.rounds.append(Round(project.id, paid, stage, self.left, price, payers, support or {}, tied))

    def refuse(self, at: int, reason: Reason, detail: str = "") -> None:
        """A project is out; ``money`` keeps what was left and what of it was kept aside when it first was."""
        self.money.setdefault(at, (self.left, self.reserved(at)))
        self.losers.setdefault(at, (reason, detail))

    def outcome(self) -> Outcome:
        """Close the count."""
        ids = [project.id for project in self.election.projects]
        granted = {one.project: one.amount for one in self.rounds}
        return Outcome(
            rule=self.rule,
            selected=tuple(granted),
            granted=granted,
            total_cost=sum(granted.values()),
            budget=self.election.budget,
            scores=dict(zip(ids, self.scores, strict=True)),
            votes=dict(zip(ids, self.votes, strict=True)),
            priority=self.priority.rank,
            rounds=tuple(self.rounds),
            ties=tuple(self.ties),
            losers=tuple(
                Loser(ids[at], *self.losers[at], self.support.get(at), *self.money[at])
                for at in sorted(self.losers)
            ),
            sha256=self.election.sha256,
            endowment=self.endowment,
            comparison=self.comparison,
            welfare=self.welfare,
            stop=self.stop,
        )

    def _bar(self) -> None:
        rule, votes = self.rule, self.votes
        for at, project in enumerate(self.election.projects):
            if at in self.bought:
                continue
            if project.withdrawn:
                self.refuse(at, Reason.WITHDRAWN)
            elif votes[at] < rule.wishes.min_votes:
                self.refuse(at, Reason.MIN_VOTES)
            elif rule.threshold and self.scores[at] < rule.threshold * self._score_unit:
                self.refuse(at, Reason.THRESHOLD)
            elif self._too_weak(project, votes[at]):
                self.refuse(at, Reason.PRE_ELIMINATED)

    @property
    def _score_unit(self) -> int:
        return self.election.points_unit if self.election.ballots.kind.has_points else 1

    def _too_weak(self, project: Project, votes: int) -> bool:
        """Świecie's first phase: votes / voters < f · cost / budget."""
        least = self.rule.pre_elimination
        return (
            least is not None
            and votes * self.election.budget < least * project.cost * self.election.ballots.voters
        )

    def _decide(self) -> None:
        """What is out is out before anything is bought, and before any vote is looked at: whether the projects fixed in
        fit never depends on the ballots.
        """
        for decision in sorted(self.rule.wishes.decisions, key=lambda each: each.included):
            at = _position(self.election, decision.project)
            if not decision.included:
                self.refuse(at, Reason.DECISION, decision.reason)
                continue
            if at in self.losers or at in self.bought or self.refusal(at, self.election.projects[at].cost):
                raise RuleViolation("count.decisions", project=decision.project)
            self.buy(at, Stage.DECISION)


def fill_floors(course: Course) -> None:
    """Spend the money kept aside: each area short of its floor buys its best-voted projects that fit."""
    beaten = {at: why for at, why in course.losers.items() if why[0] in SECOND_CHANCE}
    if not any(limit.floor for limit in course.rule.wishes.limits):
        return
    for at in beaten:
        del course.losers[at]
    for which in range(len(course.rule.wishes.limits)):
        for at in _by_votes(course, course.members(which)):
            if course.owed(which) and course.refusal(at, course.election.projects[at].cost) is None:
                course.buy(at, Stage.FLOOR)
    for at, why in beaten.items():
        if at not in course.bought:
            course.refuse(at, *why)


def _by_votes(course: Course, members: frozenset[int]) -> list[int]:
    key: Callable[[int], tuple[int, int]] = lambda at: (-course.votes[at], course.priority.rank[at])  # noqa: E731
    return sorted((at for at in course.standing if at in members), key=key)


def _position(election: Election, project: str) -> int:
    try:
        return election.position[project]
    except KeyError:
        raise RuleViolation("count.unknown_project", project=project) from None


def _rivals(election: Election, rule: Rule) -> dict[int, set[int]]:
    rivals: dict[int, set[int]] = {}
    for one in rule.wishes.exclusive:
        members = {_position(election, project) for project in one}
        for at in members:
            rivals.setdefault(at, set()).update(members - {at})
    return rivals


def _members(election: Election, limit: AreaLimit) -> frozenset[int]:
    def belongs(project: Project) -> bool:
        return limit.area in project.categories if limit.by == "category" else limit.area == project.zone

    return frozenset(at for at, project in enumerate(election.projects) if belongs(project))
