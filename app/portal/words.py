"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.wording import register_labels, register_refusals
from app.people.audit_telling import explain
from app.portal.audit_words import (
    AUDIT_CHANGED,
    AUDIT_KINDS,
    AUDIT_SAID,
    AUDIT_SORTS,
    AUDIT_WARNINGS,
    KEYS,
)
from app.portal.withholding_words import (
    WITHHELD_COLUMNS,
    WITHHELD_KINDS,
    WITHHOLDING_ACTIONS,
    WITHHOLDING_DECISIONS,
    WITHHOLDING_REFUSALS,
    WITHHOLDING_STATES,
)

STAGES = {
    "needs": _l("需求"),
    "fair": _l("推介会"),
    "proposals": _l("申报"),
    "council": _l("议事"),
    "voting": _l("表决"),
    "notices": _l("公示"),
    "contracts": _l("签约"),
    "delivery": _l("实施"),
    "evaluation": _l("评价"),
}
ROOMS = {
    "people": _l("账号和名册"),
    "organisations": _l("社会组织"),
    "funds": _l("经费"),
    "needs": _l("需求"),
    "fair": _l("推介会"),
    "proposals": _l("项目申报"),
    "council": _l("议事"),
    "voting": _l("表决"),
    "notices": _l("公示"),
    "contracts": _l("审批签约"),
    "delivery": _l("实施评价"),
    "payments": _l("付款"),
}
TASKS = {
    "people.account_changed": _l("看一看：有人改动了您的账号（两周内一直提醒）"),
    "people.mandate_ended": _l("看一看：您的代表任期被提前结束（两周内一直提醒）"),
    "people.confirm_appointment": _l("核对后确认任职"),
    "people.mend_appointment": _l("任职没有同意，看理由"),
    "people.import": _l("核对后确认导入"),
    "organisations.admit": _l("审核准入"),
    "funds.confirm_appropriation": _l("确认拨入经费"),
    "funds.confirm_carry_over": _l("确认上年结转"),
    "funds.confirm_reversal": _l("确认冲正"),
    "funds.mend": _l("申请没有同意，看理由"),
    "organisations.bank": _l("登记收款账户，好拟合同"),
    "organisations.check_account": _l("核实收款账户更改"),
    "organisations.confirm_account": _l("确认收款账户更改"),
    "organisations.read_answer": _l("账户更改有结果了，看一看"),
    "needs.answer": _l("答复居民"),
    "fair.answer": _l("回答提问"),
    "proposals.revise": _l("照意见修改，再提交"),
    "proposals.submit": _l("草稿写完，提交"),
    "proposals.review": _l("审核资格和合规"),
    "proposals.hear": _l("在议事厅议一议，记下结果"),
    "council.call": _l("召集居民代表会议"),
    "council.ask": _l("召集居民代表会议，再表决一件事"),
    "council.hold": _l("开会，核对到会人数"),
    "council.record": _l("登记到会"),
    "council.attend": _l("到会"),
    "council.answer": _l("有人记您到会，看看对不对"),
    "council.denied": _l("有代表说自己没有到会"),
    "voting.vote": _l("投票"),
    "voting.assist": _l("打电话或上门，替代表录票"),
    "voting.confirm_replacement": _l("核对要更换的一张票"),
    "voting.own_replacement": _l("工作人员要更换您的票，请看一看"),
    "voting.entered": _l("工作人员替您录了票，请看对不对"),
    "voting.replaced": _l("您的票被更换过，请看对不对"),
    "voting.prepare": _l("准备表决"),
    "voting.open": _l("开始投票"),
    "voting.close": _l("截止投票，计票"),
    "voting.watch": _l("监督投票和计票"),
    "notices.publish": _l("公示表决结果"),
    "notices.announce": _l("公告合同"),
    "notices.answer": _l("答复异议"),
    "notices.end": _l("公示期满，结束公示"),
    "notices.confirm_withholding": _l("确认要不要隐去异议"),
    "contracts.prepare": _l("拟合同"),
    "contracts.recognise": _l("代表社区认定"),
    "contracts.recognise_street": _l("代表街道认定"),
    "contracts.handle": _l("经办"),
    "contracts.review": _l("复核"),
    "contracts.approve": _l("审批"),
    "contracts.sign": _l("签订合同"),
    "contracts.supplement_recognise": _l("代表社区认定补充合同"),
    "contracts.supplement_recognise_street": _l("代表街道认定补充合同"),
    "contracts.supplement_handle": _l("经办补充合同"),
    "contracts.supplement_review": _l("复核补充合同"),
    "contracts.supplement_approve": _l("审批补充合同"),
    "contracts.supplement_sign": _l("签订补充合同"),
    "delivery.start": _l("定里程碑，开始服务"),
    "delivery.report_milestone": _l("完成里程碑，交材料"),
    "delivery.confirm_milestone": _l("核对里程碑"),
    "delivery.rate": _l("给项目打分"),
    "delivery.collect": _l("收集居民的打分"),
    "delivery.confirm_tally": _l("再数一遍纸质问卷"),
    "delivery.close_evaluation": _l("评议期满，汇总"),
    "delivery.open_midterm": _l("请居民做中期评议"),
    "delivery.open_final": _l("请居民做期末评议"),
    "delivery.accept": _l("组织验收"),
    "delivery.attend_acceptance": _l("参加验收"),
    "delivery.complete_order": _l("记下上门的结果"),
    "delivery.order_rectification": _l("居民评分低，发整改单"),
    "delivery.report_rectification": _l("整改，并报告结果"),
    "delivery.close_rectification": _l("核对整改结果"),
    "delivery.close": _l("结项"),
    "delivery.alert": _l("查看预警"),
    "payments.request": _l("申请付款"),
    "payments.approve": _l("审批付款"),
    "payments.approve_again": _l("收款账户改了，重新审批付款"),
    "payments.pay": _l("付款并登记凭证"),
}
NEXT_STEPS = {
    "hear": _l("居民议事厅议一议"),
    "call_meeting": _l("召集居民代表会议"),
    "meeting": _l("居民代表会议"),
    "vote": _l("居民代表投票"),
    "count": _l("截止投票，计票"),
    "publish": _l("公示表决结果"),
    "notice": _l("公示，听取异议"),
    "answer_objection": _l("答复异议"),
    "end_notice": _l("结束公示"),
    "revise": _l("修改方案，再提交"),
    "review": _l("街道审核"),
    "prepare_round": _l("准备表决"),
    "contract": _l("拟合同"),
    "recognition": _l("街道、社区、居民代表三方认定"),
    "handling": _l("经办合同"),
    "reviewing": _l("复核合同"),
    "approving": _l("审批合同"),
    "sign": _l("签订合同"),
}
OWNERS = {
    "secretary": _l("社区书记"),
    "representatives": _l("居民代表"),
    "everybody": _l("所有人"),
    "organisation": _l("承接组织"),
    "handler": _l("街道经办"),
    "reviewer": _l("街道复核"),
    "approver": _l("街道审批"),
    "street_and_community": _l("街道经办和社区代表"),
}
GROUPS = {
    "deciding": _l("议事和表决"),
    "signing": _l("公示和签约"),
    "delivering": _l("实施中"),
    "finished": _l("已验收"),
    "back": _l("退回修改"),
    "stopped": _l("没有通过"),
}
SORTS = {"newest": _l("最近有变化"), "amount": _l("金额从高到低"), "heat": _l("附议户数最多")}
FOUNDING = {
    "community": _l("片区和社区"),
    "setting": _l("规则和依据"),
    "directory": _l("指导性目录"),
    "cycle": _l("年度安排"),
    "post": _l("每个社区的书记，街道经办、审核、审批、财务的账号"),
    "fund": _l("各社区的经费"),
    "representative": _l("居民代表名册"),
}
KINDS = {
    "need": _l("需求"),
    "project": _l("项目"),
    "offering": _l("推介会上的服务"),
    "organisation": _l("社会组织"),
    "notice": _l("公示"),
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_labels("stage", STAGES)
    register_labels("room", ROOMS)
    register_labels("task", TASKS)
    register_labels("project.next", NEXT_STEPS)
    register_labels("project.owner", OWNERS)
    register_labels("project.group", GROUPS)
    register_labels("project.sort", SORTS)
    register_labels("search.kind", KINDS)
    register_labels("founding", FOUNDING)
    register_refusals(WITHHOLDING_REFUSALS)
    register_labels("words.kind", WITHHELD_KINDS)
    register_labels("words.column", WITHHELD_COLUMNS)
    register_labels("words.decision", WITHHOLDING_DECISIONS)
    register_labels(
        "words.request",
        WITHHOLDING_STATES,
        {"waiting": "warn", "confirmed": "ok", "refused": "stop", "withdrawn": "neutral"},
    )
    register_labels("audit.kind", AUDIT_KINDS)
    register_labels("audit.changed", AUDIT_CHANGED)
    register_labels("audit.said", AUDIT_SAID)
    register_labels("audit.sort", AUDIT_SORTS)
    register_labels("audit.warning", AUDIT_WARNINGS)
    explain(KEYS)
    register_labels("audit.words", WITHHOLDING_ACTIONS)
