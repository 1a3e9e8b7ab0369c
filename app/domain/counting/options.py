"""The options of the command line, and the rule they ask for."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from app.domain.counting.pb import PbFile, official_rule, stated_threshold
from app.domain.counting.rules import Completion, Rule, RuleName, Utility, Wishes
from app.domain.counting.ties import TieBreak

CHAIN = (TieBreak.MIN_COST, TieBreak.MAX_VOTES, TieBreak.ID)
OFFERED = (TieBreak.MIN_COST, TieBreak.MAX_COST, TieBreak.MAX_VOTES, TieBreak.FILED, TieBreak.ID)
FRACTION = re.compile(r"[0-9]{1,9}(?:/[0-9]{1,9}|\.[0-9]{1,9})?")
OF_A_RULE = ("rule", "completion", "threshold", "min_votes", "comparison", "pre_elimination")
BESIDES = {
    "official": (*OF_A_RULE, "utility"),
    "compare": (*OF_A_RULE, "official", "explain", "protocol"),
    "replay": (*OF_A_RULE, "utility", "ties", "official", "compare", "explain", "protocol"),
}
"""For each option that leaves no room for others, those that cannot stand beside it."""


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options given; leaves with status 2 and a sentence on stderr when they do not fit together."""
    reader = parser()
    given = reader.parse_args(arguments)
    for option, others in BESIDES.items():
        beside = [
            name for name in others if getattr(given, option) and getattr(given, name) not in (None, False)
        ]
        if beside:
            reader.error(f"--{option} and --{beside[0].replace('_', '-')} do not go together")
    if given.file is None and not given.replay:
        reader.error("name a ballot file in the .pb format")
    return given


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    found = argparse.ArgumentParser(
        prog="python -m app.domain.counting", description="Count a .pb file, exactly."
    )
    found.add_argument(
        "file", type=Path, nargs="?", help="a ballot file in the .pb format (pabulib.org/format)"
    )
    found.add_argument("--rule", choices=_values(RuleName), help="left out: greedy")
    found.add_argument("--utility", choices=_values(Utility), help="left out: the natural one of the ballots")
    found.add_argument("--completion", choices=_values(Completion), help="of equal-shares; left out: none")
    found.add_argument(
        "--ties", type=_chain, metavar="LINK,…", help=f"of {', '.join(OFFERED)} (id: string order)"
    )
    found.add_argument("--threshold", type=int, help="least score; greedy-threshold: as the file says")
    found.add_argument("--min-votes", type=int, metavar="VOTES", help="least ballots that mark a project")
    found.add_argument("--comparison", action="store_true", help="equal shares against greedy, by voters")
    found.add_argument("--pre-elimination", type=_fraction, metavar="FRACTION", help="Świecie: 1/3")
    found.add_argument("--official", action="store_true", help="the rule the file names")
    found.add_argument("--compare", action="store_true", help="several rules side by side")
    found.add_argument("--explain", metavar="ID", help="why this project won or lost, in words")
    found.add_argument("--protocol", type=Path, metavar="PATH", help="write the whole count there, as JSON")
    found.add_argument(
        "--replay", type=Path, metavar="PATH", help="say whether a written protocol holds (status 1: no)"
    )
    found.add_argument("--json", action="store_true", help="JSON and nothing else on stdout")
    return found


def rule_of(given: argparse.Namespace, file: PbFile) -> Rule:
    """The rule that the options ask for."""
    if given.official:
        rule = official_rule(file)
        return replace(rule, ties=given.ties, comparison_ties=None) if given.ties else rule
    name = RuleName(given.rule or RuleName.GREEDY)
    threshold = given.threshold
    if threshold is None and name is RuleName.GREEDY_THRESHOLD:
        threshold = stated_threshold(file)
    return Rule(
        name,
        utility=utility_of(given),
        completion=Completion(given.completion or Completion.NONE),
        ties=given.ties or CHAIN,
        threshold=threshold or 0,
        comparison=given.comparison,
        pre_elimination=given.pre_elimination,
        wishes=Wishes(min_votes=given.min_votes or 0),
    )


def utility_of(given: argparse.Namespace) -> Utility | None:
    """The utility asked for."""
    return None if given.utility is None else Utility(given.utility)


def _values(names: type[StrEnum]) -> list[str]:
    return [name.value for name in names]


def _chain(text: str) -> tuple[TieBreak, ...]:
    links = [link.strip() for link in text.split(",")]
    if not set(links) <= {link.value for link in OFFERED}:
        raise argparse.ArgumentTypeError(f"a comma list of {', '.join(OFFERED)}")
    return tuple(map(TieBreak, links))


def _fraction(text: str) -> Fraction:
    try:
        return Fraction(text) if FRACTION.fullmatch(text) else Fraction("")
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError("a fraction like 1/3 or 0.25") from None
