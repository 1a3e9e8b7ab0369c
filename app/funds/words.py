"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "fund.name": _l("请写经费的名称。"),
    "fund.year": _l("年度请写四位数字，如 2026。"),
    "fund.exists": _l("这个社区 %(year)s 年度已经有同名的经费。"),
    "fund.amount": _l("金额要大于零，不超过 %(most_fen)s。"),
    "fund.document": _l("请写拨款或批复文件的文号。"),
    "fund.document_used": _l(
        "文号 %(document)s 已经提过一次：%(day)s，%(amount_fen)s。填错了要先冲正或撤回，再重新提出。"
    ),
    "fund.early_reason": _l("%(year)s 年还没有结束，现在就结转的，请写明理由。"),
    "fund.source_changed": _l("提出以后，上一年的经费才开立在这里。请不同意这一件，由财务重新提出。"),
    "fund.not_reversible": _l(
        "这一笔不能在这里冲正：付款到付款页面冲正，结转到转入的那一年冲正，其余随表决、合同变动。"
    ),
    "fund.reversal_reason": _l("请写明为什么冲正。"),
    "fund.reversed_already": _l("这一笔已经冲正过了。"),
    "fund.reversal_waiting": _l("这一笔的冲正已经提出，正等着确认。"),
    "fund.reversal_short": _l(
        "这笔钱已经有了去处：还没有安排的只剩 %(free_fen)s，冲正不了。请先退回预留或合同。"
    ),
    "fund.confirm_payment": _l("付款的冲正要在付款页面确认。"),
    "fund.voucher": _l("请写付款凭证号。"),
    "fund.overcommitted": _l("钱不够：只剩 %(free_fen)s 可用。"),
    "fund.not_reserved": _l("这个项目名下预留的只有 %(reserved_fen)s。"),
    "fund.not_committed": _l("这个项目已签约未付的只有 %(unpaid_fen)s。"),
}

KINDS = {
    "appropriated": _l("拨入"),
    "carried_over": _l("上年结转"),
    "carried_out": _l("结转下年"),
    "reserved": _l("表决通过，预留"),
    "reservation_released": _l("预留退回"),
    "committed": _l("已签合同"),
    "supplemented": _l("已签补充合同"),
    "commitment_released": _l("结余退回"),
    "paid": _l("已付款"),
    "appropriation_reversed": _l("冲正拨入"),
    "carry_over_reversed": _l("冲正上年结转"),
    "carry_out_reversed": _l("冲正结转下年"),
    "payment_reversed": _l("冲正付款"),
}
TAGS = {
    "appropriated": "ok",
    "carried_over": "ok",
    "carried_out": "neutral",
    "reserved": "warn",
    "reservation_released": "neutral",
    "committed": "info",
    "supplemented": "info",
    "commitment_released": "neutral",
    "paid": "ok",
    "appropriation_reversed": "stop",
    "carry_over_reversed": "stop",
    "carry_out_reversed": "stop",
    "payment_reversed": "stop",
}
REQUESTS = {
    "appropriation": _l("拨入经费"),
    "carry_over": _l("上年结转"),
    "reversal": _l("冲正"),
}
STATES = {
    "waiting": _l("待确认"),
    "confirmed": _l("已确认"),
    "refused": _l("未同意"),
    "withdrawn": _l("已撤回"),
}
STATE_TAGS = {"waiting": "warn", "confirmed": "ok", "refused": "stop", "withdrawn": "neutral"}
ACTIONS = {
    "funds.open_fund": _l("开立经费"),
    "funds.appropriated": _l("拨入经费"),
    "funds.carried_over": _l("转入上年结转"),
    "funds.carried_out": _l("结转到下年"),
    "funds.reserved": _l("预留经费"),
    "funds.reservation_released": _l("放回预留的经费"),
    "funds.committed": _l("按合同占用经费"),
    "funds.commitment_released": _l("放回合同没用完的经费"),
    "funds.supplemented": _l("按补充合同占用经费"),
    "funds.paid": _l("支出经费"),
    "funds.appropriation_reversed": _l("冲正拨入"),
    "funds.carry_over_reversed": _l("冲正上年结转"),
    "funds.carry_out_reversed": _l("冲正结转下年"),
    "funds.payment_reversed": _l("冲正付款"),
    "funds.ask_appropriation": _l("提出拨入经费"),
    "funds.ask_carry_over": _l("提出上年结转"),
    "funds.ask_reversal": _l("提出冲正申请"),
    "funds.refuse_request": _l("不同意经费申请"),
    "funds.withdraw_request": _l("撤回经费申请"),
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_labels("ledger.kind", KINDS, TAGS)
    register_labels("fund.request", REQUESTS)
    register_labels("fund.request_state", STATES, STATE_TAGS)
    register_labels("audit.funds", ACTIONS)
