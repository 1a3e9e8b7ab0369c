"""The whole count as one text that anybody can check against the ballots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from app.domain.counting.election import Election
from app.domain.counting.engine import count
from app.domain.counting.outcome import Outcome
from app.domain.counting.protocol.encoded import Protocol, ballots_of, groups_of, outcome_of, protocol_of
from app.domain.counting.replay import ProtocolError, replay
from app.domain.counting.shown.json import comparison_step, loser_as_json, tie_as_json, welfare_as_json
from app.domain.counting.shown.rule import rule_read, rule_told
from app.domain.errors import RuleViolation

FORMAT = "yishiting-count/1"
DAMAGE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RuleViolation)
"""What goes wrong while a text is read that is no protocol."""


@contextmanager
def reading() -> Iterator[None]:
    """What is read here may be anything: damage becomes a ``ProtocolError``."""
    try:
        yield
    except DAMAGE as error:
        raise ProtocolError(0, f"the protocol is damaged ({type(error).__name__}: {error})") from None


def written(election: Election, outcome: Outcome) -> Protocol:
    """``protocol_of`` with the rule, what the election was, the support of every project standing in every round,
    ties and losers. Amounts are whole numbers of the smallest unit (``unit`` to one of currency).
    """
    told = protocol_of(election, outcome)
    rounds = [
        {**purchase, "support": dict(one.support), "tied": list(one.tied)}
        for purchase, one in zip(told["rounds"], outcome.rounds, strict=True)
    ]
    return {
        "format": FORMAT,
        "rule": rule_told(outcome.rule),
        **_facts(election),
        **told,
        "rounds": rounds,
        "selected": list(outcome.selected),
        "total_cost": outcome.total_cost,
        "votes": dict(outcome.votes),
        "scores": dict(outcome.scores),
        "ties": [tie_as_json(tie) for tie in outcome.ties],
        "losers": [loser_as_json(loser) for loser in outcome.losers],
        "comparison": comparison_step(outcome),
        "welfare": welfare_as_json(outcome),
    }


def check(election: Election, protocol: Mapping[str, Any]) -> Outcome:
    """The outcome, if the protocol holds; raises ``ProtocolError`` at the first thing that does not.

    First it must belong to this election: its hash, budget, projects and ballots. Then everything is paid again
    from prices and payers alone (``replay``), and the ballots are counted again by the rule: every word of the
    protocol must come out the same.
    """
    if protocol.get("sha256") != election.sha256:
        raise ProtocolError(0, "the protocol belongs to another file")
    with reading():
        same = _in_its_order(election, protocol)
        outcome = counted_again(same, protocol)
        compare(protocol, written(same, outcome))
    return outcome


def counted_again(election: Election, protocol: Mapping[str, Any]) -> Outcome:
    """Pay everything again as the protocol tells it, then count the ballots anew."""
    told = outcome_of(protocol, election, rule_read(protocol["rule"]))
    replay(election, told)
    return count(election, told.rule)


def _facts(election: Election) -> dict[str, Any]:
    return {
        "ballots": election.ballots.kind.value,
        "voters": election.ballots.voters,
        "budget": election.budget,
        "unit": election.unit,
        "points_unit": election.points_unit,
        "projects": [project.id for project in election.projects],
        "costs": [project.cost for project in election.projects],
    }


def _in_its_order(election: Election, protocol: Mapping[str, Any]) -> Election:
    """The election with its ballot groups in the order in which the protocol numbers them."""
    for name, value in _facts(election).items():
        if protocol[name] != value:
            raise ProtocolError(0, f"'{name}' is not what the file says")
    groups, ballots = protocol["groups"], election.ballots
    if sorted(groups) != sorted(groups_of(election)):
        raise ProtocolError(0, "the ballots are not those of the file")
    return replace(election, ballots=ballots_of(ballots.kind, ballots.project_count, groups))


def compare(protocol: Mapping[str, Any], again: Protocol) -> None:
    """Raise ``ProtocolError`` at the first word of the protocol that a new count does not give."""
    rounds = zip_longest(protocol["rounds"], again["rounds"])
    for number, (told, counted) in enumerate(rounds, 1):
        if told != counted:
            raise ProtocolError(number, _difference(told, counted))
    for name in [*again, *protocol]:
        if name not in protocol or name not in again or protocol[name] != again[name]:
            raise ProtocolError(0, f"a new count gives another '{name}'")


def _difference(told: Mapping[str, Any] | None, counted: Mapping[str, Any] | None) -> str:
    """What is different about a round."""
    if told is None or counted is None:
        return (
            "a new count buys nothing here" if counted is None else f"a new count buys {counted['key']} here"
        )
    if told.get("key") != counted["key"]:
        return f"a new count buys {counted['key']} here, not {told.get('key')}"
    name = next(name for name in [*counted, *told] if told.get(name) != counted.get(name))
    return f"a new count gives another '{name}' for {counted['key']}"
