"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.delivery.models import UNNAMED
from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "delivery.no_contract": _l("这个项目还没有合同。"),
    "delivery.no_milestones": _l("“%(title)s”还没有定里程碑，先定好再开始。"),
    "milestone.none": _l("请至少填一个里程碑。"),
    "milestone.name": _l("每个里程碑都要写名称。"),
    "milestone.order": _l("里程碑要按日期先后排列。"),
    "milestone.outside_term": _l("里程碑的日期要在合同期内（%(first)s 至 %(last)s）。"),
    "file.empty": _l("这个文件是空的。"),
    "file.too_large": _l("文件太大，最多 %(megabytes)s MB。"),
    "file.type": _l("只收照片、PDF、Word（docx）和 Excel（xlsx）。"),
    "milestone.report": _l("请写做了什么、做到什么程度。"),
    "milestone.done_on": _l("完成日期不能早于合同开始，也不能晚于今天。"),
    "milestone.reason": _l("请写明退回的理由，组织要照着补。"),
    "evaluation.stage": _l("请选中期或末期。"),
    "evaluation.closes_on": _l("评议至少开 %(days)s 天，请把截止日期往后定。"),
    "evaluation.open_already": _l("这个项目正在评议，结束后才能再开。"),
    "evaluation.passed_already": _l("这一期评议已经合格，不用再开。"),
    "evaluation.rectify_first": _l("上一次评议分数低，要先整改，办结后才能再评。"),
    "evaluation.over": _l("评议在 %(last)s 截止，现在不能再打分。"),
    "evaluation.score": _l("请选 1 到 5 分。"),
    "evaluation.people": _l("人数要在 1 到 %(most)s 之间。"),
    "evaluation.channel": _l("请选是怎么收到的。"),
    "evaluation.respondent": _l("请写明是谁的分：选居民代表，或填电话、门牌，填一项就行。"),
    "evaluation.respondent_elsewhere": _l("这位现在不是本社区的居民代表，请改填电话或门牌。"),
    "evaluation.respondent_interest": _l("这位是承接组织的人，不参加评议。"),
    "evaluation.answered_already": _l("这位已经打过分了，每人只记一次。要改，请本人登录来改。"),
    "evaluation.own_helper": _l("不能替自己记分。您是本社区居民的，请用自己的账号打分。"),
    "tally.first_no": _l("请填第一份问卷上的编号。"),
    "tally.numbers": _l("编号和另一叠（%(first)s 至 %(last)s 号）重了，请核对。"),
    "tally.differs": _l("和第一遍数的不一样。请再数一遍；还不一样，请退回，由第一位重数。"),
    "tally.waiting": _l("还有一叠问卷等第二个人数，数完才能结束。"),
    "evaluation.elsewhere": _l("只有本社区的居民和居民代表可以打分。"),
    "evaluation.not_over": _l("评议到 %(last)s 截止，这一天过完才能结束。"),
    "evaluation.own_closing": _l("这次评议是您开的，结束要由另一位来办：请社区的另一位工作人员或街道经办。"),
    "evaluation.own_answers": _l(
        "打分全是您一个人录的，结束要由另一位来办：请社区的另一位工作人员或街道经办。"
    ),
    "evaluation.no_answers": _l("还没有人打分，不能结束。请先登记收回的问卷。"),
    "evaluation.third_party": _l("第三方评分在 0 到 100 之间。"),
    "rectification.content": _l("请写明要整改什么、做到什么算好。"),
    "rectification.report": _l("请写整改做了什么。"),
    "rectification.note": _l("请写核对的结果。"),
    "acceptance.rectifying": _l("“%(title)s”正在整改，办结后才能验收。"),
    "acceptance.milestones_open": _l("“%(title)s”还有 %(number)s 个里程碑没有确认完成。"),
    "acceptance.evaluation_open": _l("“%(title)s”正在评议，结束后才能验收。"),
    "acceptance.rectify_first": _l("“%(title)s”最近一次评议分数低，还没有整改。"),
    "acceptance.unsettled": _l("“%(title)s”最近一次评议没有定论，请再评一次，合格后验收。"),
    "acceptance.day": _l("验收日期不能早于签约，也不能晚于今天。"),
    "acceptance.opinion": _l("请写验收意见。"),
    "acceptance.no_recipients": _l("验收要有服务对象到场（政府采购法实施条例第四十五条）。"),
    "acceptance.no_supervisors": _l("验收要有居务监督委员到场。"),
    "acceptance.no_objection": _l("验收公告没有成立的异议，不用重新验收。"),
    "acceptance.annulment": _l("请写退回的理由。"),
    "acceptance.no_opinions": _l("请至少写一条服务对象的书面意见（政府采购法实施条例第四十五条）。"),
    "payment.rectifying": _l("项目正在整改，整改办结前不付款。"),
    "payment.condition_unmet": _l("这一期的付款条件还没有达到。"),
    "payment.requested_already": _l("这一期已经申请过了。"),
    "payment.no_account": _l(
        "合同里没有收款账户，不能付款。请组织在自己的页面提交账户更改申请，街道确认以后再办。"
    ),
    "payment.account_changed": _l(
        "收款账户在审批以后改过，这一期要由审批岗重新同意才能付。请不要付到原来的账户。"
    ),
    "payment.reason": _l("请写明不同意的理由，组织要照着补。"),
    "payment.voucher": _l("请填付款凭证号。"),
    "payment.voucher_used": _l("凭证号 %(voucher)s 已经用在另一份合同上，请核对。"),
    "payment.voucher_reversed": _l("凭证 %(voucher)s 的付款已经冲正，重新付款要用新的凭证号。"),
    "payment.no_entry": _l("这笔付款在台账里找不到对应的一笔，请管理员先核对。"),
    "payment.paid_on": _l("付款日期不能早于审批，也不能晚于今天。"),
    "close.notice_posted": _l("验收公告还没有结束，不能结项。"),
    "close.unpaid": _l("“%(title)s”第 %(seq)s 期 %(amount_fen)s 还没有付清，不能结项。"),
    "order.not_on_request": _l("这份合同不是点餐式的，不能代下单。"),
    "order.outside_term": _l("上门日期要在合同期内（%(first)s 至 %(last)s）。"),
    "order.visit_past": _l("上门时间不能早于现在。"),
    "order.asked_by": _l("请写是谁要的，写称呼就可以。"),
    "order.resident": _l("请填这位居民的电话或门牌，填一项就行。"),
    "order.twice": _l("这位居民在这个时间已经下过单了，不用再下。"),
    "order.confirmed_by": _l("请把结果念给居民或家属听，再选是谁确认的。"),
    "order.same_person": _l("用项目的钱付的，下单和登记完成要两个人。请另一位经手人来登记。"),
    "order.item": _l("请写要什么服务。"),
    "order.channel": _l("请选是怎么提出来的。"),
    "order.early": _l("上门日期是 %(day)s，到那天才能登记完成。"),
    "order.fee": _l("费用不能是负数。"),
    "order.paid_by": _l("请选谁付的钱。"),
    "order.free_fee": _l("选了免费，费用要填 0。"),
    "order.rating": _l("请选 1 到 5 分。"),
    "order.reason": _l("请写取消的原因。"),
}
ALERTS = {
    "alert.milestone_late": _l("“%(title)s”的“%(name)s”应在 %(due)s 前完成，还没有报告。"),
    "alert.payment_overdue": _l("“%(title)s”第 %(seq)s 期 %(amount_fen)s 应在 %(due)s 前付清，还没有付。"),
    "alert.need_unanswered": _l("需求“%(title)s”提出已超过 %(days)s 天，还没有答复。"),
    "alert.evaluation_low": _l("“%(title)s”的居民评议低于 %(limit)s 分，要下整改单。"),
    "alert.rectification_late": _l("“%(title)s”的整改应在 %(due)s 前完成，还没有办结。"),
    "alert.acceptance_objected": _l(
        "“%(title)s”的验收公告有异议成立，请退回重新验收，或者不付验收后的款就结项。"
    ),
}
ALERT_KINDS = {
    "milestone_late": _l("里程碑逾期"),
    "payment_overdue": _l("付款超期"),
    "need_unanswered": _l("需求未答复"),
    "evaluation_low": _l("评议分数低"),
    "rectification_late": _l("整改逾期"),
    "acceptance_objected": _l("验收异议成立"),
}
MILESTONES = {
    "not_started": _l("未开始"),
    "in_progress": _l("进行中"),
    "reported": _l("待确认"),
    "done": _l("已完成"),
}
MILESTONE_TAGS = {"not_started": "neutral", "in_progress": "info", "reported": "warn", "done": "ok"}
PAYMENTS = {
    "requested": _l("待审批"),
    "approved": _l("待付款"),
    "refused": _l("未同意"),
    "paid": _l("已支付"),
    "reversed": _l("已冲正"),
}
PAYMENT_TAGS = {"requested": "warn", "approved": "warn", "refused": "stop", "paid": "ok", "reversed": "stop"}
STAGES = {"midterm": _l("中期评议"), "final": _l("末期评议")}
CONCLUSIONS = {"passed": _l("合格"), "rectify": _l("要整改"), "unsettled": _l("没有定论")}
SCORES = {
    "5": _l("很满意"),
    "4": _l("满意"),
    "3": _l("一般"),
    "2": _l("不满意"),
    "1": _l("很不满意"),
}
CHANNELS = {
    "online": _l("网上"),
    "phone": _l("电话"),
    "visit": _l("来访"),
    "home_visit": _l("入户走访"),
    "paper": _l("纸质问卷"),
}
RESPONDENTS = {UNNAMED: _l("以前的记录，没记是谁")}
TALLIES = {
    "waiting": _l("等第二遍"),
    "confirmed": _l("两遍一致"),
    "refused": _l("已退回"),
    "withdrawn": _l("已收回"),
}
WITNESSES = {"resident": _l("居民本人"), "family": _l("家属")}
RECTIFICATIONS = {"ordered": _l("整改中"), "reported": _l("待核对"), "closed": _l("已办结")}
RESULTS = {"passed": _l("合格"), "failed": _l("不合格"), "annulled": _l("不算数")}
ORDERS = {"placed": _l("待上门"), "done": _l("已完成"), "cancelled": _l("已取消")}
PAYERS = {"resident": _l("居民自付"), "fund": _l("项目补贴"), "free": _l("免费")}

TURNS = {
    "plan": _l("定里程碑"),
    "start": _l("开始执行"),
    "report_milestone": _l("报送里程碑"),
    "confirm_milestone": _l("确认里程碑"),
    "open_evaluation": _l("开始评议"),
    "evaluate": _l("请居民打分"),
    "confirm_tally": _l("再数一遍纸质问卷"),
    "close_evaluation": _l("结束评议"),
    "order_rectification": _l("下整改单"),
    "report_rectification": _l("报送整改情况"),
    "check_rectification": _l("核对整改"),
    "accept": _l("组织验收"),
    "acceptance_notice": _l("等验收公告期满"),
    "request_payment": _l("申请付款"),
    "approve_payment": _l("审批付款"),
    "pay": _l("付款"),
    "reopen_acceptance": _l("验收异议成立，退回重新验收"),
    "close": _l("结项"),
    "complete_order": _l("登记上门结果"),
}
OWNERS = {
    "street_handler": _l("街道经办"),
    "organisation": _l("承接组织"),
    "community": _l("社区工作者或书记"),
    "residents": _l("本社区居民"),
    "office": _l("街道经办或社区书记"),
    "secretary": _l("社区书记"),
    "approver": _l("街道审批"),
    "finance": _l("街道财务"),
}
ACTIONS = {
    "delivery.plan_milestones": _l("定里程碑"),
    "delivery.start": _l("开始实施"),
    "delivery.start_milestone": _l("里程碑开始做"),
    "delivery.report_milestone": _l("报告里程碑做完"),
    "delivery.confirm_milestone": _l("核对里程碑"),
    "delivery.send_back_milestone": _l("退回里程碑"),
    "delivery.open_evaluation": _l("开始评议"),
    "delivery.give_score": _l("打分"),
    "delivery.give_score_for": _l("替居民录分"),
    "delivery.record_tally": _l("登记一叠纸质问卷"),
    "delivery.confirm_tally": _l("第二遍数纸质问卷，一致"),
    "delivery.refuse_tally": _l("退回一叠纸质问卷"),
    "delivery.withdraw_tally": _l("收回一叠纸质问卷"),
    "delivery.close_evaluation": _l("汇总评议"),
    "delivery.order_rectification": _l("发整改单"),
    "delivery.report_rectification": _l("报告整改"),
    "delivery.return_rectification": _l("退回整改"),
    "delivery.close_rectification": _l("整改销号"),
    "delivery.record_acceptance": _l("登记验收"),
    "delivery.reopen_acceptance": _l("撤销验收"),
    "delivery.request_payment": _l("申请付款"),
    "delivery.approve_payment": _l("同意付款"),
    "delivery.refuse_payment": _l("不同意付款"),
    "delivery.send_back_payment": _l("收款账户改了，付款退回审批"),
    "delivery.pay_payment": _l("付款"),
    "delivery.ask_payment_reversal": _l("提出冲正付款"),
    "delivery.reverse_payment": _l("确认冲正付款"),
    "delivery.place_order": _l("代下单"),
    "delivery.complete_order": _l("记下上门结果"),
    "delivery.cancel_order": _l("取消上门"),
    "delivery.raise_alert": _l("发出预警"),
    "delivery.resolve_alert": _l("解除预警"),
    "delivery.close": _l("结项"),
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_refusals(ALERTS)
    register_labels("alert.kind", ALERT_KINDS)
    register_labels("milestone.state", MILESTONES, MILESTONE_TAGS)
    register_labels("payment.state", PAYMENTS, PAYMENT_TAGS)
    register_labels("evaluation.stage", STAGES)
    register_labels(
        "evaluation.conclusion", CONCLUSIONS, {"passed": "ok", "rectify": "stop", "unsettled": "warn"}
    )
    register_labels("score", SCORES)
    register_labels("evaluation.channel", CHANNELS)
    register_labels("evaluation.respondent", RESPONDENTS)
    register_labels(
        "tally.state",
        TALLIES,
        {"waiting": "warn", "confirmed": "ok", "refused": "stop", "withdrawn": "neutral"},
    )
    register_labels("order.witness", WITNESSES)
    register_labels(
        "rectification.state", RECTIFICATIONS, {"ordered": "stop", "reported": "warn", "closed": "ok"}
    )
    register_labels("acceptance.result", RESULTS, {"passed": "ok", "failed": "stop", "annulled": "stop"})
    register_labels("order.state", ORDERS, {"placed": "warn", "done": "ok", "cancelled": "neutral"})
    register_labels("order.payer", PAYERS)
    register_labels("turn", TURNS)
    register_labels("turn.owner", OWNERS)
    register_labels("audit.delivery", ACTIONS)
