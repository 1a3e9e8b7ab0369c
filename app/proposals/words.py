"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.domain.errors import RuleViolation
from app.domain.procurement import Finding
from app.foundation.wording import refusal_text, register_labels, register_refusals

REFUSALS = {
    "proposal.not_yours": _l("只有这家组织的成员，或这个社区的居民代表，可以起草。"),
    "proposal.no_fund": _l("这个社区今年还没有经费，暂时不能申报。"),
    "proposal.fund_elsewhere": _l("这笔经费是别的社区的。"),
    "proposal.need_elsewhere": _l("这条需求是别的社区的。"),
    "proposal.organisation_fixed": _l("这份申报是您所在组织的，不能转给别的组织。"),
    "proposal.organisation_submits": _l(
        "要由承接组织的成员提交：先存草稿，请他们看过以后提交。他们的待办里有这一件。"
    ),
    "proposal.decline_instead": _l("这份申报是居民代表起草的，组织不能撤回；不承接的，请点“不承接”。"),
    "proposal.not_named": _l("您所在的组织没有被选作这份申报的承接组织。"),
    "proposal.title_missing": _l("请写项目名称。"),
    "proposal.need_missing": _l("请选它回应的居民需求。"),
    "proposal.organisation_missing": _l("请先选定由哪家组织来做，再提交。"),
    "proposal.goal_missing": _l("请写要达到的目标。"),
    "proposal.activities_missing": _l("请写活动内容。"),
    "proposal.people_missing": _l("请写服务多少人。"),
    "proposal.line_kind_missing": _l("第 %(line)s 行预算没有写用途。"),
    "proposal.offering_missing": _l("没有对应推介会上的服务，街道无法核对标价和能力。"),
    "proposal.offering_elsewhere": _l("这项服务不是所选组织的。"),
    "proposal.offering_withdrawn": _l("这项服务已经从推介会撤下，请与组织确认还能不能做。"),
    "proposal.capacity_short": _l("这项服务今年只剩 %(left)s（%(unit)s），不够这么多人。"),
    "proposal.fund_short": _l("申请 %(amount_fen)s，这笔经费现在只剩 %(free_fen)s 可用。"),
    "review.reason_missing": _l("请写明理由，申报的人要照着改。"),
    "review.recused": _l("您是这家组织的成员，应当回避（政府采购法第十二条）。"),
    "hearing.future": _l("议事的日子不能晚于今天。"),
    "hearing.early": _l("议事的日子不能早于申报提交的日子（%(day)s）。"),
}

STATES = {
    "draft": _l("草稿"),
    "under_review": _l("街道审核中"),
    "returned": _l("退回修改"),
    "ineligible": _l("资格未通过"),
    "deliberating": _l("议事中"),
    "awaiting_vote": _l("待表决"),
    "voted_down": _l("未通过"),
    "resolved": _l("已通过"),
    "on_notice": _l("公示中"),
    "objection_upheld": _l("异议退回"),
    "awaiting_contract": _l("已公示待签"),
    "contracted": _l("已签约"),
    "delivering": _l("执行中"),
    "rectifying": _l("整改中"),
    "accepted": _l("已验收"),
    "closed": _l("已结项"),
    "withdrawn": _l("已撤回"),
}
STATE_TAGS = {
    "draft": "neutral",
    "under_review": "warn",
    "returned": "stop",
    "ineligible": "stop",
    "deliberating": "info",
    "awaiting_vote": "warn",
    "voted_down": "stop",
    "resolved": "ok",
    "on_notice": "warn",
    "objection_upheld": "stop",
    "awaiting_contract": "info",
    "contracted": "info",
    "delivering": "info",
    "rectifying": "stop",
    "accepted": "ok",
    "closed": "ok",
    "withdrawn": "neutral",
}
REVIEW_RESULTS = {"passed": _l("合格"), "returned": _l("退回修改"), "refused": _l("资格不通过")}
REVIEW_TAGS = {"passed": "ok", "returned": "warn", "refused": "stop"}
KINDS = {"service": _l("服务"), "goods": _l("货物"), "works": _l("工程")}
FIELDS = {
    "title": _l("项目名称"),
    "community": _l("社区"),
    "fund": _l("经费"),
    "organisation": _l("承接组织"),
    "need": _l("回应的需求"),
    "offering": _l("对应的服务"),
    "directory_item": _l("目录项"),
    "outside_reason": _l("目录外的理由"),
    "goal": _l("目标"),
    "activities": _l("活动内容"),
    "schedule": _l("进度安排"),
    "staffing": _l("人员安排"),
    "target_group": _l("服务对象"),
    "people_served": _l("服务人数"),
    "months": _l("期限（月）"),
    "amount_fen": _l("申请金额"),
    "lines": _l("预算明细"),
    "negative_answers": _l("负面清单"),
    "no_subcontracting": _l("不转包声明"),
}
ACTIONS = {
    "proposals.draft": _l("起草项目"),
    "proposals.change": _l("改项目草稿"),
    "proposals.submit": _l("提交项目"),
    "proposals.withdraw": _l("撤回项目"),
    "proposals.decline": _l("组织不承接"),
    "proposals.return": _l("退回修改项目"),
    "proposals.pass_review": _l("审核合格"),
    "proposals.refuse": _l("审核不合格"),
    "proposals.hear": _l("居民议事厅议过"),
    "proposals.resolve": _l("表决通过项目"),
    "proposals.vote_down": _l("表决没有通过项目"),
    "proposals.publish": _l("公示项目"),
    "proposals.end_notice": _l("项目公示期满"),
    "proposals.uphold_objection": _l("项目异议成立"),
    "proposals.sign": _l("项目签约"),
    "proposals.start": _l("项目开始实施"),
    "proposals.order_rectification": _l("项目转入整改"),
    "proposals.close_rectification": _l("项目整改完成"),
    "proposals.accept": _l("项目通过验收"),
    "proposals.reopen": _l("项目撤销验收"),
    "proposals.close": _l("项目结项"),
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_labels("proposal.state", STATES, STATE_TAGS)
    register_labels("proposal.review", REVIEW_RESULTS, REVIEW_TAGS)
    register_labels("proposal.kind", KINDS)
    register_labels("proposal.field", FIELDS)
    register_labels("audit.proposals", ACTIONS)


def finding_text(finding: Finding) -> str:
    """What a finding says to people."""
    return refusal_text(RuleViolation(finding.code, None, **finding.params))


def code_text(code: str) -> str:
    """What a refusal without particulars says to people."""
    return refusal_text(RuleViolation(code))
