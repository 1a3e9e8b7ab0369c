"""What may be told of answers is decided in one place, and only the rules themselves read them besides."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.delivery import commands as delivery
from app.delivery.queries.scoring import tell, told_together
from app.domain.policy import Role
from app.domain.sealing import Telling, telling
from app.foundation.database import unit_of_work
from app.street.commands import set_rule
from tests.factories import make_street
from tests.support.delivery import CLOSED, RATED, count_forms, make_delivering, make_evaluation
from tests.support.notices import at

APP = Path(__file__).parents[3] / "app"
READERS = {
    "delivery/__init__.py",
    "delivery/models/rating_models.py",
    "delivery/who_answers.py",
    "delivery/commands/evaluation.py",
    "delivery/commands/tallies.py",
    "delivery/queries/recorded.py",
    "delivery/queries/scoring.py",
    "delivery/queries/tasks.py",
    "portal/audit_naming.py",
    "portal/queries/tasks/delivering.py",
}
"""Who may name the table of answers: the rules, the one query that tells, whether somebody has answered,
the room that lets an answer's words be withheld, and the log, which says of whose project those were."""
COUNTERS = {"delivery/queries/scoring.py", "delivery/commands/concluding.py"}
"""Who may ask for scores that may not be told: the rule that closes."""


def naming(name: str) -> Iterator[str]:
    for path in APP.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        words |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
        if name in words:
            yield path.relative_to(APP).as_posix()


def test_nothing_else_reads_answers() -> None:
    assert set(naming("EvaluationAnswer")) == READERS
    assert set(naming("counted_scores")) == COUNTERS
    assert set(naming("scores_by_hand")) == COUNTERS


@given(st.booleans(), st.integers(0, 30), st.integers(1, 30))
def test_nothing_is_told_before_the_end_nor_of_few(over: bool, answers: int, least: int) -> None:
    found = telling(over=over, answers=answers, least=least)
    assert (found is Telling.WHOLE) == (over and answers >= least)
    assert (found is Telling.SEALED) == (not over)


@pytest.mark.parametrize(("forms", "whole"), [(4, False), (5, True)])
def test_the_number_is_the_streets_when_it_was_opened(
    app: Flask, session: Session, forms: int, whole: bool
) -> None:
    world = make_street()
    part = make_delivering(world).parts[0]
    evaluation = make_evaluation(world, part)
    administrator = world.actor(Role.ADMINISTRATOR)
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as unit:
        set_rule(unit, administrator, world.street, "least_answers_told", 9, "改了", at(RATED, 9))
    count_forms(world, evaluation, {3: forms}, at(RATED, 10))
    open_told = tell(session, [evaluation], 10)[evaluation.id]
    assert (open_told.scores, open_told.shares, open_told.comments) == (None, [], ())
    assert (open_told.entries is not None) == whole
    with unit_of_work() as unit:
        delivery.close_evaluation(unit, secretary, evaluation, at(CLOSED, 18))
    told = tell(session, [evaluation], 10)[evaluation.id]
    assert (told.scores is not None, bool(told.comments)) == (whole, whole)
    assert (told_together(session, [part.proposal_id]) is not None) == whole
