"""A rule tried on the ballots of a counted round, before another round opens. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.counting import BallotKind, Completion, Rule, RuleName, Utility, count
from app.voting.comparing import row_of
from app.voting.election import election_with
from app.voting.manifest import counting_rule
from app.voting.models import Count, Round, RoundOption
from app.voting.protocol import marks_of
from app.voting.sides import Sides, sides_of


@dataclass(frozen=True)
class Trial:
    """The result as it was, beside the one that the rule tried gives; ``votes`` of every option."""

    round: Round
    sides: Sides
    options: Sequence[RoundOption]
    votes: dict[str, int]


def try_rule(round: Round, counted: Count, name: str, utility: str, completion: str) -> Trial:
    """Count a round's ballots by another rule, with the round's own money and ties.

    Raises RuleViolation "count.ballots", "count.utility" where these ballots do not allow it.
    """
    shares = name == RuleName.EQUAL_SHARES
    kind = BallotKind(round.rules["ballot"]["kind"])
    rule = Rule(
        RuleName(name),
        utility=Utility(utility) if shares and kind.is_approval else None,
        completion=Completion(completion) if shares else Completion.NONE,
        ties=counting_rule(round.rules).ties,
    )
    election = election_with(round, round.options, marks_of(counted.protocol, kind))
    outcome = count(election, rule)
    rows = [counted.outcome["compare"][0], row_of(election, outcome)]
    titles = {option.key: option.title for option in round.options}
    votes = counted.outcome["votes"]
    order = sorted(round.options, key=lambda option: (-votes[option.key], option.position))
    return Trial(
        round, sides_of(rows, titles, counted.outcome["voted"], counted.outcome["unit"]), order, votes
    )
