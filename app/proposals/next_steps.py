"""What comes next for a proposal, who does it, and by when the yearly cycle wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.street.models import Cycle

APPLICANT, SECRETARY = _l("申报人"), _l("社区书记")
REVIEWER, HANDLER, PROVIDER = _l("街道审核"), _l("街道经办"), _l("承接组织")

STEPS: dict[str, tuple[LazyString, LazyString, str]] = {
    "draft": (_l("写完并提交"), APPLICANT, "proposals"),
    "under_review": (_l("审核资格和合规"), REVIEWER, "review"),
    "returned": (_l("照审核意见改好再提交"), APPLICANT, "proposals"),
    "deliberating": (_l("到居民议事厅听意见"), SECRETARY, "council"),
    "awaiting_vote": (_l("提交居民代表会议表决"), SECRETARY, "voting"),
    "resolved": (_l("公示表决结果"), SECRETARY, "notices"),
    "on_notice": (_l("公示期满，处理异议"), SECRETARY, "notices"),
    "objection_upheld": (_l("照异议的处理意见改好再提交"), APPLICANT, "proposals"),
    "awaiting_contract": (_l("三方认定、审批、签合同"), HANDLER, "contracts"),
    "contracted": (_l("开始实施"), PROVIDER, "delivery"),
    "delivering": (_l("按里程碑实施并汇报"), PROVIDER, "delivery"),
    "rectifying": (_l("按期整改"), PROVIDER, "delivery"),
    "accepted": (_l("付尾款、结项"), HANDLER, "delivery"),
}
"""By state: what to do, who does it, and the stage of the cycle in which it is done."""


@dataclass(frozen=True)
class NextStep:
    """``due`` is the last day of the stage under way or to come, where the cycle has one."""

    what: str
    owner: str
    due: date | None


def next_step(state: str, cycle: Cycle | None, today: date) -> NextStep | None:
    """The next step out of a state; none where the road ends."""
    if state not in STEPS:
        return None
    what, owner, stage = STEPS[state]
    phases = cycle.phases if cycle else ()
    ends = (phase.ends_on for phase in phases if phase.stage == stage and phase.ends_on >= today)
    return NextStep(str(what), str(owner), min(ends, default=None))
