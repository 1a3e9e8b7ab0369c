"""Who must not be one person: posts at appointment, steps of one purchase at use. Data, each with its reason.

Sources: 政府采购法 art. 12 (withdrawal), art. 61 (whoever handles a purchase, and whoever reviews its contract or
accepts it, are different people); 会计法 art. 25 (whoever records is not who approves or handles);
行政事业单位内部控制规范 art. 15 (incompatible posts stay apart).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.policy import Role
from app.domain.procurement import Finding

POSTS_APART = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.APPROVER, Role.FINANCE})
"""No two of these are ever one person's at the same time: who opens accounts, who watches, who approves, who pays.

All other pairs of posts may be one person's, and are kept apart step by step, below.
"""

STEPS: dict[str, tuple[Role, ...]] = {
    "proposer": (Role.ORGANISATION_MEMBER, Role.REPRESENTATIVE),
    "examiner": (Role.REVIEWER, Role.STREET_HANDLER),
    "preparer": (Role.STREET_HANDLER,),
    "recogniser": (Role.STREET_HANDLER,),
    "delegate": (Role.COMMUNITY_DELEGATE,),
    "handler": (Role.STREET_HANDLER,),
    "reviewer": (Role.REVIEWER,),
    "approver": (Role.APPROVER,),
    "signer": (Role.STREET_HANDLER,),
    "supplementer": (Role.STREET_HANDLER,),
    "acceptor": (Role.COMMUNITY_WORKER, Role.SECRETARY, Role.STREET_HANDLER),
    "requester": (Role.ORGANISATION_MEMBER,),
    "payer": (Role.FINANCE,),
    "closer": (Role.STREET_HANDLER,),
}
"""The steps of a purchase in the order of the road, and the posts that take them.

"proposer" wrote or submitted the proposal, "examiner" passed its eligibility review, "preparer" wrote the contract or
changed it, "recogniser" recognised it for the street and "delegate" for a community, "acceptor" confirmed a
milestone, closed an evaluation or a rectification, or recorded the acceptance; "approver" approves contract and
payments.
"""

HANDLING = ("preparer", "handler", "signer", "supplementer")
"""The side that makes the purchase (经办). These may be one person; whoever checks, accepts or pays is another."""
JUDGING = ("recogniser", "reviewer", "approver", "acceptor")
"""Those who look at what the handling side made."""


@dataclass(frozen=True, slots=True)
class Apart:
    """Two steps that are never one person's on one purchase; ``reason`` is a label of "separation.reason"."""

    first: str
    second: str
    reason: str


def _apart(reason: str, firsts: Iterable[str], seconds: Iterable[str]) -> tuple[Apart, ...]:
    return tuple(Apart(first, second, reason) for second in seconds for first in firsts)


SEPARATE_STEPS: tuple[Apart, ...] = (
    *_apart("handling", HANDLING, JUDGING),
    *_apart("checking", ("recogniser",), ("reviewer", "approver")),
    *_apart("checking", ("reviewer",), ("approver",)),
    *_apart("checking", ("approver",), ("acceptor",)),
    *_apart("parties", ("delegate",), (*HANDLING, "recogniser", "reviewer", "approver", "payer")),
    *_apart("paying", (*HANDLING, *JUDGING, "closer"), ("payer",)),
    *_apart("provider", ("proposer",), ("examiner", "delegate")),
    *_apart("provider", ("proposer", "requester"), (*HANDLING, *JUDGING, "payer", "closer")),
)
"""Every pair, once. The rest may be one person's: the handling side's own steps and closing; examining eligibility
and reviewing the contract, both the reviewer's; recognising and accepting, both a look at the same plan.
"""


def check_separation(steps: Sequence[tuple[str, int]]) -> list[Finding]:
    """Steps taken on one purchase as (step, user id), against SEPARATE_STEPS."""
    return [
        Finding(
            "separation.same_person",
            "block",
            {"first": pair.first, "second": pair.second, "reason": pair.reason, "user_id": user},
        )
        for pair in SEPARATE_STEPS
        for user in sorted(
            {u for s, u in steps if s == pair.first} & {u for s, u in steps if s == pair.second}
        )
    ]


def partners(step: str) -> frozenset[str]:
    """The steps that whoever takes ``step`` must not have taken on the same purchase."""
    pairs = {frozenset((pair.first, pair.second)) for pair in SEPARATE_STEPS}
    return frozenset(other for pair in pairs if step in pair for other in pair - {step})
