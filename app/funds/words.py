"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "fund.name": _l("请写经费的名称。"),
    "fund.year": _l("年度请写四位数字，如 2026。"),
    "fund.exists": _l("这个社区 %(year)s 年度已经有同名的经费。"),
    "fund.amount": _l("金额要大于零。"),
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
}
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
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_labels("ledger.kind", KINDS, TAGS)
    register_labels("audit.funds", ACTIONS)
