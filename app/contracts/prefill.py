"""A first text of a contract, taken from its proposals and the street's settings; the handler edits it.

The clauses are the contract's own words, so they stay in the language of the contract.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from app.contracts.commands.drafts import NewContract, NewDeliverable, NewPart, instalments_by_rule
from app.domain.workdays import Calendar
from app.proposals.models import Proposal
from app.street.rules import Rules

DAYS_TO_SIGN = 10
"""Working days left for recognition, approval and signature before the service begins."""

QUALITY = (
    "一、按本合同约定的内容、数量和时间提供服务，保存签到、照片和服务记录，每月报送一次进度。\n"
    "二、提供服务的人员具备相应资格；不转包，需要部分分包的，事先取得甲方书面同意。\n"
    "三、服务对象的个人信息只用于本项目，不向无关人员透露，项目结束后按约定交还或者删除。\n"
    "四、中期和期末接受居民评议；不合格的，在规定期限内整改。"
)
SETTLEMENT = (
    "一、付款条件达到后，乙方提出付款申请并开具合法票据，甲方审核后按本合同列明的各期金额支付。\n"
    "二、按实际完成并验收合格的数量结算，未完成的部分不付款；结余留在原社区经费内。\n"
    "三、款项只付到乙方的单位账户。"
)
BREACH = (
    "一、乙方未按约定的时间、数量或者质量提供服务的，甲方可以要求限期整改；逾期不改的，可以暂缓支付，直至解除合同。\n"
    "二、乙方转包、虚报数量或者提供虚假材料的，甲方可以解除合同，收回已付的相应款项。\n"
    "三、甲方无正当理由逾期付款的，按照有关规定支付逾期利息。\n"
    "四、因不可抗力不能履行的，及时通知对方，按影响的程度部分或者全部免除责任。"
)


def first_text(proposals: Sequence[Proposal], rules: Rules, calendar: Calendar, today: date) -> NewContract:
    """What the form shows before anybody wrote a word; the term is no longer than any of the projects was voted."""
    starts_on = calendar.add_workdays(today, DAYS_TO_SIGN)
    months = min(*(proposal.months for proposal in proposals), rules.purchase_limits.term_max_months)
    return NewContract(
        title="、".join(proposal.title for proposal in proposals)[:150] + "服务合同",
        content="\n\n".join(_content(proposal) for proposal in proposals),
        starts_on=starts_on,
        ends_on=end_of_term(starts_on, months),
        parts=[NewPart(p, p.amount_fen, instalments_by_rule(p.amount_fen, rules)) for p in proposals],
        deliverables=[
            NewDeliverable(f"{p.title}，服务居民", max(p.people_served, 1), "人") for p in proposals
        ],
        quality=QUALITY,
        settlement=SETTLEMENT,
        breach=BREACH,
    )


def end_of_term(starts_on: date, months: int) -> date:
    """The last day of so many months, the first day included."""
    years, month = divmod(starts_on.month - 1 + months, 12)
    year = starts_on.year + years
    same_day = date(year, month + 1, min(starts_on.day, monthrange(year, month + 1)[1]))
    return same_day - timedelta(days=1)


def _content(proposal: Proposal) -> str:
    lines = (
        proposal.title,
        _line("目标", proposal.goal),
        _line("服务对象", proposal.target_group),
        _line("活动", proposal.activities),
        _line("进度", proposal.schedule),
        _line("人员", proposal.staffing),
    )
    return "\n".join(line for line in lines if line)


def _line(label: str, text: str) -> str:
    return f"{label}：{text.strip()}" if text.strip() else ""
