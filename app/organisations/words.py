"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "organisation.name": _l("请写组织的全称，与登记证书一致。"),
    "organisation.type": _l("请选组织的类型。"),
    "organisation.name_taken": _l("这个名称已经登记过。如果就是你们，请用原来的账号登录。"),
    "organisation.uscc_missing": _l("有法人资格的组织要填统一社会信用代码。"),
    "organisation.uscc_taken": _l("这个代码已经登记过。如果就是你们，请用原来的账号登录。"),
    "rating.unknown": _l("评估等级只有 1A 到 5A。"),
    "rating.undated": _l("评估等级有期限，请填证书上的有效期。"),
    "bank.name": _l("请写开户银行，写到支行。"),
    "bank.account": _l("银行账号是 6 到 32 位数字，请核对。"),
    "bank.bound": _l("已有合同写了这个账户，不能直接改。请提交更改申请，由街道两个岗位先后确认。"),
    "account.missing": _l("%(name)s还没有登记收款账户，不能拟合同。请联系人先在组织页面登记开户银行和账号。"),
    "account_change.not_member": _l("收款账户只能由这家组织的成员来办，街道和社区不代办。"),
    "account_change.free": _l("还没有合同写了你们的账户，直接在“更改银行账户”里改就可以。"),
    "account_change.waiting": _l("已经有一份申请在等街道确认。要改内容，请先撤回那一份。"),
    "account_change.differs": _l("两次填的账号不一样，请对照开户许可证再填一遍。"),
    "account_change.same": _l("这就是现在的账户，不用更改。"),
    "account_change.reason": _l("请写为什么要换账户。"),
    "account_change.file": _l("请附上证明，如开户许可证、银行出的账户证明或盖章的函。"),
    "account_change.not_handler": _l("第一道由街道经办核实。"),
    "account_change.not_reviewer": _l("第二道由街道审核确认。"),
    "account_change.not_post": _l("只有街道经办和街道审核能答复这份申请。"),
    "account_change.unchecked": _l("街道经办还没有核实，核实以后才能确认。"),
    "account_change.same_post": _l("核实和确认要由两个人来办。"),
    "account_change.note": _l("请写是怎么核实的。"),
    "account.taken": _l("这个账号名已经有人用，请换一个。"),
    "organisation.admitted_before": _l("“%(name)s”已经准入，名称或代码和这一家相同，不能两家都准入。"),
    "admission.none": _l("没有勾选等审核的申请，可能已经有人办过。请刷新页面再看。"),
    "reason.missing": _l("请写明理由，对方会看到。"),
    "status.kind": _l("请选是哪一种记录。"),
    "status.source": _l("请写明出处：哪个部门的哪份名录，哪天查的。"),
    "status.days": _l("移出的日期要晚于列入的日期。"),
    "status.ended": _l("这条记录已经写过移出日期。"),
}

TYPES = {
    "service_agency": _l("社会服务机构"),
    "association": _l("社会团体"),
    "foundation": _l("基金会"),
    "institution": _l("事业单位"),
    "company": _l("企业"),
    "community_group": _l("备案的社区社会组织"),
}
STATES = {"applied": _l("等街道审核"), "admitted": _l("已准入"), "refused": _l("未准入")}
STATE_TAGS = {"applied": "warn", "admitted": "ok", "refused": "stop"}
DOUBTS = {
    "uscc": _l("信用代码相同"),
    "name": _l("名称相同"),
    "phone": _l("电话相同"),
    "applied_from": _l("同一天从同一处提交"),
}
STATUSES = {
    "abnormal_list": _l("活动异常名录"),
    "blacklist": _l("严重违法失信名单"),
    "penalty": _l("行政处罚"),
    "no_annual_report": _l("未报年度工作报告"),
}
ACCOUNT_STEPS = {
    "to_check": _l("等街道经办核实"),
    "to_confirm": _l("等街道审核确认"),
    "confirmed": _l("已更改"),
    "refused": _l("没有同意"),
    "withdrawn": _l("已撤回"),
}
ACCOUNT_TAGS = {"to_check": "warn", "to_confirm": "warn", "confirmed": "ok", "refused": "stop"}
ACTIONS = {
    "organisations.register": _l("社会组织申请入驻"),
    "organisations.reapply": _l("社会组织重新申请"),
    "organisations.admit": _l("接纳社会组织"),
    "organisations.refuse": _l("不接纳社会组织"),
    "organisations.forget_refused": _l("删除未准入组织的个人信息"),
    "organisations.change_profile": _l("更改组织资料"),
    "organisations.change_bank_account": _l("更改收款账户"),
    "organisations.ask_account_change": _l("申请更改收款账户"),
    "organisations.check_account_change": _l("核实收款账户更改"),
    "organisations.confirm_account_change": _l("确认收款账户更改"),
    "organisations.refuse_account_change": _l("不同意收款账户更改"),
    "organisations.withdraw_account_change": _l("撤回收款账户更改"),
    "organisations.stop_account_change": _l("组织另一位成员叫停收款账户更改"),
    "organisations.enter_status": _l("列入名录"),
    "organisations.end_status": _l("移出名录"),
    "organisations.record_track": _l("记下项目业绩"),
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_labels("organisation.type", TYPES)
    register_labels("organisation.state", STATES, STATE_TAGS)
    register_labels("organisation.status", STATUSES)
    register_labels("organisation.doubt", DOUBTS)
    register_labels("account_change.step", ACCOUNT_STEPS, ACCOUNT_TAGS)
    register_labels("audit.organisations", ACTIONS)
