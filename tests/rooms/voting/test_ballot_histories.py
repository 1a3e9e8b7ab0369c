"""Whatever voter, workers and secretary do in whatever order, the ballot is what a tiny model says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation.database import db, unit_of_work
from app.voting import commands
from app.voting.models import Ballot, Replacement, Round
from tests.factories import World, actor_for, make_street
from tests.support.council import make_representatives
from tests.support.databases import TestDatabase
from tests.support.replacing import first_worker, second_worker
from tests.support.voting import CLOSES, OPENED, approving, close, entry_of, open_now, prepare_allocation

HELPERS = ("a", "b", "secretary")
PICKS = st.sampled_from(["K1", "K2", "K3", "K4"])
STEPS = st.one_of(
    st.tuples(st.just("cast"), st.just("voter"), PICKS),
    st.tuples(st.sampled_from(["enter", "ask"]), st.sampled_from(["a", "b"]), PICKS),
    st.tuples(
        st.sampled_from(["confirm", "refuse", "withdraw"]), st.sampled_from([*HELPERS, "voter"]), st.just("")
    ),
)


@dataclass
class Model:
    """The ballot in force, the request that waits, the one just agreed to, and whose hands made each change."""

    ballot: str | None = None
    waiting: tuple[str, str] | None = None
    agreed: tuple[str, str] | None = None
    changes: list[frozenset[str]] = field(default_factory=list)

    def take(self, verb: str, who: str, pick: str) -> None:
        if verb == "cast":
            self._put(pick, {"voter"})
            self.waiting = self.agreed = None
        elif verb == "enter" and self.ballot is None:
            self.ballot = pick
        elif verb == "ask" and self.ballot is not None and self.waiting is None:
            self.waiting = None if self.agreed == (who, pick) else (who, pick)
        elif verb in ("confirm", "refuse", "withdraw") and self.waiting is not None:
            self._answer(verb, who)

    def _answer(self, verb: str, who: str) -> None:
        assert self.waiting is not None
        asker, pick = self.waiting
        if (verb == "withdraw") != (who == asker):
            return
        self.waiting = None
        if verb == "confirm":
            self._put(pick, {asker, who})
            self.agreed = (asker, pick)

    def _put(self, pick: str, hands: set[str]) -> None:
        if self.ballot not in (None, pick):
            self.changes.append(frozenset(hands))
        self.ballot = pick


class Hall:
    """The real thing: one voter, two workers and a secretary."""

    def __init__(self) -> None:
        self.world: World = make_street()
        (self.mandate,) = make_representatives(self.world.north, 1)
        self.round: Round = open_now(self.world, prepare_allocation(self.world))
        self.actors: dict[str, Actor] = {
            "a": first_worker(self.world),
            "b": second_worker(self.world),
            "secretary": self.world.actor(Role.SECRETARY, self.world.north),
            "voter": actor_for(self.mandate.user),
        }
        self.now = OPENED

    def take(self, verb: str, who: str, pick: str) -> None:
        self.now += timedelta(minutes=1)
        try:
            with unit_of_work() as session:
                self._run(session, verb, self.actors[who], pick)
        except RuleViolation:
            pass

    def _run(self, session: Session, verb: str, actor: Actor, pick: str) -> None:
        round, marks = self.round, approving(pick) if pick else {}
        entry = entry_of(round, self.mandate)
        if verb == "cast":
            commands.cast_ballot(session, actor, round, marks, self.now)
        elif verb == "enter":
            commands.cast_for(session, actor, round, entry, marks, "phone", True, self.now)
        elif verb == "ask":
            commands.ask_to_replace(session, actor, round, entry, marks, "paper", True, "changed", self.now)
        else:
            self._answer(session, verb, actor)

    def _answer(self, session: Session, verb: str, actor: Actor) -> None:
        newest = select(Replacement).order_by(Replacement.id.desc()).limit(1)
        request = session.scalars(newest).one_or_none()
        if request is None:
            return
        if verb == "confirm":
            commands.confirm_replacement(session, actor, request, True, self.now)
        elif verb == "refuse":
            commands.refuse_replacement(session, actor, request, "differs", self.now)
        else:
            commands.withdraw_replacement(session, actor, request, self.now)

    def picked(self) -> str | None:
        choices = db.session().scalars(select(Ballot.choices)).one_or_none()
        return None if choices is None else "".join(choices)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=12))
def test_the_ballot_is_the_models_and_no_worker_alone_changes_it(
    app: Flask, test_database: TestDatabase, steps: list[tuple[str, str, str]]
) -> None:
    db.session.remove()
    test_database.empty(app)
    hall, model = Hall(), Model()
    for step in steps:
        before = hall.picked()
        hall.take(*step)
        model.take(*step)
        assert hall.picked() == model.ballot, step
        if before is not None and hall.picked() != before:
            assert step[0] == "cast" or (step[0] == "confirm" and len(model.changes[-1]) == 2)
    assert all(hands == {"voter"} or len(hands) == 2 for hands in model.changes)
    count = close(hall.world, hall.round, CLOSES)
    votes = {key for key, number in count.outcome["votes"].items() if number}
    assert votes == ({model.ballot} if model.ballot else set())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    who=st.sampled_from(HELPERS),
    verbs=st.lists(
        st.tuples(st.sampled_from(["enter", "ask", "confirm", "refuse", "withdraw"]), PICKS), max_size=12
    ),
)
def test_no_single_helpers_commands_change_a_cast_ballot(
    app: Flask, test_database: TestDatabase, who: str, verbs: list[tuple[str, str]]
) -> None:
    db.session.remove()
    test_database.empty(app)
    hall = Hall()
    hall.take("cast", "voter", "K1")
    for verb, pick in verbs:
        hall.take(verb, who, pick if verb in ("enter", "ask") else "")
        assert hall.picked() == "K1"
