"""Between the form and the proposal: what stands in the fields, and what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.domain.procurement import Finding
from app.fair.queries import offering_by_slug, offerings_by
from app.foundation.forms import Lines
from app.foundation.wording import refusal_text
from app.funds.models import Fund
from app.funds.queries import fund_by_slug
from app.needs.models import Need
from app.needs.queries import need_by_slug
from app.organisations.models import Organisation
from app.organisations.queries import admitted, organisation_by_slug
from app.proposals.compliance import violation
from app.proposals.content import TEXTS, Line, ProposalContent
from app.proposals.forms import ProposalForm
from app.proposals.models import Proposal
from app.street.queries import directory, directory_item, rules

LISTED_NEEDS = 100
OPEN_NEEDS = ("open", "answered", "adopted")
USUAL_LINES = 3


def filled_form(session: Session, actor: Actor, proposal: Proposal) -> ProposalForm:
    """The form over a proposal, with the choices this person has."""
    form = ProposalForm(data=_kept(session, proposal))
    if not proposal.budget_lines and not form.is_submitted():
        while len(form.lines.entries) < USUAL_LINES:
            form.lines.append_entry()
    form.need.choices = _needs(session, proposal)
    form.offering.choices = _offerings(session, proposal)
    form.directory_item.choices = [
        ("", gettext("目录外（要写理由）")),
        *((item.number, f"{item.number} {item.category}：{item.name}") for item in directory(session)),
    ]
    form.fund.choices = _funds(session, proposal)
    if may_choose_organisation(actor, proposal):
        form.organisation.choices = [
            ("", gettext("还没有定")),
            *((one.slug, one.name) for one in admitted(session)),
        ]
    else:
        del form.organisation
    return form


def may_choose_organisation(actor: Actor, proposal: Proposal) -> bool:
    """A representative chooses and can choose again; an organisation's member has none to choose."""
    return proposal.organisation_id is None or proposal.organisation_id not in actor.organisations()


def typed(session: Session, proposal: Proposal, form: ProposalForm) -> ProposalContent:
    """What the form holds, as a command takes it."""
    return ProposalContent(
        **{name: form[name].data or "" for name in TEXTS},
        fund=fund_by_slug(session, form.fund.data) if form.fund.data else None,
        need=need_by_slug(session, form.need.data) if form.need.data else None,
        offering=offering_by_slug(session, form.offering.data) if form.offering.data else None,
        directory_item=directory_item(session, form.directory_item.data)
        if form.directory_item.data
        else None,
        people_served=form.people_served.data or 0,
        months=form.months.data or 0,
        negative_answers={
            part.form.item.data: part.form.answer.data == "yes"
            for part in form.negative
            if part.form.answer.data in ("yes", "no")
        },
        no_subcontracting=form.no_subcontracting.data,
        lines=[
            Line(part.form.kind.data or "", part.form.amount.data or 0, part.form.description.data or "")
            for part in form.lines
        ],
    )


def chosen_organisation(session: Session, form: ProposalForm) -> Organisation | None:
    if "organisation" not in form or not form.organisation.data:
        return None
    return organisation_by_slug(session, form.organisation.data)


def rearrange_lines(lines: Lines, sent: Any) -> bool:
    """Without a script the buttons of the budget ask for a line more or less; whether one of them was pressed."""
    if "add_lines" in sent:
        lines.one_more()
        return True
    if "remove_lines" not in sent:
        return False
    lines.one_less(sent.get("remove_lines", type=int))
    return True


def show_findings(form: ProposalForm, findings: Sequence[Finding]) -> None:
    """Put findings that block beside their fields."""
    for finding in findings:
        refusal = violation(finding)
        if refusal.field == "negative":
            _beside_answer(form, refusal)
        elif refusal.field == "lines":
            form.lines.errors = [*form.lines.errors, refusal_text(refusal)]
        else:
            form.refuse(refusal)


def _beside_answer(form: ProposalForm, refusal: RuleViolation) -> None:
    for part in form.negative:
        if part.form.item.data == refusal.params.get("item"):
            part.form.answer.errors = [*part.form.answer.errors, refusal_text(refusal)]
            form.negative.errors = [*form.negative.errors, part.form.errors]


def _kept(session: Session, proposal: Proposal) -> dict[str, Any]:
    answers = proposal.negative_answers
    items = rules(session, proposal.community_id).texts("negative_list")
    return {
        **{name: getattr(proposal, name) for name in TEXTS},
        "seen_version": str(proposal.version),
        "people_served": proposal.people_served or None,
        "months": proposal.months or None,
        "no_subcontracting": proposal.no_subcontracting,
        "need": proposal.need.slug if proposal.need else "",
        "offering": proposal.offering.slug if proposal.offering else "",
        "organisation": proposal.organisation.slug if proposal.organisation else "",
        "directory_item": proposal.directory_item.number if proposal.directory_item else "",
        "fund": proposal.fund.slug,
        "lines": [
            {"kind": line.kind, "description": line.description, "amount": line.amount_fen or None}
            for line in proposal.budget_lines
        ],
        "negative": [
            {"item": item, "answer": ("yes" if answers[item] else "no") if item in answers else None}
            for item in items
        ],
    }


def _needs(session: Session, proposal: Proposal) -> list[tuple[str, str]]:
    rows = session.scalars(
        select(Need)
        .where(
            Need.community_id == proposal.community_id,
            Need.state.in_(OPEN_NEEDS),
            Need.id != (proposal.need_id or 0),
        )
        .order_by(Need.heat.desc(), Need.id)
        .limit(LISTED_NEEDS)
    ).all()
    own = [proposal.need] if proposal.need else []
    return [("", gettext("请选")), *((need.slug, _need_text(need)) for need in [*own, *rows])]


def _need_text(need: Need) -> str:
    title = f"{need.code or ''} {need.title}".strip()
    return str(gettext("%(title)s（%(n)s 户附议）", title=title, n=need.heat))


def _offerings(session: Session, proposal: Proposal) -> list[tuple[str, str]]:
    listed = (
        list(offerings_by(session, proposal.organisation_id, listed_only=True))
        if proposal.organisation_id
        else []
    )
    if proposal.offering is not None and proposal.offering not in listed:
        listed.insert(0, proposal.offering)
    return [("", gettext("没有对应的服务")), *((o.slug, o.title) for o in listed)]


def _funds(session: Session, proposal: Proposal) -> list[tuple[str, str]]:
    same_year = select(Fund).where(
        Fund.community_id == proposal.community_id, Fund.year == proposal.fund.year
    )
    return [(f.slug, f"{f.year} {f.name}") for f in session.scalars(same_year.order_by(Fund.id))]
