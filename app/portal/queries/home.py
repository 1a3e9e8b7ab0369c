"""The home page: where the year stands, the street's money, what is open now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, select
from sqlalchemy.orm import Session, joinedload

from app.contracts.models import SIGNED_STATES, Contract, ContractPart
from app.council.models import Meeting, Resolution
from app.delivery.models import Evaluation
from app.domain.policy import Role
from app.fair.models import Fair
from app.fair.queries import organisations_on_the_list
from app.foundation.clock import ZONE, local_date
from app.funds.models import Fund
from app.needs.models import Need
from app.notices.models import Notice
from app.people.models import Mandate, Membership
from app.proposals.models import Proposal
from app.street.models import Community, Cycle, DirectoryItem, RuleSetting
from app.street.queries import current_cycle
from app.street.rules import CHECKS
from app.voting.models import Round

STEPS = ("needs", "fair", "proposals", "council", "voting", "notices", "contracts", "delivery", "evaluation")
OPEN_LISTED = 5
POSTS = (Role.SECRETARY, Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE)
"""Without somebody in each of these no project gets to its money."""
UNDER_WAY = tuple(state for state in SIGNED_STATES if state != "closed")


@dataclass(frozen=True)
class Step:
    """One stage of the year: how many records it has, and whether it is done, under way or to come."""

    stage: str
    count: int
    state: str


@dataclass(frozen=True)
class Money:
    """A year's money in fen; ``unpaid`` is committed and not yet paid."""

    total: int
    paid: int
    unpaid: int
    reserved: int
    free: int


@dataclass(frozen=True)
class Home:
    year: int
    communities: int
    steps: Sequence[Step]
    money: Money
    notices: Sequence[Notice]
    fairs: Sequence[Fair]
    rounds: Sequence[Round]
    ratings: Sequence[Evaluation]
    phones: Sequence[tuple[str, str]]


def home(session: Session, now: datetime) -> Home:
    """Everything the home page shows; the number of queries does not depend on the rows."""
    today = local_date(now)
    cycle = current_cycle(session, today)
    year = cycle.year if cycle else today.year
    return Home(
        year=year,
        communities=session.scalar(select(func.count(Community.id))) or 0,
        steps=_steps(session, cycle, year, now),
        money=year_money(session, year),
        notices=_open_notices(session),
        fairs=session.scalars(
            select(Fair).where(Fair.closes_on >= today).order_by(Fair.opens_on).limit(OPEN_LISTED)
        ).all(),
        rounds=_open_rounds(session, now),
        ratings=_open_evaluations(session, today),
        phones=_phones(session),
    )


def year_money(session: Session, year: int) -> Money:
    """The street's money of a year, over all communities."""
    row = session.execute(
        select(
            func.coalesce(
                func.sum(Fund.appropriated_fen + Fund.carried_over_fen - Fund.carried_out_fen), 0
            ).label("total"),
            func.coalesce(func.sum(Fund.paid_fen), 0).label("paid"),
            func.coalesce(func.sum(Fund.committed_fen), 0).label("committed"),
            func.coalesce(func.sum(Fund.reserved_fen), 0).label("reserved"),
        ).where(Fund.year == year)
    ).one()
    total, paid, committed, reserved = map(int, row)
    return Money(total, paid, committed - paid, reserved, total - committed - reserved)


def _steps(session: Session, cycle: Cycle | None, year: int, now: datetime) -> Sequence[Step]:
    today = local_date(now)
    counts = _counts(session, year, _begun_on(cycle, year))
    states = _states(cycle, today)
    under_way = _under_way(session, now)
    return [Step(stage, counts[stage], "now" if under_way[stage] else states[stage]) for stage in STEPS]


def _begun_on(cycle: Cycle | None, year: int) -> date:
    """The first day of the year's first phase."""
    days = [phase.starts_on for phase in cycle.phases] if cycle else []
    return min(days, default=date(year, 1, 1))


def _counts(session: Session, year: int, begun_on: date) -> Mapping[str, int]:
    """What the year has of everything: projects by the year of their fund, the rest since the year began."""
    begun = datetime.combine(begun_on, time(), ZONE)
    of_the_year = Proposal.fund.has(Fund.year == year)
    parts = select(ContractPart.id).join(ContractPart.contract).where(ContractPart.proposal.has(of_the_year))
    wanted: Mapping[str, Select[*tuple[Any, ...]]] = {
        "needs": select(Need.id).where(Need.state != "merged", Need.raised_at >= begun),
        "fair": organisations_on_the_list(),
        "proposals": select(Proposal.id).where(Proposal.public_since.is_not(None), of_the_year),
        "council": select(Meeting.id).where(Meeting.state != "cancelled", Meeting.scheduled_at >= begun),
        "voting": select(Resolution.id).where(Resolution.proposal.has(of_the_year)),
        "notices": select(Notice.id).where(Notice.starts_on >= begun_on),
        "contracts": parts.with_only_columns(Contract.id).distinct().where(Contract.state.in_(SIGNED_STATES)),
        "delivery": parts.where(Contract.state.in_(UNDER_WAY)),
        "evaluation": select(Evaluation.id).where(Evaluation.proposal.has(of_the_year)),
    }
    columns = [
        select(func.count()).select_from(query.subquery()).scalar_subquery().label(name)
        for name, query in wanted.items()
    ]
    return dict(session.execute(select(*columns)).one()._mapping)


def _states(cycle: Cycle | None, today: date) -> Mapping[str, str]:
    """Done, now or to come, by the dated phases; a stage without one is done when a later one has begun."""
    states: dict[str, str] = {}
    later_begun = False
    for stage in reversed(STEPS):
        phases = [phase for phase in cycle.phases if phase.stage == stage] if cycle else []
        begun = later_begun if not phases else any(phase.starts_on <= today for phase in phases)
        now = any(phase.starts_on <= today <= phase.ends_on for phase in phases)
        states[stage] = "now" if now else "done" if begun else "todo"
        later_begun = later_begun or begun
    return states


def _under_way(session: Session, now: datetime) -> Mapping[str, bool]:
    """Whether a stage has something that runs now, whatever the plan of the year says of it: one query."""
    today = local_date(now)
    running: Mapping[str, ColumnElement[bool]] = {
        "needs": false(),
        "fair": exists().where(Fair.opens_on <= today, Fair.closes_on >= today),
        "proposals": exists().where(Proposal.state.in_(("under_review", "returned"))),
        "council": exists().where(Meeting.state == "called"),
        "voting": exists().where(Round.state == "open"),
        "notices": exists().where(Notice.state == "posted"),
        "contracts": exists().where(Contract.state.not_in(SIGNED_STATES)),
        "delivery": exists().where(Contract.state.in_(UNDER_WAY)),
        "evaluation": exists().where(Evaluation.state == "open"),
    }
    columns = [select(holds).scalar_subquery().label(stage) for stage, holds in running.items()]
    return {stage: bool(holds) for stage, holds in session.execute(select(*columns)).one()._mapping.items()}


def _open_notices(session: Session) -> Sequence[Notice]:
    return session.scalars(
        select(Notice)
        .where(Notice.state == "posted")
        .options(joinedload(Notice.community))
        .order_by(Notice.ends_on, Notice.id)
        .limit(OPEN_LISTED)
    ).all()


def _open_rounds(session: Session, now: datetime) -> Sequence[Round]:
    return session.scalars(
        select(Round)
        .where(Round.state == "open", Round.closes_at > now)
        .options(joinedload(Round.community))
        .order_by(Round.closes_at)
        .limit(OPEN_LISTED)
    ).all()


def _open_evaluations(session: Session, today: date) -> Sequence[Evaluation]:
    return session.scalars(
        select(Evaluation)
        .where(Evaluation.state == "open", Evaluation.closes_on >= today)
        .options(joinedload(Evaluation.proposal).joinedload(Proposal.community))
        .order_by(Evaluation.closes_on, Evaluation.id)
        .limit(OPEN_LISTED)
    ).all()


def _phones(session: Session) -> Sequence[tuple[str, str]]:
    """Communities that can be called, with their telephone numbers."""
    rows = session.execute(
        select(Community.name, Community.phone).where(Community.phone != "").order_by(Community.code)
    )
    return [(name, phone) for name, phone in rows]


def founding(session: Session) -> Sequence[tuple[str, bool]]:
    """What a street needs before its first year can begin, and whether it is there: one query."""
    settings = select(func.count(RuleSetting.key.distinct())).where(RuleSetting.community_id.is_(None))
    posts = select(func.count(Membership.role.distinct())).where(Membership.role.in_(POSTS))
    led = exists().where(Membership.community_id == Community.id, Membership.role == Role.SECRETARY)
    leaderless = select(Community.id).where(~led).exists()
    needed: Mapping[str, ColumnElement[bool]] = {
        "community": select(Community.id).exists(),
        "setting": settings.scalar_subquery() == len(CHECKS),
        "directory": select(DirectoryItem.id).exists(),
        "cycle": select(Cycle.id).exists(),
        "post": and_(posts.scalar_subquery() == len(POSTS), ~leaderless),
        "fund": select(Fund.id).exists(),
        "representative": select(Mandate.id).exists(),
    }
    row = session.execute(select(*(there.label(name) for name, there in needed.items()))).one()
    return [(name, bool(there)) for name, there in row._mapping.items()]
