"""A counted allocation as a .pb file (pabulib.org/format): what was marked, and nothing else about any voter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.domain.counting import BallotKind, Election, Outcome
from app.domain.counting.pb import PbHead, write_pb
from app.domain.counting.protocol import marks_of, outcome_of
from app.domain.counting.ties import priority
from app.domain.errors import RuleViolation
from app.foundation.clock import local_date
from app.street.models import Street
from app.voting.election import FEN, election_with
from app.voting.manifest import counting_rule
from app.voting.models import Count, Round

HEAD = ("description", "country", "unit", "district", "subunit", "instance", "edition", "language")
"""What an imported file says about itself and a written one repeats."""
ANYWHERE = "Worldwide"
MOST_STEPS = 100_000_000
"""Raised endowments times marks up to which a page may wait for shares to be raised again."""


def has_file(round: Round, told: Mapping[str, Any]) -> bool:
    """Whether the format can hold this count: a ballot that marks a project of one unit of currency or more."""
    return any(told["votes"][option.key] and option.cost_fen >= FEN for option in round.options)


def is_quick(told: Mapping[str, Any]) -> bool:
    """Whether the rule is checked against the file within the time of a page."""
    steps = (told["endowment"] or {}).get("steps", 0)
    return bool(steps * sum(told["votes"].values()) <= MOST_STEPS)


def election_file(round: Round, count: Count, street: Street | None) -> str:
    """The file of a counted allocation; ``count`` comes with its protocol.

    Ballots are sorted by what they mark and numbered then. A round that too few took part in has no winners. Raises
    RuleViolation "round.not_counted" (resolutions too), "count.export" (nothing the format can hold).
    """
    if round.state != "counted" or round.is_resolution:
        raise RuleViolation("round.not_counted")
    election = counted_election(round, count)
    return write_pb(election, _outcome(round, count, election), _head(round, count.outcome, street))


def counted_election(round: Round, count: Count) -> Election:
    """What was counted, from the count's protocol."""
    kind = BallotKind(round.rules["ballot"]["kind"])
    return election_with(round, round.options, marks_of(count.protocol, kind))


def _outcome(round: Round, count: Count, election: Election) -> Outcome:
    """The outcome as it was counted, with what the writer ranks by; without winners where it does not count."""
    rule, told = counting_rule(round.rules), count.outcome
    votes = [told["votes"][project.id] for project in election.projects]
    found = replace(
        outcome_of(count.protocol, election, rule),
        scores=told["scores"],
        votes=told["votes"],
        priority=priority(election.projects, votes, rule.ties).rank,
    )
    return found if told["valid"] else replace(found, selected=(), granted={})


def _head(round: Round, told: Mapping[str, Any], street: Street | None) -> PbHead:
    ended = min(round.closes_at, round.closed_at or round.closes_at)
    began = min(round.opened_at or ended, ended)
    said = round.rules.get("head", {}) if round.imported else _own(round, street)
    comments = () if told["valid"] else (f"Not valid, so nothing was selected: {_too_few(told)}",)
    return PbHead(
        **{
            "description": round.title,
            "country": ANYWHERE,
            "unit": round.title,
            "instance": str(local_date(ended).year),
            **said,
        },
        date_begin=local_date(began),
        date_end=local_date(ended),
        currency=round.rules.get("currency", "") if round.imported else "CNY",
        comments=comments,
    )


def _own(round: Round, street: Street | None) -> dict[str, str]:
    return {
        "country": "China",
        "unit": f"{street.district}{street.name}" if street else round.title,
        "subunit": round.community.name if round.community else "",
        "language": "zh",
    }


def _too_few(told: Mapping[str, Any]) -> str:
    return f"{told['voted']} ballots, {told['needed']} needed"
