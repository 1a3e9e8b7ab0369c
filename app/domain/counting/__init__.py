"""Counting: ballots and a budget in, winners and the reason for every step out. Exact; no file, no clock, no
chance.

    from app.domain.counting import Ballot, BallotKind, Completion, Election, Project, Rule, RuleName, count

    election = Election.of(
        [Project("lamp", 300_00, filed=1), Project("bench", 120_00, filed=2, zone="north")],
        budget=400_00,                          # fen
        kind=BallotKind.APPROVAL,
        ballots=[Ballot(("lamp",)), Ballot(("bench", "lamp"), weight=2)],
        unit=100,                               # fen in a yuan: the step of the add1 completions
    )
    outcome = count(election, Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1))
    outcome.selected                            # ("lamp",), in the order of purchase
    outcome.rounds, outcome.ties, outcome.losers, outcome.endowment, outcome.sha256

Ballots: ``BallotKind`` names them, ``Ballot`` is one voter's marks, ``Election.of`` groups equal ones. Rules:
``Rule`` holds everything that decides an outcome (name, utility, completion, chain of ties, threshold,
comparison, pre-elimination, the office's ``Wishes``). ``count`` is the one door to all of them. Outcome:
``selected``, ``granted``, ``rounds`` (what was bought, the exact price, who paid, support of every project
still standing), ``ties`` (``decisive`` ones changed the winners), ``losers`` with the reason of each.
Resolutions: ``count_resolution(votes, roll=…, quorum=QuorumRule(…), majority=MajorityRule(…))``.
"""

from app.domain.counting.ballots import Ballot, BallotKind, Ballots, Project
from app.domain.counting.election import Election
from app.domain.counting.engine import count
from app.domain.counting.outcome import (
    Beyond,
    Comparison,
    Endowment,
    Loser,
    Outcome,
    Payers,
    Proof,
    Reason,
    Round,
    Stage,
    Stop,
    Tie,
    Welfare,
)
from app.domain.counting.resolution import ResolutionOutcome, ResolutionVote, count_resolution
from app.domain.counting.rules import (
    AreaLimit,
    Completion,
    Decision,
    Rule,
    RuleName,
    Utility,
    Wishes,
    natural_utility,
)
from app.domain.counting.ties import TieBreak

__all__ = [
    "AreaLimit",
    "Ballot",
    "BallotKind",
    "Ballots",
    "Beyond",
    "Comparison",
    "Completion",
    "Decision",
    "Election",
    "Endowment",
    "Loser",
    "Outcome",
    "Payers",
    "Project",
    "Proof",
    "Reason",
    "ResolutionOutcome",
    "ResolutionVote",
    "Round",
    "Rule",
    "RuleName",
    "Stage",
    "Stop",
    "Tie",
    "TieBreak",
    "Utility",
    "Welfare",
    "Wishes",
    "count",
    "count_resolution",
    "natural_utility",
]
