"""Why something cannot be counted, in a sentence."""

from __future__ import annotations

from app.domain.errors import RuleViolation

SENTENCES = {
    "count.money": "amounts must not be below zero",
    "count.projects": "every project needs an id of its own",
    "count.points": "points are missing, or stand on ballots that have none",
    "count.unknown_project": "the file has no project '{project}'",
    "count.weight": "the ballots or their points are too many to be counted exactly",
    "count.decisions": "the projects fixed in do not fit the budget or each other",
    "count.rule": "--{field} belongs to --rule equal-shares alone",
    "count.official": "the rule '{rule}' that the file names is not one that can be counted; name another with --rule",
    "count.utility": "the utility borda needs ordinal ballots, and these are {kind} ballots",
    "count.ballots": "the rule phragmen needs approval ballots, and these are {kind} ballots",
    "count.export": "no ballot or no project is left that the format could hold",
    "count.infeasible": "no set of projects keeps all conditions",
    "count.unproven": "the solver could not prove an outcome to be the best",
    "count.recorded": "the file does not hold the organiser's totals of all projects",
}
OFFICIAL = {
    "": "the file names no rule; name one with --rule",
    "unknown": "the file says that its rule is unknown; name one with --rule",
    "greedy-exclusive": "the rule greedy-exclusive needs to know which projects exclude each other, and the file does "
    "not say; name another with --rule",
    "greedy-custom": "the rule greedy-custom is a town's own, and the file does not say how it goes (only Poznań's is "
    "known); name another with --rule",
}


def refusal(violation: RuleViolation) -> str:
    """The sentence for a violation ``count.…``."""
    if violation.code == "count.official" and violation.params.get("rule") in OFFICIAL:
        return OFFICIAL[str(violation.params["rule"])]
    return SENTENCES[violation.code].format(field=violation.field, **violation.params)
