"""What supplements and longer terms are called; the rest of the room's words are in ``words``."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "amendment.part": _l("请选合同里的项目。"),
    "amendment.reason": _l("请写明补充的理由。"),
    "amendment.buys": _l("请写明这笔钱买什么、买多少。"),
    "term.reason": _l(
        "居民代表会议表决的是 %(voted)s 个月，这里写了 %(months)s 个月。请写明为什么要更长，或者改短。"
    ),
    "term.past": _l("结束日期 %(ends_on)s 已经过去，请写以后的期限。"),
    "term.retroactive": _l("开始日期不能早于今天：合同先订立，服务后开始。"),
    "recognition.longer_term": _l("期限比表决的长，共 %(months)s 个月。请勾选，表示社区对更长的期限也认定。"),
}
STATES = {
    "recognition": _l("认定中"),
    "handling": _l("待经办"),
    "reviewing": _l("待复核"),
    "approving": _l("待审批"),
    "approved": _l("待签订"),
    "in_force": _l("已生效"),
    "withdrawn": _l("已撤回"),
}
STATE_TAGS = {"in_force": "ok", "withdrawn": "neutral"}
WORK = {
    "recognise_for_representatives": _l("居民代表会议再表决"),
    "supplement_recognise_for_street": _l("街道认定补充合同"),
    "supplement_recognise_for_community": _l("社区代表认定补充合同"),
    "supplement_recognise_for_representatives": _l("居民代表会议表决补充合同"),
    "supplement_handle": _l("经办补充合同"),
    "supplement_review": _l("复核补充合同"),
    "supplement_approve": _l("审批补充合同"),
    "supplement_sign": _l("登记补充合同签订"),
}
HANDLER, DELEGATE, SECRETARY = _l("街道经办"), _l("社区代表"), _l("社区书记召集，居民代表表决")
OWNERS = {
    "recognise_for_representatives": SECRETARY,
    "supplement_recognise_for_street": HANDLER,
    "supplement_recognise_for_community": DELEGATE,
    "supplement_recognise_for_representatives": SECRETARY,
    "supplement_handle": HANDLER,
    "supplement_review": _l("街道审核"),
    "supplement_approve": _l("街道审批"),
    "supplement_sign": HANDLER,
}
PARTY_OWNERS = {"street": HANDLER, "community": DELEGATE, "representatives": SECRETARY}
ANSWERS = {
    "open": _l("等居民代表会议表决"),
    "dropped": _l("没有表决就收回了"),
    "passed": _l("居民代表会议同意"),
    "rejected": _l("居民代表会议不同意"),
}
ACTIONS = {
    "contracts.recognise_for_representatives": _l("居民代表会议认定更长的合同期"),
    "contracts.supplement_draft": _l("拟补充合同"),
    "contracts.supplement_change": _l("改补充合同"),
    "contracts.supplement_withdraw": _l("撤回补充合同"),
    "contracts.supplement_recognise_for_street": _l("街道认定补充合同"),
    "contracts.supplement_recognise_for_community": _l("社区代表认定补充合同"),
    "contracts.supplement_recognise_for_representatives": _l("居民代表会议认定补充合同"),
    "contracts.supplement_decide_step": _l("办理补充合同审批"),
    "contracts.supplement_sign": _l("登记补充合同签订"),
}


def register() -> None:
    """Tell the foundation these words; those of kinds that ``words`` registers are added there."""
    register_refusals(REFUSALS)
    register_labels("supplement.state", STATES, {state: STATE_TAGS.get(state, "warn") for state in STATES})
    register_labels("recognition.owner", PARTY_OWNERS)
    register_labels("further.answer", ANSWERS, {"open": "warn", "passed": "ok", "rejected": "stop"})
