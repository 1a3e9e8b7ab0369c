"""No answer to any question anybody can ask tells what is sealed, before its end.

Every GET endpoint is asked by every role that may ask (matrix.tsv) about the objects that a sealed secret hangs on. No
answer holds the marked words; and of two worlds that differ in nothing but what other people scored, wrote, counted or
voted, every answer is the same byte for byte: neither a figure, nor an order, nor a size tells anything. An answer made
without reading the sealed tables cannot differ, and is asked for once.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import ContractPart
from app.delivery import commands as delivery
from app.delivery.commands import Counted, Respondent
from app.delivery.models import Evaluation, EvaluationAnswer, EvaluationTally
from app.delivery.queries.scoring import counted_scores
from app.demo.loader import load
from app.demo.source import Source
from app.domain.policy import Actor
from app.foundation.clock import ZONE, now
from app.foundation.database import db, unit_of_work
from app.people.models import Mandate
from app.people.queries import actor_of, user_by_username
from app.voting import commands as voting
from app.voting.models import Ballot, PastBallot, Replacement, RollEntry, Round
from tests.support.people import Sign
from tests.support.queries import count_queries
from tests.support.races import unguarded
from tests.support.walking import ROLES, Case, cases, client_of, read_matrix, things

MARK = "鸬鹚暗号"
SEALED = re.compile(r"\b(evaluation_answer|evaluation_tally|ballot|ballot_replacement|past_ballot)\b")
MADE_ANEW = re.compile(rb"[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}")
"""A signed token: the same session's, signed again."""
OWN = ("res-n1", "n1-r01")
"""Those of the walkers who scored and voted themselves; what they gave stays as it is in both worlds."""
SCORES = {1: (5, 5, 4, 3, 2, 3, 4), 2: (1,) * 7}


@dataclass(frozen=True)
class Asked:
    """One question: who asks, of which address."""

    role: str
    name: str
    url: str


@dataclass
class Walk:
    """What everybody was answered: the bodies of all, and which of them were made from sealed tables."""

    bodies: dict[Asked, bytes]
    sealed: set[Asked]


class World:
    """The demo street with an open evaluation and an open round in which people have answered."""

    def __init__(self, app: Flask, sign: Sign) -> None:
        self.app = app
        session = db.session()
        self.evaluation = session.scalars(select(Evaluation).where(Evaluation.state == "open")).one()
        self.round = session.scalars(
            select(Round).where(Round.state == "open", Round.community_id == self.community_id)
        ).one()
        provider = {"provider": "o03"}
        self.clients = {role: client_of(app, sign, name) for role, name in {**ROLES, **provider}.items()}

    @property
    def community_id(self) -> int:
        return self.evaluation.proposal.community_id

    def actor(self, session: Session, username: str) -> Actor:
        user = user_by_username(session, username)
        assert user is not None, username
        return actor_of(session, user, now().date())

    def fill(self) -> None:
        """Everybody answers in every way there is."""
        with unit_of_work() as session:
            worker = self.actor(session, "wk-n1")
            for username in OWN:
                delivery.give_score(session, self.actor(session, username), self.evaluation, 4, "", now())
            for number in range(5):
                who = Respondent(household=f"3-2-50{number}")
                delivery.give_score_for(
                    session, worker, self.evaluation, who, 5, f"{MARK}{number}", "phone", now()
                )
            for first_no in (1, 8):
                counted = Counted(dict.fromkeys((2, 3), 3), 1)
                stack = delivery.record_tally(
                    session, worker, self.evaluation, counted, first_no, MARK, now()
                )
                if first_no == 1:
                    secretary = self.actor(session, "sec-n1")
                    delivery.confirm_tally(session, secretary, stack, counted, now())
            self.vote(session, worker)

    def vote(self, session: Session, worker: Actor) -> None:
        keys = [option.key for option in self.round.options]
        entries = session.scalars(
            select(RollEntry).where(RollEntry.round_id == self.round.id).order_by(RollEntry.number).limit(7)
        ).all()
        for entry in entries:
            user = session.get_one(Mandate, entry.mandate_id).user
            if entry.number < 6 or user.username in OWN:
                mine = actor_of(session, user, now().date())
                voting.cast_ballot(session, mine, self.round, {keys[0]: 1}, now())
            elif session.scalar(select(Ballot.id).where(Ballot.roll_entry_id == entry.id)) is None:
                voting.cast_for(session, worker, self.round, entry, {keys[0]: 1}, "phone", True, now())

    def become(self, number: int) -> None:
        """Other people's scores, words, counts and votes are those of one of two worlds, as many and as long ago."""
        own = [self.actor(db.session(), username).user_id for username in OWN]
        with ExitStack() as guards:
            for table in ("ballot", "ballot_replacement", "past_ballot"):
                guards.enter_context(unguarded(db.session(), table))
            self._become(own, number)

    def _become(self, own: Sequence[int | None], number: int) -> None:
        with unit_of_work() as session:
            answers = session.scalars(
                select(EvaluationAnswer).where(
                    EvaluationAnswer.evaluation_id == self.evaluation.id, EvaluationAnswer.tally_id.is_(None)
                )
            )
            others = [answer for answer in answers if answer.user_id not in own]
            for answer, score in zip(others, SCORES[number], strict=False):
                answer.score, answer.comment = score, MARK * number**3
            self._count(session, number)
            self._vote(session, own, number)

    def _count(self, session: Session, number: int) -> None:
        """Six forms of stacks, differently spread."""
        for stack in session.scalars(
            select(EvaluationTally).where(EvaluationTally.evaluation_id == self.evaluation.id)
        ):
            stack.words = MARK * number**3
            stack.score_2, stack.score_3 = (3, 3) if number == 1 else (1, 5)
        papers = select(EvaluationAnswer).where(
            EvaluationAnswer.evaluation_id == self.evaluation.id, EvaluationAnswer.tally_id.is_not(None)
        )
        for paper, forms in zip(session.scalars(papers), (3, 3) if number == 1 else (1, 5), strict=True):
            paper.people, paper.comment = forms, MARK * number**3

    def _vote(self, session: Session, own: Sequence[int | None], number: int) -> None:
        keys = [option.key for option in self.round.options]
        for kind in (Ballot, Replacement, PastBallot):
            rows = session.execute(
                select(kind, Mandate.user_id)
                .join(RollEntry, kind.roll_entry_id == RollEntry.id)
                .join(Mandate, RollEntry.mandate_id == Mandate.id)
                .where(kind.round_id == self.round.id)
            )
            for ballot, user_id in rows:
                if user_id not in own:
                    ballot.choices = {keys[0]: 1} if number == 1 else {key: 1 for key in keys[1:]}

    def questions(self) -> Iterator[Asked]:
        """Every GET endpoint about the secret's own objects, by everybody, and lists in every order."""
        known = {**dict(things()), **self._about()}
        asked: list[Case] = [
            case for case in cases(self.app, known.items()) if "GET" in (case.rule.methods or ())
        ]
        promised = read_matrix()
        for role in self.clients:
            for case in asked:
                if promised.get(case.name, {}).get(role, "A") == "A":
                    yield Asked(role, case.name, case.url)
            for url in _lists(self.evaluation):
                yield Asked(role, url, url)

    def _about(self) -> Mapping[str, str]:
        proposal = self.evaluation.proposal
        part = db.session().scalars(select(ContractPart).where(ContractPart.proposal_id == proposal.id)).one()
        waiting = select(EvaluationTally.slug).where(EvaluationTally.state == "waiting")
        assert proposal.organisation is not None and proposal.fund is not None
        assert proposal.need is not None
        return {
            "evaluation": self.evaluation.slug,
            "evaluation_tally": db.session().scalars(waiting).one(),
            "proposal": proposal.slug,
            "round": self.round.slug,
            "contract": part.contract.slug,
            "organisation": proposal.organisation.slug,
            "fund": proposal.fund.slug,
            "need": proposal.need.slug,
            "community": proposal.community.slug,
        }

    def walk(self, questions: Sequence[Asked]) -> Walk:
        found = Walk({}, set())
        for asked in questions:
            with count_queries() as log:
                found.bodies[asked] = body_of(self.clients[asked.role], asked.url)
            if SEALED.search(str(log)):
                found.sealed.add(asked)
        return found

    def compare(self, first: Walk) -> list[Asked]:
        """The questions that are answered otherwise now."""
        again = self.walk(sorted(first.sealed, key=lambda asked: (asked.role, asked.url)))
        return [asked for asked, body in again.bodies.items() if body != first.bodies[asked]]


def _lists(evaluation: Evaluation) -> Iterator[str]:
    yield f"/search?q={evaluation.proposal.title}"
    for sort in ("newest", "amount", "heat", "title"):
        yield f"/projects?rating=y&sort={sort}"
        yield f"/projects.csv?rating=y&sort={sort}"
    for action in (
        "delivery.give_score",
        "delivery.give_score_for",
        "delivery.record_tally",
        "voting.cast_ballot",
    ):
        yield f"/audit?action={action}"
    yield f"/audit?subject=evaluation:{evaluation.slug}"
    yield "/delivery/alerts?resolved=y"


def body_of(client: FlaskClient, url: str) -> bytes:
    """An answer's body without what is new with every answer; a package as what it holds."""
    answer = client.get(url)
    body: bytes = answer.get_data()
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            body = b"".join(package.read(name) for name in sorted(package.namelist()))
    if 300 <= answer.status_code < 400:
        _forget_flashes(client)
    nonce = re.search(r"'nonce-([^']+)'", answer.headers.get("Content-Security-Policy", ""))
    if nonce:
        body = body.replace(nonce[1].encode(), b"NONCE")
    return MADE_ANEW.sub(b"TOKEN", body)


def _forget_flashes(client: FlaskClient) -> None:
    """What a redirect left to be said on the next page belongs to no question of its own."""
    with client.session_transaction() as cookie:
        cookie.pop("_flashes", None)


@pytest.fixture
def world(app: Flask, sign: Sign) -> Iterator[World]:
    as_of = Source().as_of
    assert load(as_of)
    morning = datetime.combine(as_of + timedelta(days=1), time(9), ZONE)
    with time_machine.travel(morning, tick=False):
        made = World(app, sign)
        made.fill()
        yield made


def test_nothing_sealed_leaks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.become(1)
    questions = list(world.questions())
    first = world.walk(questions)
    assert len({asked.name for asked in first.bodies}) > 100
    assert [asked for asked, body in first.bodies.items() if MARK.encode() in body] == []
    assert {"delivery.evaluation [evaluation]", "portal.project [proposal]", "voting.detail [round]"} <= {
        asked.name for asked in first.sealed
    }
    world.become(2)
    assert world.compare(first) == []
    _words_are_not_searched(world)
    _a_leak_would_be_seen(world, first, monkeypatch)
    _after_its_end_it_is_told(world)


def _words_are_not_searched(world: World) -> None:
    """Looking for sealed words finds what looking for words nobody wrote finds."""
    for client in world.clients.values():
        wanted, nothing = (body_of(client, f"/search?q={word}") for word in (MARK, "无人写过"))
        assert wanted.replace(MARK.encode(), b"-") == nothing.replace("无人写过".encode(), b"-")


def _a_leak_would_be_seen(world: World, first: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk itself is put to the test: an average in a comment, an order, one byte more."""
    page = Asked(
        "public", "delivery.evaluation [evaluation]", f"/delivery/evaluation/{world.evaluation.slug}"
    )
    assert page in first.bodies
    for leak in (_average, _marks, _size):
        with monkeypatch.context() as patched:
            view = world.app.view_functions["delivery.evaluation"]
            patched.setitem(world.app.view_functions, "delivery.evaluation", _leaking(view, world, leak))
            world.become(1)
            seen = world.walk([page])
            assert page in seen.sealed
            world.become(2)
            assert world.compare(seen) == [page], leak.__name__


def _leaking(view: Callable[..., Any], world: World, leak: Callable[[World], str]) -> Callable[..., str]:
    return lambda **values: view(**values) + leak(world)


def _average(world: World) -> str:
    return f"<!-- {counted_scores(db.session(), [world.evaluation.id])[world.evaluation.id].shown} -->"


def _marks(world: World) -> str:
    ballots = db.session().scalars(select(Ballot.choices).where(Ballot.round_id == world.round.id))
    return f"<!-- {[sorted(choices) for choices in ballots]} -->"


def _size(world: World) -> str:
    comments = db.session().scalars(
        select(EvaluationAnswer.comment).where(EvaluationAnswer.evaluation_id == world.evaluation.id)
    )
    return " " * sum(map(len, comments))


def _after_its_end_it_is_told(world: World) -> None:
    world.become(1)
    project = f"/projects/{world.evaluation.proposal.slug}"
    with unit_of_work() as session:
        secretary = world.actor(session, "sec-n1")
        stack = session.scalars(select(EvaluationTally).where(EvaluationTally.state == "waiting")).one()
        delivery.refuse_tally(session, secretary, stack, "重数", now())
        over = datetime.combine(world.evaluation.closes_on + timedelta(days=1), time(8), ZONE)
        delivery.close_evaluation(session, secretary, world.evaluation, over)
        voting.close_round(session, secretary, world.round, world.round.closes_at)
    shown = counted_scores(db.session(), [world.evaluation.id])[world.evaluation.id].shown
    for url in (f"/delivery/evaluation/{world.evaluation.slug}", project):
        body = body_of(world.clients["public"], url).decode()
        assert MARK in body, url
        assert f"{shown} / 5" in body, url
    assert body_of(world.clients["public"], f"/voting/{world.round.slug}/protocol.json")[:1] == b"{"
