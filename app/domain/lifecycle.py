"""States and transitions of every record that travels the road: one table each (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.domain.errors import RuleViolation
from app.domain.permissions import Permission

P = Permission


@dataclass(frozen=True)
class Transition:
    """One arrow: ``action`` takes a record from ``source`` to ``target`` for whoever has ``permission``.

    ``permission`` is ``None`` where the arrow is drawn by a later stage's command, never by a button.
    """

    action: str
    source: str
    target: str
    permission: Permission | None = None


Machine = tuple[Transition, ...]

PROPOSAL: Machine = (
    Transition("submit", "draft", "under_review", P.PROPOSAL_EDIT),
    Transition("return", "under_review", "returned", P.PROPOSAL_REVIEW),
    Transition("submit", "returned", "under_review", P.PROPOSAL_EDIT),
    Transition("submit", "objection_upheld", "under_review", P.PROPOSAL_EDIT),
    Transition("refuse", "under_review", "ineligible", P.PROPOSAL_REVIEW),
    Transition("pass_review", "under_review", "deliberating", P.PROPOSAL_REVIEW),
    Transition("hear", "deliberating", "awaiting_vote", P.PROPOSAL_HEAR),
    Transition("vote_down", "awaiting_vote", "voted_down"),
    Transition("resolve", "awaiting_vote", "resolved"),
    Transition("publish", "resolved", "on_notice"),
    Transition("end_notice", "on_notice", "awaiting_contract"),
    Transition("uphold_objection", "on_notice", "objection_upheld"),
    Transition("sign", "awaiting_contract", "contracted"),
    Transition("start", "contracted", "delivering"),
    Transition("order_rectification", "delivering", "rectifying"),
    Transition("close_rectification", "rectifying", "delivering"),
    Transition("accept", "delivering", "accepted"),
    Transition("reopen", "accepted", "delivering"),
    Transition("close", "accepted", "closed"),
    Transition("withdraw", "draft", "withdrawn", P.PROPOSAL_EDIT),
    Transition("withdraw", "returned", "withdrawn", P.PROPOSAL_EDIT),
    Transition("withdraw", "under_review", "withdrawn", P.PROPOSAL_EDIT),
)

MEETING: Machine = (
    Transition("hold", "called", "held", P.MEETING_HOLD),
    Transition("fail_quorum", "called", "inquorate", P.MEETING_HOLD),
    Transition("cancel", "called", "cancelled", P.MEETING_CALL),
)

ROUND: Machine = (
    Transition("open", "prepared", "open", P.ROUND_OPEN),
    Transition("close", "open", "closed", P.ROUND_CLOSE),
    Transition("count", "closed", "counted", P.ROUND_CLOSE),
    Transition("cancel", "prepared", "cancelled", P.ROUND_PREPARE),
)

NOTICE: Machine = (
    Transition("end", "posted", "ended", P.NOTICE_CLOSE),
    Transition("uphold", "posted", "upheld", P.NOTICE_CLOSE),
)

CONTRACT: Machine = (
    Transition("recognise", "recognition", "handling"),
    Transition("handle", "handling", "reviewing", P.CONTRACT_HANDLE),
    Transition("review", "reviewing", "approving", P.CONTRACT_REVIEW),
    Transition("approve", "approving", "approved", P.CONTRACT_APPROVE),
    Transition("return", "reviewing", "handling", P.CONTRACT_REVIEW),
    Transition("return", "approving", "handling", P.CONTRACT_APPROVE),
    Transition("change", "handling", "recognition", P.CONTRACT_PREPARE),
    Transition("take_account", "reviewing", "handling"),
    Transition("take_account", "approving", "handling"),
    Transition("take_account", "approved", "handling"),
    Transition("sign", "approved", "signed", P.CONTRACT_SIGN),
    Transition("accept", "signed", "accepted"),
    Transition("reopen", "accepted", "signed", P.PROJECT_CLOSE),
    Transition("close", "accepted", "closed"),
)

AMENDMENT: Machine = (
    Transition("recognise", "recognition", "handling"),
    Transition("handle", "handling", "reviewing", P.CONTRACT_HANDLE),
    Transition("review", "reviewing", "approving", P.CONTRACT_REVIEW),
    Transition("approve", "approving", "approved", P.CONTRACT_APPROVE),
    Transition("return", "reviewing", "handling", P.CONTRACT_REVIEW),
    Transition("return", "approving", "handling", P.CONTRACT_APPROVE),
    Transition("change", "handling", "recognition", P.CONTRACT_AMEND),
    Transition("sign", "approved", "in_force", P.CONTRACT_SIGN),
    *(
        Transition("withdraw", state, "withdrawn", P.CONTRACT_AMEND)
        for state in ("recognition", "handling", "reviewing", "approving", "approved")
    ),
)
"""A supplement goes the contract's own chain, and can be taken back until it is signed."""

MILESTONE: Machine = (
    Transition("start", "not_started", "in_progress", P.MILESTONE_REPORT),
    Transition("report", "not_started", "reported", P.MILESTONE_REPORT),
    Transition("report", "in_progress", "reported", P.MILESTONE_REPORT),
    Transition("confirm", "reported", "done", P.MILESTONE_CONFIRM),
    Transition("send_back", "reported", "in_progress", P.MILESTONE_CONFIRM),
)

PAYMENT: Machine = (
    Transition("approve", "requested", "approved", P.PAYMENT_APPROVE),
    Transition("refuse", "requested", "refused", P.PAYMENT_APPROVE),
    Transition("change_account", "approved", "requested"),
    Transition("pay", "approved", "paid", P.PAYMENT_PAY),
    Transition("reverse", "paid", "reversed"),
)

TWO_HANDS: Machine = (
    Transition("confirm", "waiting", "confirmed"),
    Transition("refuse", "waiting", "refused"),
    Transition("withdraw", "waiting", "withdrawn"),
)
"""A request that one person makes and another answers (``foundation.two_hands``); who may is the room's question."""

MACHINES: dict[str, Machine] = {
    "proposal": PROPOSAL,
    "meeting": MEETING,
    "round": ROUND,
    "notice": NOTICE,
    "contract": CONTRACT,
    "amendment": AMENDMENT,
    "milestone": MILESTONE,
    "payment": PAYMENT,
    "request": TWO_HANDS,
}


def fire(machine: Machine, state: str, action: str) -> str:
    """The state that ``action`` leads to from ``state``; RuleViolation("state.wrong") where no arrow leads."""
    for arrow in machine:
        if arrow.action == action and arrow.source == state:
            return arrow.target
    raise RuleViolation("state.wrong", state=state, action=action)


def available(machine: Machine, state: str, may: Callable[[Permission], bool]) -> tuple[str, ...]:
    """Actions to offer as buttons to somebody, in table order."""
    return tuple(
        arrow.action
        for arrow in machine
        if arrow.source == state and arrow.permission is not None and may(arrow.permission)
    )


def states(machine: Iterable[Transition]) -> tuple[str, ...]:
    """Every state, in the order of the road."""
    seen: dict[str, None] = {}
    for arrow in machine:
        seen.setdefault(arrow.source)
        seen.setdefault(arrow.target)
    return tuple(seen)
