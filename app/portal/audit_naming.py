"""What the records that the audit log names are called, and which of them belong to a project."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Select, String, cast, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from app.contracts.models import Contract, ContractPart, Instalment
from app.council.models import FurtherQuestion, Meeting, Opinion, Topic
from app.delivery.models import (
    Acceptance,
    Alert,
    AssistedOrder,
    Evaluation,
    EvaluationAnswer,
    Milestone,
    Payment,
    RecipientOpinion,
    Rectification,
)
from app.fair.models import Fair, Offering, Question
from app.foundation.imports.batches import ImportBatch
from app.funds.models import Fund
from app.needs.models import Need
from app.notices.models import Notice, Objection
from app.organisations.models import AccountChange, Organisation
from app.people.audit_telling import Record, find_projects, name_record
from app.people.models import Mandate, User
from app.proposals.models import Proposal, Review
from app.street.models import Community, Cycle, Street
from app.voting.models import Round, RoundOption

Rows = Select[*tuple[Any, ...]]
Chosen = Select[*tuple[str]]
Column = InstrumentedAttribute[Any]
OF_ITSELF = {
    "street": (Street.slug, Street.name),
    "community": (Community.slug, Community.name),
    "community_code": (Community.code, Community.name),
    "cycle": (Cycle.slug, cast(Cycle.year, String)),
    "user": (User.slug, User.display_name),
    "mandate": (Mandate.slug, Mandate.code),
    "organisation": (Organisation.slug, Organisation.name),
    "fund": (Fund.slug, cast(Fund.year, String) + literal(" ") + Fund.name),
    "need": (Need.slug, Need.title),
    "need_answer": (Need.slug, Need.title),
    "fair": (Fair.slug, Fair.name),
    "offering": (Offering.slug, Offering.title),
    "proposal": (Proposal.slug, Proposal.title),
    "hearing": (Proposal.slug, Proposal.title),
    "meeting": (Meeting.slug, Meeting.title),
    "further_question": (FurtherQuestion.slug, FurtherQuestion.title),
    "round": (Round.slug, Round.title),
    "notice": (Notice.slug, Notice.title),
    "contract": (Contract.slug, Contract.title),
    "milestone": (Milestone.slug, Milestone.name),
    "import": (ImportBatch.slug, ImportBatch.file_name),
}
"""Kinds whose records have a name of their own."""


def register() -> None:
    """Name the records of every room."""
    find_projects(
        lambda text: select(Proposal.slug).where(
            Proposal.title.contains(text, autoescape=True) | (Proposal.slug == text) | (Proposal.code == text)
        )
    )
    belongs = _belongs()
    for kind, (slug, title) in OF_ITSELF.items():
        name_record(kind, Record(_titles(slug, select(slug, title)), belongs.get(kind)))
    for kind, (slug, query) in _of_another().items():
        name_record(kind, Record(_titles(slug, query), belongs.get(kind)))


def _titles(slug: Any, query: Rows) -> Callable[[Collection[str]], Rows]:
    return lambda slugs: query.where(slug.in_(slugs))


def _of_another() -> dict[str, tuple[Any, Rows]]:
    """Kinds that are called like what they are about."""
    project = Proposal.title
    return {
        "question": (Question.slug, select(Question.slug, Offering.title).join(Question.offering)),
        "opinion": (
            Opinion.slug,
            select(Opinion.slug, Topic.title).join(Topic, Opinion.topic_id == Topic.id),
        ),
        "objection": (Objection.slug, select(Objection.slug, Notice.title).join(Objection.notice)),
        "objection_answer": (Objection.slug, select(Objection.slug, Notice.title).join(Objection.notice)),
        "payment": (
            Payment.slug,
            select(Payment.slug, project + literal(" ") + cast(Instalment.seq, String))
            .join(Payment.instalment)
            .join(Instalment.part)
            .join(ContractPart.proposal),
        ),
        "acceptance": (Acceptance.slug, select(Acceptance.slug, Contract.title).join(Acceptance.contract)),
        "evaluation": (Evaluation.slug, select(Evaluation.slug, project).join(Evaluation.proposal)),
        "comment": (
            EvaluationAnswer.slug,
            select(EvaluationAnswer.slug, project)
            .join(EvaluationAnswer.evaluation)
            .join(Evaluation.proposal),
        ),
        "recipient_opinion": (
            RecipientOpinion.slug,
            select(RecipientOpinion.slug, Contract.title)
            .join(RecipientOpinion.acceptance)
            .join(Acceptance.contract),
        ),
        "rectification": (
            Rectification.slug,
            select(Rectification.slug, project).join(Rectification.proposal),
        ),
        "order": (
            AssistedOrder.slug,
            select(AssistedOrder.slug, project).join(AssistedOrder.part).join(ContractPart.proposal),
        ),
        "alert": (Alert.slug, select(Alert.slug, project).join(Alert.proposal)),
        "account_change": (
            AccountChange.slug,
            select(AccountChange.slug, Organisation.name).join(AccountChange.organisation),
        ),
        "review": (
            cast(Review.id, String),
            select(cast(Review.id, String), project).join(Review.proposal),
        ),
    }


def _belongs() -> dict[str, Callable[[Chosen], Chosen]]:
    def of(query: Rows) -> Callable[[Chosen], Chosen]:
        return lambda slugs: query.where(Proposal.slug.in_(slugs))

    parts = select(Contract.slug).join(Contract.parts).join(ContractPart.proposal)
    return {
        "proposal": of(select(Proposal.slug)),
        "hearing": of(select(Proposal.slug)),
        "contract": of(parts),
        "round": of(select(Round.slug).join(Round.options).join(RoundOption.proposal)),
        "meeting": of(select(Meeting.slug).join(Meeting.topics).join(Topic.proposal)),
        "milestone": of(select(Milestone.slug).join(Milestone.part).join(ContractPart.proposal)),
        "payment": of(
            select(Payment.slug).join(Payment.instalment).join(Instalment.part).join(ContractPart.proposal)
        ),
        "acceptance": of(
            select(Acceptance.slug).join(Acceptance.contract).join(Contract.parts).join(ContractPart.proposal)
        ),
        "evaluation": of(select(Evaluation.slug).join(Evaluation.proposal)),
        "rectification": of(select(Rectification.slug).join(Rectification.proposal)),
        "order": of(select(AssistedOrder.slug).join(AssistedOrder.part).join(ContractPart.proposal)),
        "alert": of(select(Alert.slug).join(Alert.proposal)),
    }
