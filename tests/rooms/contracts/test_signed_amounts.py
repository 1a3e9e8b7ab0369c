"""Whatever anybody does alone, a signed amount stays; what the fund has committed is what was signed."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts import commands
from app.contracts.commands import NewContract, NewPart, NewSupplement
from app.contracts.models import Amendment, Contract, ContractPart, Instalment
from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation.database import db, unit_of_work
from app.funds.models import Fund
from tests.factories import World, make_street
from tests.support.contracts import make_contract, new_contract
from tests.support.databases import TestDatabase
from tests.support.notices import at
from tests.support.supplements import DRAFTED, answer, office

POSTS = ("drafter", "recogniser", "handler", "reviewer", "approver", "signer", "delegate", "everything")
ACTS = ("draft", "change", "withdraw", "street", "community", "agree", "return", "sign", "rewrite")
AMOUNTS = (50_000, 150_000, 200_000, 380_000)
Move = tuple[str, str, int]
MOVES = st.tuples(st.sampled_from(POSTS), st.sampled_from(ACTS), st.sampled_from(AMOUNTS))


class Street:
    """One signed contract and the people who might act on it."""

    def __init__(self) -> None:
        self.world: World = make_street()
        self.contract_id = make_contract(self.world).id
        self.actors = {post: self._actor(post) for post in POSTS}

    def _actor(self, post: str) -> Actor:
        """ "everything" is one person with every post of the street and the community's."""
        delegate = self.world.actor(Role.COMMUNITY_DELEGATE, self.world.north)
        if post == "delegate":
            return delegate
        if post != "everything":
            return office(self.world, post)
        one, others = office(self.world, "everything"), ("reviewer", "approver")
        grants = one.grants.union(delegate.grants, *(office(self.world, other).grants for other in others))
        return Actor(one.user_id, one.name, grants)

    def play(self, move: Move) -> bool:
        """Whether the move was allowed."""
        post, act, amount_fen = move
        try:
            with unit_of_work() as session:
                self._act(session, self.actors[post], act, amount_fen)
        except RuleViolation:
            return False
        return True

    def _act(self, session: Session, actor: Actor, act: str, amount_fen: int) -> None:
        contract = session.get_one(Contract, self.contract_id)
        part = contract.parts[0]
        if act == "draft":
            new = NewSupplement(part, amount_fen, "理由", "内容")
            commands.draft_supplement(session, actor, contract, new, at(DRAFTED))
            return
        if act == "rewrite":
            commands.change_contract(session, actor, contract, _rewritten(part), at(DRAFTED))
            return
        newest = select(Amendment).order_by(Amendment.id.desc()).limit(1)
        supplement = session.scalars(newest).one_or_none()
        if supplement is not None:
            _on_supplement(session, actor, supplement, act, amount_fen)


def _rewritten(part: ContractPart) -> NewContract:
    return new_contract([part.proposal], parts=[NewPart(part.proposal, part.amount_fen)])


def _on_supplement(session: Session, actor: Actor, supplement: Amendment, act: str, amount_fen: int) -> None:
    community, now = supplement.part.proposal.community, at(DRAFTED, 16)
    acts: dict[str, Callable[[], object]] = {
        "change": lambda: commands.change_supplement(
            session, actor, supplement, NewSupplement(supplement.part, amount_fen, "理由", "内容"), now
        ),
        "withdraw": lambda: commands.withdraw_supplement(session, actor, supplement, now),
        "street": lambda: commands.recognise_for_street(session, actor, supplement, "同意", now),
        "community": lambda: commands.recognise_for_community(
            session, actor, supplement, community, "同意", now
        ),
        "agree": lambda: commands.decide_step(session, actor, supplement, "同意", True, now),
        "return": lambda: commands.decide_step(session, actor, supplement, "退回", False, now),
        "sign": lambda: commands.sign_supplement(session, actor, supplement, DRAFTED, now),
    }
    acts[act]()


def _agree(street: Street) -> tuple[int, int, int, int]:
    session = db.session()
    session.rollback()
    contract = session.get_one(Contract, street.contract_id)
    in_force = session.scalar(
        select(func.coalesce(func.sum(Amendment.amount_fen), 0)).where(Amendment.state == "in_force")
    )
    due = session.scalar(select(func.sum(Instalment.amount_fen)))
    committed = session.scalars(select(Fund.committed_fen).where(Fund.committed_fen > 0)).one()
    signed = contract.amount_fen
    assert signed == contract.original_amount_fen + int(in_force or 0) == due == committed
    assert signed == sum(part.amount_fen for part in contract.parts)
    waiting = session.scalar(
        select(func.coalesce(func.sum(Amendment.amount_fen), 0)).where(Amendment.state != "withdrawn")
    )
    assert int(waiting or 0) <= contract.original_amount_fen // 10
    return signed, contract.original_amount_fen, int(in_force or 0), committed


def _new_street(app: Flask, test_database: TestDatabase) -> Street:
    db.session.remove()
    test_database.empty(app)
    return Street()


PLAYED = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@PLAYED
@given(
    post=st.sampled_from(POSTS),
    moves=st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(AMOUNTS)), max_size=14),
)
def test_no_one_person_raises_a_signed_amount(
    app: Flask, test_database: TestDatabase, post: str, moves: list[tuple[str, int]]
) -> None:
    street = _new_street(app, test_database)
    for act, amount_fen in moves:
        street.play((post, act, amount_fen))
        assert _agree(street)[0] == 3_800_000


ROAD: tuple[Move, ...] = (
    ("drafter", "draft", 150_000),
    ("recogniser", "street", 0),
    ("delegate", "community", 0),
    ("handler", "agree", 0),
    ("reviewer", "agree", 0),
    ("approver", "agree", 0),
    ("signer", "sign", 0),
)


@PLAYED
@given(st.lists(st.tuples(st.integers(0, len(ROAD)), MOVES), max_size=8))
def test_what_is_committed_is_what_was_signed(
    app: Flask, test_database: TestDatabase, between: list[tuple[int, Move]]
) -> None:
    """Other people's moves fall anywhere into a supplement's own road."""
    street = _new_street(app, test_database)
    for place, move in enumerate((*ROAD, None)):
        for put, other in between:
            if put == place:
                street.play(other)
                _agree(street)
        if move is not None:
            street.play(move)
            _agree(street)


def test_the_road_by_itself_leads_to_the_signature(app: Flask) -> None:
    street = Street()
    assert all(street.play(move) for move in ROAD)
    assert _agree(street)[0] == 3_950_000
    assert street.play(("drafter", "draft", 200_000))
    answer(street.world, street.world.north)
    assert all(street.play(move) for move in ROAD[1:])
    assert _agree(street)[0] == 4_150_000
