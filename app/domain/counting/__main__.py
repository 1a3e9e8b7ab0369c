"""Count a .pb file on the command line: ``python -m app.domain.counting FILE.pb --rule equal-shares --json``.

The only part of the counting engine that touches a file, the clock and the screen.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from time import perf_counter

from app.domain.counting import (
    Completion,
    Election,
    Outcome,
    Rule,
    RuleName,
    TieBreak,
    Utility,
    Wishes,
    count,
)
from app.domain.counting.pb import BrokenFile, PbFile, official_rule, read_pb, stated_threshold
from app.domain.errors import RuleViolation

BROKEN = 2
CHAIN = (TieBreak.MIN_COST, TieBreak.MAX_VOTES, TieBreak.ID)
OFFERED = (TieBreak.MIN_COST, TieBreak.MAX_COST, TieBreak.MAX_VOTES, TieBreak.FILED, TieBreak.ID)
COMPARED = {
    "greedy": Rule(RuleName.GREEDY),
    "greedy-per-cost": Rule(RuleName.GREEDY_PER_COST),
    "equal-shares": Rule(RuleName.EQUAL_SHARES),
    "equal-shares+greedy": Rule(RuleName.EQUAL_SHARES, completion=Completion.GREEDY),
    "equal-shares+add1": Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1),
    "phragmen": Rule(RuleName.PHRAGMEN),
    "max-welfare": Rule(RuleName.MAX_WELFARE),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status: 0, or 2 for a broken file or a rule that cannot be
    applied.
    """
    given = parser().parse_args(arguments)
    started = perf_counter()
    try:
        file = read_pb(given.file.read_bytes())
        read = perf_counter() - started
        _show(given, file, read)
    except BrokenFile as error:
        return _fail(f"{given.file}: {error}")
    except OSError as error:
        return _fail(f"{given.file}: {error.strerror or error}")
    except RuleViolation as error:
        details = ", ".join(f"{name} {value}" for name, value in error.params.items())
        return _fail(
            f"{given.file}: this cannot be counted so: {error.code}" + (f" ({details})" if details else "")
        )
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    found = argparse.ArgumentParser(
        prog="python -m app.domain.counting", description="Count a .pb file, exactly."
    )
    found.add_argument("file", type=Path, help="a ballot file in the .pb format (pabulib.org/format)")
    found.add_argument("--rule", type=RuleName, choices=list(RuleName), default=RuleName.GREEDY)
    found.add_argument(
        "--utility", type=Utility, choices=list(Utility), help="left out: the natural one of the ballots"
    )
    found.add_argument("--completion", type=Completion, choices=list(Completion), default=Completion.NONE)
    found.add_argument(
        "--ties", type=_chain, metavar="LINK,…", help=f"of {', '.join(OFFERED)} (id: string order)"
    )
    found.add_argument("--threshold", type=int, help="least score; greedy-threshold: as the file says")
    found.add_argument("--min-votes", type=int, default=0)
    found.add_argument("--comparison", action="store_true", help="equal shares against greedy, by voters")
    found.add_argument("--pre-elimination", type=Fraction, metavar="FRACTION", help="Świecie: 1/3")
    found.add_argument("--official", action="store_true", help="the rule the file names")
    found.add_argument("--compare", action="store_true", help="several rules side by side")
    found.add_argument("--explain", metavar="ID", help="why this project won or lost, in words")
    found.add_argument("--json", action="store_true", help="JSON and nothing else on stdout")
    return found


def rule_of(given: argparse.Namespace, file: PbFile) -> Rule:
    """The rule that the options ask for."""
    if given.official:
        rule = official_rule(file)
        return replace(rule, ties=given.ties) if given.ties else rule
    threshold = given.threshold
    if threshold is None and given.rule is RuleName.GREEDY_THRESHOLD:
        threshold = stated_threshold(file)
    return Rule(
        given.rule,
        utility=given.utility,
        completion=given.completion,
        ties=given.ties or CHAIN,
        threshold=threshold or 0,
        comparison=given.comparison,
        pre_elimination=given.pre_elimination,
        wishes=Wishes(min_votes=given.min_votes),
    )


def _show(given: argparse.Namespace, file: PbFile, read: float) -> None:
    from app.domain.counting import shown

    for warning in file.warnings:
        print(f"{given.file}: {warning}", file=sys.stderr)
    if given.compare:
        _show_comparison(given, file, read)
        return
    outcome, seconds = _timed(file.election, rule_of(given, file))
    if given.json:
        result = shown.outcome_as_json(file.election, outcome, {"read": read, "count": seconds})
        if given.explain:
            result["explanation"] = shown.explain(file.election, outcome, given.explain)
        print(json.dumps(result, ensure_ascii=False))
    elif given.explain:
        print(shown.explain(file.election, outcome, given.explain))
    else:
        print(shown.outcome_as_text(file.election, outcome))
        print(f"read in {read:.3f} s, counted in {seconds:.3f} s")


def _show_comparison(given: argparse.Namespace, file: PbFile, read: float) -> None:
    from app.domain.counting import shown
    from app.domain.counting.measures import measure

    counted = []
    for name, rule in COMPARED.items():
        if rule.name is RuleName.PHRAGMEN and not file.election.ballots.kind.is_approval:
            continue
        chosen = replace(rule, utility=given.utility, ties=given.ties or CHAIN)
        outcome, seconds = _timed(file.election, chosen)
        counted.append((name, outcome, measure(file.election, outcome), seconds))
    if given.json:
        timing = {"read": read, "count": sum(seconds for *_, seconds in counted)}
        print(json.dumps(shown.comparison_as_json(file.election, counted, timing), ensure_ascii=False))
    else:
        print(shown.comparison_as_text(file.election, counted))


def _timed(election: Election, rule: Rule) -> tuple[Outcome, float]:
    started = perf_counter()
    outcome = count(election, rule)
    return outcome, perf_counter() - started


def _chain(text: str) -> tuple[TieBreak, ...]:
    links = [link.strip() for link in text.split(",")]
    if not set(links) <= {link.value for link in OFFERED}:
        raise argparse.ArgumentTypeError(f"a comma list of {', '.join(OFFERED)}")
    return tuple(map(TieBreak, links))


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return BROKEN


if __name__ == "__main__":
    sys.exit(main())
