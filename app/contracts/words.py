"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.contracts import supplement_words
from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "contract.title": _l("请写合同名称。"),
    "contract.content": _l("请写服务内容。"),
    "contract.kind": _l("请选固定服务或点餐式。"),
    "contract.no_parts": _l("请至少选一个已公示的项目。"),
    "contract.days": _l("结束日期要晚于开始日期。"),
    "contract.deliverables": _l("请至少写一项交付成果，每项都要有内容、数量和单位。"),
    "contract.one_organisation": _l("一份合同只能有一家承接组织，请选同一家组织的项目。"),
    "contract.not_noticed": _l("“%(title)s”还没有公示期满，不能签合同。"),
    "contract.proposal_taken": _l("有项目已经在另一份合同里了。"),
    "contract.part_amount": _l("金额要大于零，不能超过代表会议通过的 %(resolved_fen)s。"),
    "contract.no_resolution": _l("没有找到居民代表会议通过“%(title)s”的决议。"),
    "contract.code": _l("合同编号 %(number)s 已经用过了。"),
    "contract.parts_fixed": _l("项目和金额是代表会议通过的，不能在这里改。"),
    "contract.no_account": _l(
        "合同里没有收款账户，不能签。请%(name)s在组织页面提交账户更改申请，街道确认以后合同会带上账户重新送审。"
    ),
    "instalments.condition": _l("请选每一期的付款条件。"),
    "recusal.interest": _l("您是这家组织的成员，要回避（政府采购法第十二条）。"),
    "recognition.given": _l("这一方已经认定过了。"),
    "recognition.no_part": _l("这个社区不在合同里。"),
    "recognition.opinion": _l("请写认定意见。"),
    "approval.opinion": _l("请写意见；退回的请写明理由。"),
    "signing.before_approval": _l("签订日期不能早于审批通过的日期（%(approved_on)s）。"),
    "signing.in_future": _l("签订日期不能晚于今天。"),
    "signing.after_term": _l("合同期限 %(ends_on)s 已满，不能再签，请退回修改期限。"),
    "signing.late": _l("公示期满已超过 %(days)s 天，晚于规定的签约时间（政府采购法第四十六条）。"),
    "signing.after_start": _l("服务原定 %(starts_on)s 开始，签订日期晚于它。"),
}
STATES = {
    "recognition": _l("三方认定中"),
    "handling": _l("待经办"),
    "reviewing": _l("待复核"),
    "approving": _l("待审批"),
    "approved": _l("待签订"),
    "signed": _l("已签订"),
    "accepted": _l("已验收"),
    "closed": _l("已结清"),
}
STATE_TAGS = {
    "recognition": "warn",
    "handling": "warn",
    "reviewing": "warn",
    "approving": "warn",
    "approved": "warn",
    "signed": "ok",
    "accepted": "ok",
    "closed": "neutral",
}
KINDS = {"fixed": _l("固定服务"), "on_request": _l("点餐式")}
CONDITIONS = {
    "signed": _l("合同签订后"),
    "midterm_passed": _l("中期评估合格后"),
    "accepted": _l("验收合格后"),
}
STEPS = {"handler": _l("经办"), "reviewer": _l("复核"), "approver": _l("审批")}
STEP_OWNERS = {"handler": _l("街道经办"), "reviewer": _l("街道审核"), "approver": _l("街道审批")}
PARTIES = {"street": _l("街道"), "community": _l("社区代表"), "representatives": _l("居民代表会议")}
DECISIONS = {"agreed": _l("同意"), "returned": _l("退回")}
PURCHASE_STEPS = {
    "proposer": _l("申报"),
    "examiner": _l("资格审核"),
    "preparer": _l("拟合同"),
    "recogniser": _l("街道认定"),
    "delegate": _l("社区认定"),
    "handler": _l("经办"),
    "reviewer": _l("复核"),
    "approver": _l("审批"),
    "signer": _l("登记签订"),
    "supplementer": _l("补充合同"),
    "acceptor": _l("验收核对"),
    "requester": _l("申请付款"),
    "payer": _l("付款"),
    "closer": _l("结项"),
}
SEPARATION_REASONS = {
    "handling": _l("经办采购的，与审核、验收的人要分开（政府采购法第六十一条）"),
    "checking": _l("认定、复核、审批、验收要由不同的人把关（行政事业单位内部控制规范第十五条）"),
    "parties": _l("三方认定，一个人不能代表两方，也不能既认定又经办"),
    "paying": _l("付款的，与经办、审批、验收的人要分开（会计法第二十五条）"),
    "provider": _l("申报、请款的人不能替采购人办事（政府采购法第十二条）"),
}
WORK = {
    "recognise_for_street": _l("街道认定"),
    "recognise_for_community": _l("社区代表认定"),
    "handle": _l("经办"),
    "review": _l("复核"),
    "approve": _l("审批"),
    "sign": _l("登记签订"),
    "publish": _l("发布合同公告"),
    **supplement_words.WORK,
}
OWNERS = {
    "recognise_for_street": _l("街道经办"),
    "recognise_for_community": _l("社区代表"),
    "handle": _l("街道经办"),
    "review": _l("街道审核"),
    "approve": _l("街道审批"),
    "sign": _l("街道经办"),
    "publish": _l("街道经办"),
    **supplement_words.OWNERS,
}
ACTIONS = {
    "contracts.prepare": _l("拟合同"),
    "contracts.change": _l("改合同"),
    "contracts.recognise_for_street": _l("街道认定合同"),
    "contracts.recognise_for_community": _l("社区和居民代表认定合同"),
    "contracts.decide_step": _l("办理合同审批"),
    "contracts.sign": _l("登记合同签订"),
    "contracts.add_account": _l("已签合同换收款账户"),
    "contracts.retake_account": _l("未签合同换收款账户，重新送审"),
    "contracts.amend": _l("补充合同（一人办理的旧记录）"),
    **supplement_words.ACTIONS,
}


def register() -> None:
    """Tell the foundation the room's words."""
    supplement_words.register()
    register_refusals(REFUSALS)
    register_labels("contract.state", STATES, STATE_TAGS)
    register_labels("contract.kind", KINDS)
    register_labels("instalment.condition", CONDITIONS)
    register_labels("approval.step", STEPS)
    register_labels("approval.owner", STEP_OWNERS)
    register_labels("approval.decision", DECISIONS, {"agreed": "ok", "returned": "stop"})
    register_labels("recognition.party", PARTIES)
    register_labels("purchase.step", PURCHASE_STEPS)
    register_labels("separation.reason", SEPARATION_REASONS)
    register_labels("contract.work", WORK)
    register_labels("contract.owner", OWNERS)
    register_labels("audit.contracts", ACTIONS)
