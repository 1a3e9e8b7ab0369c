"""Why each loser lost and what would have been enough, as it is kept with the count and read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.domain.counting import Election, Outcome, RuleName, Stage
from app.domain.counting.margins import Enough, Margin
from app.domain.counting.reasons import Cause, Why, reasons
from app.voting.nearness import margins

DOWN_THE_LIST = frozenset({RuleName.GREEDY, RuleName.GREEDY_THRESHOLD})
VERSION = 1
"""Of what is kept: what another version wrote is not read."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a project lost, from the steps of the rule, and what recounts found to be enough."""

    why: Why
    margin: Margin

    def told(self) -> dict[str, Any]:
        """As data of this version."""
        return {"version": VERSION, "why": asdict(self.why), "margin": asdict(self.margin)}

    @classmethod
    def read(cls, told: Mapping[str, Any] | None) -> Explanation | None:
        """What ``told`` gave; ``None`` where a count was kept by another version, or without."""
        if not told or told["version"] != VERSION:
            return None
        why, margin = told["why"], told["margin"]
        return cls(
            Why(**{**why, "cause": Cause(why["cause"])}),
            Margin(
                **{name: margin[name] and Enough(**margin[name]) for name in ("cost", "votes", "come")},
                points=margin["points"],
            ),
        )


def explanations(election: Election, outcome: Outcome) -> dict[str, Explanation]:
    """For every loser."""
    near = margins(election, outcome)
    return {
        project: Explanation(why, near.get(project, Margin()))
        for project, why in reasons(election, outcome).items()
    }


def turns(election: Election, outcome: Outcome) -> list[str]:
    """All projects in the order in which the rule came to them, after those fixed in; for rules without a list,
    winners before losers.
    """
    if outcome.rule.name not in DOWN_THE_LIST:
        losers = sorted(outcome.losers, key=lambda loser: -outcome.votes[loser.project])
        return [*outcome.selected, *(loser.project for loser in losers)]
    rank = outcome.priority
    order = sorted(range(len(rank)), key=lambda at: (-outcome.scores[election.projects[at].id], rank[at]))
    fixed = [each.project for each in outcome.rounds if each.stage is Stage.DECISION]
    listed = (election.projects[at].id for at in order)
    return [*fixed, *(project for project in listed if project not in fixed)]
