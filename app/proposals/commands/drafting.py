"""Writing a proposal: begun, changed, kept as far as it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.domain.procurement import check_kind
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.funds.models import Fund
from app.organisations.models import Organisation
from app.proposals.content import TEXTS, ProposalContent
from app.proposals.models import EDITABLE_STATES, BudgetLine, Proposal
from app.proposals.queries.links import default_fund
from app.street.models import Community


def draft_proposal(
    session: Session,
    actor: Actor,
    community: Community,
    content: ProposalContent,
    now: datetime,
    organisation: Organisation | None = None,
    code: str | None = None,
) -> Proposal:
    """Begin a proposal for one community: by a member for their organisation, or by a representative there.

    Nothing is saved of goods or works (102号令 art. 10). Raises RuleViolation "kind.goods", "kind.works",
    "kind.unknown", "proposal.not_yours", "proposal.no_fund", "proposal.fund_elsewhere",
    "proposal.need_elsewhere", "organisation.not_admitted".
    """
    _require_service(content)
    made_as = _drafting_as(actor, community, organisation)
    _require_admitted(organisation)
    if actor.user_id is None:
        raise RuleViolation("proposal.not_yours")
    proposal = Proposal(
        community_id=community.id,
        organisation_id=organisation.id if organisation else None,
        code=code,
        prepared_by_id=actor.user_id,
        made_as=made_as,
        created_at=now,
        version=1,
    )
    _write(session, proposal, content, now)
    session.add(proposal)
    session.flush()
    audit.record(session, actor, "proposals.draft", f"proposal:{proposal.slug}", now)
    return proposal


def change_proposal(
    session: Session,
    actor: Actor,
    proposal: Proposal,
    content: ProposalContent,
    now: datetime,
    seen_version: int,
    organisation: Organisation | None = None,
) -> Proposal:
    """Save a draft, or what was returned, as far as it is; ``organisation`` chooses one, ``None`` keeps it.

    Raises as draft_proposal, and RuleViolation "form.stale" when somebody saved since ``seen_version``,
    "state.wrong", "proposal.organisation_fixed" when an organisation would hand its own draft to another.
    """
    lock(session, proposal)
    _require_service(content)
    if proposal.state not in EDITABLE_STATES:
        raise RuleViolation("state.wrong", state=proposal.state)
    if proposal.version != seen_version:
        raise RuleViolation("form.stale")
    if organisation is not None:
        _choose(session, actor, proposal, organisation)
    _write(session, proposal, content, now)
    flag_modified(proposal, "changed_at")
    session.flush()
    audit.record(session, actor, "proposals.change", f"proposal:{proposal.slug}", now)
    return proposal


def _choose(session: Session, actor: Actor, proposal: Proposal, organisation: Organisation) -> None:
    if organisation.id == proposal.organisation_id:
        return
    if proposal.organisation_id in actor.organisations():
        raise RuleViolation("proposal.organisation_fixed", field="organisation")
    _require_admitted(organisation)
    proposal.organisation_id = organisation.id


def _require_service(content: ProposalContent) -> None:
    for finding in check_kind(content.kind):
        raise RuleViolation(finding.code, field="kind")


def _drafting_as(actor: Actor, community: Community, organisation: Organisation | None) -> Role:
    if organisation is not None and organisation.id in actor.organisations():
        return Role.ORGANISATION_MEMBER
    if community.id in actor.communities(Role.REPRESENTATIVE):
        return Role.REPRESENTATIVE
    raise RuleViolation("proposal.not_yours", field="community")


def _require_admitted(organisation: Organisation | None) -> None:
    if organisation is not None and organisation.state != "admitted":
        raise RuleViolation("organisation.not_admitted", field="organisation")


def _write(session: Session, proposal: Proposal, content: ProposalContent, now: datetime) -> None:
    if content.need is not None and content.need.community_id != proposal.community_id:
        raise RuleViolation("proposal.need_elsewhere", field="need")
    proposal.fund_id = _fund(session, proposal, content, now).id
    proposal.need_id = content.need.id if content.need else None
    proposal.offering_id = content.offering.id if content.offering else None
    proposal.directory_item_id = content.directory_item.id if content.directory_item else None
    for name in TEXTS:
        setattr(proposal, name, getattr(content, name).strip())
    proposal.kind = content.kind
    proposal.people_served, proposal.months = content.people_served, content.months
    proposal.negative_answers = dict(content.negative_answers)
    proposal.no_subcontracting = content.no_subcontracting
    proposal.changed_at = now
    _write_lines(session, proposal, content)


def _fund(session: Session, proposal: Proposal, content: ProposalContent, now: datetime) -> Fund:
    fund = content.fund or default_fund(session, proposal.community_id, local_date(now).year)
    if fund is None:
        raise RuleViolation("proposal.no_fund", field="community")
    if fund.community_id != proposal.community_id:
        raise RuleViolation("proposal.fund_elsewhere", field="fund")
    return fund


def _write_lines(session: Session, proposal: Proposal, content: ProposalContent) -> None:
    proposal.budget_lines.clear()
    if proposal.id is not None:
        session.flush()
    proposal.budget_lines.extend(
        BudgetLine(
            position=position, kind=line.kind, description=line.description, amount_fen=line.amount_fen
        )
        for position, line in enumerate(content.filled_lines, 1)
    )
    proposal.amount_fen = content.amount_fen
