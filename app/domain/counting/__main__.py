"""Count a .pb file on the command line: ``python -m app.domain.counting FILE.pb --rule equal-shares --json``.

The only part of the counting engine that touches a file, the clock and the screen.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from app.domain.counting import Completion, Election, Outcome, Rule, RuleName, count
from app.domain.counting.options import CHAIN, parsed, rule_of, utility_of
from app.domain.counting.pb import BrokenFile, PbFile, read_pb
from app.domain.errors import RuleViolation

FALSE, BROKEN = 1, 2
LONG = 1.0
"""Seconds of a count after which a wish to have many of them is answered with a warning."""
COMPARED = {
    "greedy": Rule(RuleName.GREEDY),
    "greedy-per-cost": Rule(RuleName.GREEDY_PER_COST),
    "equal-shares": Rule(RuleName.EQUAL_SHARES),
    "equal-shares+greedy": Rule(RuleName.EQUAL_SHARES, completion=Completion.GREEDY),
    "equal-shares+add1": Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1),
    "phragmen": Rule(RuleName.PHRAGMEN),
    "max-welfare": Rule(RuleName.MAX_WELFARE),
}


class Unreadable(Exception):
    """A file that holds no protocol at all."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status: 0, 1 when a protocol does not hold, or 2 for a broken file or
    what cannot be counted so, with a sentence on stderr.
    """
    given = parsed(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    started = perf_counter()
    try:
        file = read_pb(given.file.read_bytes()) if given.file else None
        return _run(given, file, perf_counter() - started)
    except BrokenPipeError:
        return BROKEN
    except OSError as error:
        return _fail(f"{error.filename or given.file}: {error.strerror or error}")
    except (BrokenFile, Unreadable) as error:
        return _fail(f"{given.file if isinstance(error, BrokenFile) else given.replay}: {error}")
    except RuleViolation as error:
        from app.domain.counting.shown import refusal

        return _fail(f"{given.file}: {refusal(error)}")
    except MemoryError:
        return _fail(f"{given.file}: this machine has not enough memory to count so large a file")


def _run(given: argparse.Namespace, file: PbFile | None, read: float) -> int:
    for warning in file.warnings if file else ():
        print(f"{given.file}: {warning}", file=sys.stderr)
    if file is None or given.replay:
        return _replay(given, file)
    if given.compare:
        _show_comparison(given, file, read)
    else:
        _show(given, file, read)
    return 0


def _show(given: argparse.Namespace, file: PbFile, read: float) -> None:
    from app.domain.counting import shown

    outcome, seconds = _timed(file.election, rule_of(given, file))
    if given.explain and seconds > LONG:
        print(f"What would have been enough takes some dozens of counts of {seconds:.0f} s.", file=sys.stderr)
    told = shown.explain(file.election, outcome, given.explain) if given.explain else None
    if given.protocol:
        _write(given.protocol, file.election, outcome)
    if given.json:
        result = shown.outcome_as_json(file.election, outcome, {"read": read, "count": seconds})
        _print_json(result if told is None else {**result, "explanation": told})
    elif told is not None:
        print(told)
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
        chosen = replace(rule, utility=utility_of(given), ties=given.ties or CHAIN)
        outcome, seconds = _timed(file.election, chosen)
        counted.append((name, outcome, measure(file.election, outcome), seconds))
    if given.json:
        timing = {"read": read, "count": sum(seconds for *_, seconds in counted)}
        _print_json(shown.comparison_as_json(file.election, counted, timing))
    else:
        print(shown.comparison_as_text(file.election, counted))


def _write(path: Path, election: Election, outcome: Outcome) -> None:
    from app.domain.counting.protocol import written

    path.write_text(json.dumps(written(election, outcome), ensure_ascii=False) + "\n", encoding="utf-8")


def _replay(given: argparse.Namespace, file: PbFile | None) -> int:
    from app.domain.counting import shown
    from app.domain.counting.protocol import check_any
    from app.domain.counting.replay import ProtocolError

    protocol = _protocol(given.replay)
    try:
        held = check_any(protocol, None if file is None else file.election)
    except ProtocolError as error:
        if given.json:
            _print_json({"holds": False, "round": error.round or None, "reason": error.reason})
        else:
            print(f"The protocol does not hold: {error}.")
        return FALSE
    if given.json:
        _print_json({"holds": True, **shown.held_as_json(held)})
    else:
        print("The protocol holds: a new count gives the same.")
        print(shown.held_as_text(held))
    return 0


def _protocol(path: Path) -> dict[str, Any]:
    from app.domain.counting.protocol import FORMATS

    try:
        protocol = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        protocol = None
    if not isinstance(protocol, dict) or protocol.get("format") not in FORMATS:
        raise Unreadable(f"this is no protocol of a count (no JSON with a format of {', '.join(FORMATS)})")
    return protocol


def _timed(election: Election, rule: Rule) -> tuple[Outcome, float]:
    started = perf_counter()
    outcome = count(election, rule)
    return outcome, perf_counter() - started


def _print_json(result: dict[str, Any]) -> None:
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(result, ensure_ascii=not utf8))


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return BROKEN


if __name__ == "__main__":
    sys.exit(main())
