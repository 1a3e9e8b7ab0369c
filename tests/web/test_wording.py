"""Whatever code a rule can raise, a person gets a sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from app.domain.errors import RuleViolation
from app.foundation.wording import has_text, refusal_text

APP = Path(__file__).resolve().parents[2] / "app"
RAISERS = frozenset({"RuleViolation", "_block", "_warn", "Finding"})


def codes() -> Iterator[tuple[str, str]]:
    """(code, file) for every literal code a rule is raised or found with."""
    for path in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in RAISERS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, str(path.relative_to(APP))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def test_every_code_has_its_sentence(app: Flask) -> None:
    found = list(codes())
    assert len(found) > 20
    assert sorted({f"{code} ({file})" for code, file in found if not has_text(code)}) == []


def test_a_code_nobody_worded_still_says_something(app: Flask) -> None:
    with app.test_request_context():
        assert "no.such.rule" in refusal_text(RuleViolation("no.such.rule"))
