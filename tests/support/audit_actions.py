"""Every action that the code can put on record, read from its calls of ``audit.record``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from app.domain.lifecycle import PROPOSAL
from app.foundation.settings import ROOT
from app.funds.effects import ENTRY_KINDS
from app.funds.models import REQUEST_KINDS

SHARED = ("decide_step", "recognise_for_street", "recognise_for_community", "recognise_for_representatives")
SUPPLEMENT = ("draft", "change", "withdraw", "sign")
GIVEN = {
    ("app/funds/commands/asking.py", "kind"): set(REQUEST_KINDS),
    ("app/funds/commands/entering.py", "kind"): set(ENTRY_KINDS),
    ("app/contracts/commands/stepping.py", "action"): {
        *(f"contracts.{act}" for act in SHARED),
        *(f"contracts.supplement_{act}" for act in (*SHARED, *SUPPLEMENT)),
    },
    ("app/proposals/commands/road.py", "action"): {arrow.action for arrow in PROPOSAL},
}
"""What a name stands for where its values come from a table."""


def recorded_actions() -> set[str]:
    """ "room.verb" of everything that is recorded anywhere."""
    return {action for path in sorted((ROOT / "app").rglob("*.py")) for action in _actions(path)}


def _actions(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for call in _records(function):
                yield from _values(path, tree, function, call.args[2])


def _records(function: ast.FunctionDef) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
            yield node


def _values(path: Path, tree: ast.Module, function: ast.FunctionDef, node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        for parts in product(*([*_values(path, tree, function, part)] for part in node.values)):
            yield "".join(parts)
    elif isinstance(node, ast.FormattedValue):
        yield from _values(path, tree, function, node.value)
    elif isinstance(node, ast.Name):
        yield from _named(path, tree, function, node.id)
    else:
        raise AssertionError(f"{path}: an action that cannot be read: {ast.unparse(node)}")


def _named(path: Path, tree: ast.Module, function: ast.FunctionDef, name: str) -> Iterator[str]:
    """What a name of the function stands for: constants assigned to it, or given for it by the module's calls."""
    given = GIVEN.get((path.relative_to(ROOT).as_posix(), name))
    parameters = [argument.arg for argument in function.args.args]
    found = set(given or ())
    if not given and name in parameters:
        place = parameters.index(name)
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        found = {
            text
            for call in calls
            if ast.unparse(call.func) == function.name and len(call.args) > place
            for text in _constants(call.args[place])
        }
    elif not given:
        assigned = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
        found = {
            text
            for node in assigned
            if ast.unparse(node.targets[0]) == name
            for text in _constants(node.value)
        }
    assert found, f"{path}: nothing tells what {name} of {function.name} can be"
    yield from sorted(found)


def _constants(node: ast.expr) -> Iterator[str]:
    """The texts that an expression can be: a constant, or either branch of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
