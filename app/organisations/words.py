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
ACTIONS = {
    "organisations.register": _l("社会组织申请入驻"),
    "organisations.reapply": _l("社会组织重新申请"),
    "organisations.admit": _l("接纳社会组织"),
    "organisations.refuse": _l("不接纳社会组织"),
    "organisations.forget_refused": _l("删除未准入组织的个人信息"),
    "organisations.change_profile": _l("更改组织资料"),
    "organisations.change_bank_account": _l("更改收款账户"),
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
    register_labels("audit.organisations", ACTIONS)
