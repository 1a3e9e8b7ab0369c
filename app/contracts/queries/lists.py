"""Lists of contracts: what waits for whom, and what a person may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from app.contracts.chain import STEP_OF_WORK, next_of_supplement
from app.contracts.models import Amendment, AmendmentRecognition, Contract, ContractPart, Recognition
from app.contracts.queries.separation import free_to_take
from app.domain.policy import Actor, Role
from app.foundation.paging import Page, fetch_page
from app.notices.models import Notice
from app.proposals.models import Proposal

OFFICE = (Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE, Role.AUDITOR)
COMMUNITY = (Role.SECRETARY, Role.COMMUNITY_WORKER, Role.COMMUNITY_DELEGATE, Role.SUPERVISOR)


@dataclass(frozen=True)
class ContractRow:
    """A contract in a list; ``amount_fen`` is fen."""

    slug: str
    code: str
    title: str
    state: str
    organisation: str
    communities: tuple[str, ...]
    amount_fen: int
    signed_on: date | None
    ends_on: date


@dataclass(frozen=True)
class WorkItem:
    """Something on a contract that waits for the actor; ``what`` is a value of the label kind "contract.work".

    ``supplement`` is the slug of the supplement it is about, with its ``amount_fen`` in fen.
    """

    what: str
    contract: ContractRow
    supplement: str | None = None
    amount_fen: int | None = None


@dataclass(frozen=True)
class Wanted:
    """What a list of contracts is narrowed to; empty narrows nothing."""

    community_id: int | None = None
    state: str = ""
    text: str = ""


def contracts_page(session: Session, actor: Actor, wanted: Wanted, number: int) -> Page[ContractRow]:
    """The contracts an actor may see, the newest in front."""
    statement = _rows().where(visible_to(actor), *_narrowed(wanted)).order_by(Contract.id.desc())
    page = fetch_page(session, statement, number)
    return Page([_row(item[0]) for item in page.items], page.number, page.total, page.size)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The permission to read contracts, as a condition: signed ones are public."""
    if actor.holds(*OFFICE):
        return true()
    communities = actor.communities(*COMMUNITY)
    return or_(
        Contract.signed_on.is_not(None),
        Contract.organisation_id.in_(actor.organisations()),
        Contract.id.in_(_of_communities(communities)) if communities else false(),
    )


def work_of(session: Session, actor: Actor) -> Sequence[WorkItem]:
    """What waits for the actor, in the order of the road: a fixed number of queries for each role."""
    waiting = [
        (what, contract_id)
        for what, condition in _waiting(actor)
        for contract_id in session.scalars(select(Contract.id).where(condition).order_by(Contract.id))
    ]
    parts = joinedload(Contract.parts).joinedload(ContractPart.proposal).joinedload(Proposal.community)
    contracts = session.scalars(
        select(Contract)
        .where(Contract.id.in_({contract_id for _, contract_id in waiting}))
        .options(joinedload(Contract.organisation), parts)
    ).unique()
    rows = {contract.id: _row(contract) for contract in contracts}
    return [WorkItem(what, rows[contract_id]) for what, contract_id in waiting] + _supplements(session, actor)


def _supplements(session: Session, actor: Actor) -> list[WorkItem]:
    """Supplements that wait for the actor: one query."""
    waiting = supplements_waiting(actor)
    if not waiting:
        return []
    found = session.scalars(
        select(Amendment)
        .join(Contract, Amendment.contract_id == Contract.id)
        .join(ContractPart, Amendment.part_id == ContractPart.id)
        .join(Proposal, ContractPart.proposal_id == Proposal.id)
        .where(or_(*waiting))
        .options(
            joinedload(Amendment.contract).joinedload(Contract.organisation),
            joinedload(Amendment.contract)
            .selectinload(Contract.parts)
            .joinedload(ContractPart.proposal)
            .joinedload(Proposal.community),
            selectinload(Amendment.recognitions),
            selectinload(Amendment.approvals),
            joinedload(Amendment.part).joinedload(ContractPart.proposal),
        )
        .order_by(Amendment.id)
    )
    return [
        WorkItem(next_of_supplement(each) or "", _row(each.contract), each.slug, each.amount_fen)
        for each in found
    ]


def noticed_proposals(session: Session) -> Sequence[Proposal]:
    """Proposals whose notice has ended and that no contract carries yet, by organisation."""
    carried = select(ContractPart.proposal_id)
    return session.scalars(
        select(Proposal)
        .where(
            Proposal.state == "awaiting_contract",
            Proposal.organisation_id.is_not(None),
            Proposal.id.not_in(carried),
        )
        .options(joinedload(Proposal.community), joinedload(Proposal.organisation))
        .order_by(Proposal.organisation_id, Proposal.id)
    ).all()


def _waiting(actor: Actor) -> list[tuple[str, ColumnElement[bool]]]:
    recognising = Contract.state == "recognition"
    waiting: list[tuple[str, ColumnElement[bool]]] = []
    if actor.holds(Role.STREET_HANDLER):
        given = select(Recognition.contract_id).where(Recognition.party == "street")
        waiting.append(("recognise_for_street", recognising & Contract.id.not_in(given)))
    for community_id in sorted(actor.communities(Role.COMMUNITY_DELEGATE)):
        given = select(Recognition.contract_id).where(
            Recognition.party == "community", Recognition.community_id == community_id
        )
        of_it = Contract.id.in_(_of_communities({community_id}))
        waiting.append(("recognise_for_community", recognising & of_it & Contract.id.not_in(given)))
    if actor.holds(Role.STREET_HANDLER):
        waiting.append(("handle", Contract.state == "handling"))
    if actor.holds(Role.REVIEWER):
        waiting.append(("review", Contract.state == "reviewing"))
    if actor.holds(Role.APPROVER):
        waiting.append(("approve", Contract.state == "approving"))
    if actor.holds(Role.STREET_HANDLER):
        waiting.append(("sign", Contract.state == "approved"))
    waiting = [(what, where & free_to_take(actor.user_id, STEP_OF_WORK[what])) for what, where in waiting]
    if actor.holds(Role.STREET_HANDLER):
        posted = select(Notice.subject_ref).where(Notice.kind == "contract")
        waiting.append(("publish", (Contract.state == "signed") & Contract.slug.not_in(posted)))
    return waiting


def supplements_waiting(actor: Actor) -> list[ColumnElement[bool]]:
    """The supplements that an actor can do something about, joined with their contract and proposal."""
    recognising = Amendment.state == "recognition"
    waiting: list[tuple[str, ColumnElement[bool]]] = []
    if actor.holds(Role.STREET_HANDLER):
        waiting.append(("recogniser", recognising & ~_recognised("street")))
        waiting.append(("handler", Amendment.state == "handling"))
        waiting.append(("signer", (Amendment.state == "approved") & (Contract.state == "signed")))
    if desk := actor.communities(Role.COMMUNITY_DELEGATE):
        of_it = Proposal.community_id.in_(desk)
        waiting.append(("delegate", recognising & of_it & ~_recognised("community")))
    if actor.holds(Role.REVIEWER):
        waiting.append(("reviewer", Amendment.state == "reviewing"))
    if actor.holds(Role.APPROVER):
        waiting.append(("approver", Amendment.state == "approving"))
    return [where & free_to_take(actor.user_id, step, Amendment.slug) for step, where in waiting]


def _recognised(party: str) -> ColumnElement[bool]:
    return Amendment.id.in_(
        select(AmendmentRecognition.amendment_id).where(AmendmentRecognition.party == party)
    )


def _of_communities(community_ids: frozenset[int] | set[int]) -> Select[int]:
    return (
        select(ContractPart.contract_id)
        .join(Proposal, ContractPart.proposal_id == Proposal.id)
        .where(Proposal.community_id.in_(community_ids))
    )


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.community_id is not None:
        conditions.append(Contract.id.in_(_of_communities({wanted.community_id})))
    if wanted.state:
        conditions.append(Contract.state == wanted.state)
    if wanted.text:
        text = wanted.text.lower()
        found = func.lower(Contract.title).contains(text, autoescape=True)
        conditions.append(found | func.lower(Contract.code).contains(text, autoescape=True))
    return conditions


def _rows() -> Select[Contract]:
    return select(Contract).options(
        joinedload(Contract.organisation),
        selectinload(Contract.parts).joinedload(ContractPart.proposal).joinedload(Proposal.community),
    )


def _row(contract: Contract) -> ContractRow:
    names = dict.fromkeys(part.proposal.community.name for part in contract.parts)
    return ContractRow(
        slug=contract.slug,
        code=contract.code,
        title=contract.title,
        state=contract.state,
        organisation=contract.organisation.name,
        communities=tuple(names),
        amount_fen=contract.amount_fen,
        signed_on=contract.signed_on,
        ends_on=contract.ends_on,
    )
