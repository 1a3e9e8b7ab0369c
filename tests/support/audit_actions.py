"""Every action that the code can put on record, read from its calls of ``audit.record``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import get_args

from app.domain.lifecycle import PROPOSAL
from app.foundation.imports.importer import VerdictKind
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


GIVEN_KEYS = {
    ("app/foundation/imports/batches.py", "counts"): set(get_args(VerdictKind)),
}
"""Keys of a record's detail that come from a table."""


def recorded_keys() -> set[str]:
    """Every key of the detail of everything that is recorded anywhere."""
    rooms = {
        path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "app").rglob("*.py"))
    }
    return {
        key
        for path, tree in rooms.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for call in _records(function)
        for key in _keywords(rooms, path, function, call, set())
    }


def _keywords(
    rooms: dict[Path, ast.Module], path: Path, function: ast.FunctionDef, call: ast.Call, seen: set[str]
) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg
        else:
            yield from _spread(rooms, path, function, keyword.value, seen)


def _spread(
    rooms: dict[Path, ast.Module], path: Path, function: ast.FunctionDef, node: ast.expr, seen: set[str]
) -> Iterator[str]:
    """The keys of what is spread into a call: a literal, a function's answer, a name, or what a caller gave."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant):
                yield str(key.value)
            elif key is None:
                yield from _spread(rooms, path, function, value, seen)
    elif isinstance(node, ast.IfExp):
        yield from _spread(rooms, path, function, node.body, seen)
        yield from _spread(rooms, path, function, node.orelse, seen)
    elif isinstance(node, ast.Call):
        yield from _answered(rooms, path, ast.unparse(node.func).rpartition(".")[2])
    elif isinstance(node, ast.Name):
        yield from _spread_name(rooms, path, function, node.id, seen)
    else:
        raise AssertionError(f"{path}: a detail that cannot be read: {ast.unparse(node)}")


def _spread_name(
    rooms: dict[Path, ast.Module], path: Path, function: ast.FunctionDef, name: str, seen: set[str]
) -> Iterator[str]:
    if (step := f"{function.name}.{name}") in seen:
        return
    seen = {*seen, step}
    given = GIVEN_KEYS.get((path.relative_to(ROOT).as_posix(), name))
    found = set(given or ())
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name and given is None:
            found |= set(_spread(rooms, path, function, node.value, seen))
    passed_on = function.args.kwarg is not None and function.args.kwarg.arg == name
    if passed_on:
        found |= set(_passed_on(rooms, path, function, seen))
    assert found or passed_on, f"{path}: nothing tells what {name} of {function.name} holds"
    yield from found


def _passed_on(
    rooms: dict[Path, ast.Module], path: Path, function: ast.FunctionDef, seen: set[str]
) -> Iterator[str]:
    """What the callers in the room of a function give it beyond its own parameters."""
    own = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
    room = path.relative_to(ROOT).parts[1]
    for other, tree in rooms.items():
        if other.relative_to(ROOT).parts[1] != room:
            continue
        for caller in ast.walk(tree):
            if isinstance(caller, ast.FunctionDef):
                for call in ast.walk(caller):
                    if isinstance(call, ast.Call) and _calls(call, function.name):
                        yield from set(_keywords(rooms, other, caller, call, seen)) - own


def _calls(call: ast.Call, name: str) -> bool:
    called = ast.unparse(call.func)
    return called != "audit.record" and called.rpartition(".")[2] == name


def _answered(rooms: dict[Path, ast.Module], path: Path, name: str) -> Iterator[str]:
    """The keys of the dictionaries in a function of the room that answers one."""
    room = path.relative_to(ROOT).parts[1]
    for other, tree in rooms.items():
        if other.relative_to(ROOT).parts[1] == room:
            for function in ast.walk(tree):
                if isinstance(function, ast.FunctionDef) and function.name == name:
                    for node in ast.walk(function):
                        if isinstance(node, ast.Dict):
                            yield from (str(key.value) for key in node.keys if isinstance(key, ast.Constant))
                        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
                            yield str(ast.literal_eval(node.targets[0].slice))


def recorded_kinds() -> set[str]:
    """The kinds of record ("kind:slug") that the code puts on record."""
    sources = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "app").rglob("*.py")))
    return {kind for source in sources for kind in re.findall(r'f"([a-z_]+):\{[\w.]*slug\}"', source)}
