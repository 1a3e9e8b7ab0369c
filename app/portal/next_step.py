"""What happens next to a project, who owes it, and by when: pure, from what its page knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.contracts.models import Contract
from app.delivery.models import ENDED_PAYMENTS
from app.delivery.turns import Facts, turns
from app.foundation.clock import local_date
from app.portal.queries.project import Project


@dataclass(frozen=True)
class NextStep:
    """``what`` and ``owner`` are codes of "project.next" and "project.owner"; delivery's own of "turn".

    ``page`` is (kind, slug) of the public page where it happens, ``about`` the name of a milestone.
    """

    what: str
    owner: str
    due: date | None = None
    page: tuple[str, str] | None = None
    about: str = ""
    words: tuple[str, str] = ("project.next", "project.owner")


def next_step(project: Project, now: datetime) -> NextStep | None:
    """The one step a project waits for; ``None`` when its road has ended."""
    if project.contract is not None and project.contract.signed_on is not None:
        return _in_delivery(project, project.contract, now)
    find = BY_STATE.get(project.proposal.state)
    return None if find is None else find(project, now)


def _to_vote(project: Project, now: datetime) -> NextStep:
    for round in project.rounds:
        if round.state == "open":
            due, page = local_date(round.closes_at), ("round", round.slug)
            waiting = round.closes_at > now
            return NextStep(
                "vote" if waiting else "count", "representatives" if waiting else "secretary", due, page
            )
    for meeting in project.meetings:
        page = ("meeting", meeting.slug)
        if meeting.state == "called":
            return NextStep("meeting", "secretary", local_date(meeting.scheduled_at), page)
        if meeting.state == "held":
            return NextStep("prepare_round", "secretary", None, page)
    return NextStep("call_meeting", "secretary")


def _on_notice(project: Project, now: datetime) -> NextStep:
    posted = [each for each in project.notices if each.kind == "result" and each.state == "posted"]
    notice = posted[-1]
    page = ("notice", notice.slug)
    unanswered = [each.due_on for each in notice.objections if each.answered_at is None]
    if unanswered:
        return NextStep("answer_objection", "secretary", min(unanswered), page)
    if local_date(now) <= notice.ends_on:
        return NextStep("notice", "everybody", notice.ends_on, page)
    return NextStep("end_notice", "secretary", None, page)


def _to_sign(project: Project, now: datetime) -> NextStep:
    what, owner = CHAIN[project.contract.state] if project.contract else ("contract", "handler")
    return NextStep(what, owner)


def _simply(what: str, owner: str) -> Callable[[Project, datetime], NextStep]:
    return lambda project, now: NextStep(what, owner)


def _in_delivery(project: Project, contract: Contract, now: datetime) -> NextStep | None:
    acceptances = [each for each in project.notices if each.kind == "acceptance"]
    facts = Facts(
        proposal=project.proposal,
        contract=contract,
        milestones=project.milestones,
        evaluations=[each.evaluation for each in project.rated],
        rectifications=project.rectifications,
        instalments=project.part.instalments if project.part else (),
        live={each.instalment_id: each for each in project.payments if each.state not in ENDED_PAYMENTS},
        notice=acceptances[-1] if acceptances else None,
    )
    waiting = turns(facts, local_date(now))
    if not waiting:
        return None
    first = waiting[0]
    page = ("evaluation", first.ref) if first.kind == "evaluate" else None
    return NextStep(first.kind, first.owner, first.due_on, page, first.about, ("turn", "turn.owner"))


PAYING = ("request_payment", "approve_payment", "pay")
CHAIN: Mapping[str, tuple[str, str]] = {
    "recognition": ("recognition", "street_and_community"),
    "handling": ("handling", "handler"),
    "reviewing": ("reviewing", "reviewer"),
    "approving": ("approving", "approver"),
    "approved": ("sign", "handler"),
}
BY_STATE: Mapping[str, Callable[[Project, datetime], NextStep]] = {
    "deliberating": _simply("hear", "secretary"),
    "awaiting_vote": _to_vote,
    "resolved": _simply("publish", "secretary"),
    "on_notice": _on_notice,
    "objection_upheld": _simply("revise", "organisation"),
    "returned": _simply("revise", "organisation"),
    "under_review": _simply("review", "reviewer"),
    "awaiting_contract": _to_sign,
}
