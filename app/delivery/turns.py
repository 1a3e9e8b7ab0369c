"""Whose turn it is on a project: pure, from what its page already knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.contracts.models import Contract, Instalment
from app.delivery.models import PAYABLE, Evaluation, Milestone, Payment, Rectification
from app.notices.models import Notice
from app.proposals.models import Proposal

OWNERS = {
    "plan": "street_handler",
    "start": "street_handler",
    "report_milestone": "organisation",
    "confirm_milestone": "community",
    "open_evaluation": "community",
    "evaluate": "residents",
    "close_evaluation": "community",
    "order_rectification": "office",
    "report_rectification": "organisation",
    "check_rectification": "office",
    "accept": "community",
    "acceptance_notice": "secretary",
    "request_payment": "organisation",
    "approve_payment": "approver",
    "pay": "finance",
    "reopen_acceptance": "street_handler",
    "close": "street_handler",
}
"""Turn → who takes it; the words are labels of "turn" and "turn.owner"."""


@dataclass(frozen=True)
class Facts:
    """A project as its page knows it. ``live`` are the payments neither refused nor reversed, by instalment id."""

    proposal: Proposal
    contract: Contract
    milestones: Sequence[Milestone]
    evaluations: Sequence[Evaluation]
    rectifications: Sequence[Rectification]
    instalments: Sequence[Instalment]
    live: Mapping[int, Payment]
    notice: Notice | None

    @property
    def asking(self) -> Evaluation | None:
        """The evaluation under way."""
        return next((e for e in self.evaluations if e.state == "open"), None)

    @property
    def low(self) -> Evaluation | None:
        """The newest closed evaluation if it came out low and nobody ordered anything yet."""
        closed = [e for e in self.evaluations if e.state == "closed"]
        newest = closed[-1] if closed else None
        answered = {r.evaluation_id for r in self.rectifications}
        return newest if newest and newest.conclusion == "rectify" and newest.id not in answered else None

    @property
    def unsettled(self) -> bool:
        """Whether the newest closed evaluation has to be asked anew."""
        closed = [e for e in self.evaluations if e.state == "closed"]
        return bool(closed) and closed[-1].conclusion == "unsettled"

    @property
    def open_rectification(self) -> Rectification | None:
        return next((r for r in self.rectifications if r.state != "closed"), None)

    @property
    def done(self) -> int:
        return sum(m.state == "done" for m in self.milestones)


@dataclass(frozen=True)
class Turn:
    """Something that somebody has to do; ``ref`` is the slug, or the number, of what it is about."""

    kind: str
    due_on: date | None = None
    ref: str = ""
    about: str = ""

    @property
    def owner(self) -> str:
        return OWNERS[self.kind]


def turns(facts: Facts, today: date) -> list[Turn]:
    """All that waits, what holds up the rest in front."""
    return [*_course(facts, today), *_payments(facts)]


def _course(facts: Facts, today: date) -> Iterator[Turn]:
    state = facts.proposal.state
    if state == "contracted":
        yield Turn("start" if facts.milestones else "plan", facts.contract.starts_on)
    elif state in ("delivering", "rectifying"):
        yield from _delivering(facts, today)
    elif state == "accepted":
        yield from _accepted(facts)


def _delivering(facts: Facts, today: date) -> Iterator[Turn]:
    rectification = facts.open_rectification
    if rectification is not None:
        kind = "report_rectification" if rectification.state == "ordered" else "check_rectification"
        yield Turn(kind, rectification.due_on, rectification.slug)
    elif facts.low is not None:
        yield Turn("order_rectification", None, facts.low.slug)
    asking = facts.asking
    if asking is not None:
        kind = "evaluate" if today <= asking.closes_on else "close_evaluation"
        yield Turn(kind, asking.closes_on, asking.slug)
    yield from _milestones(facts)
    if rectification is None and facts.low is None and asking is None:
        yield from _judging(facts)


def _milestones(facts: Facts) -> Iterator[Turn]:
    for milestone in facts.milestones:
        if milestone.state == "reported":
            yield Turn("confirm_milestone", milestone.due_on, milestone.slug, milestone.name)
    waiting = [m for m in facts.milestones if m.state in ("not_started", "in_progress")]
    if waiting:
        yield Turn("report_milestone", waiting[0].due_on, waiting[0].slug, waiting[0].name)


def _judging(facts: Facts) -> Iterator[Turn]:
    """The midterm is due when half of the milestones are done, the end when all are."""
    passed = {e.stage for e in facts.evaluations if e.conclusion == "passed"}
    everything = facts.done == len(facts.milestones)
    half = facts.done * 2 >= len(facts.milestones)
    asked_for = any(i.condition == "midterm_passed" and i.condition_met_on is None for i in facts.instalments)
    if half and asked_for and "midterm" not in passed:
        yield Turn("open_evaluation", about="midterm")
    elif everything and "final" not in passed:
        yield Turn("open_evaluation", about="final")
    if everything and not facts.unsettled:
        yield Turn("accept", facts.contract.ends_on)


def _accepted(facts: Facts) -> Iterator[Turn]:
    if facts.notice is not None and facts.notice.state == "posted":
        yield Turn("acceptance_notice", facts.notice.ends_on, facts.notice.slug)
        return
    if facts.notice is not None and facts.notice.state == "upheld":
        yield Turn("reopen_acceptance")
    due = [i for i in facts.instalments if i.condition_met_on is not None]
    if all(i.id in facts.live and facts.live[i.id].state == "paid" for i in due):
        yield Turn("close")


def _payments(facts: Facts) -> Iterator[Turn]:
    if facts.proposal.state not in PAYABLE:
        return
    for instalment in facts.instalments:
        payment = facts.live.get(instalment.id)
        if payment is None and instalment.condition_met_on is not None:
            yield Turn("request_payment", None, str(instalment.seq))
        elif payment is not None and payment.state in ("requested", "approved"):
            kind = "approve_payment" if payment.state == "requested" else "pay"
            yield Turn(kind, payment.due_on, payment.slug, str(instalment.seq))
