"""What is said about words that are withheld."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WITHHOLDING_REFUSALS = {
    "withhold.two_hands": _l("异议和它的答复要两个人才能隐去：请先提出，再由另一个人确认。"),
    "withhold.reason": _l("请写为什么隐去，所有人都能看到。"),
    "withhold.already": _l("这段内容已经隐去了。"),
    "withhold.nothing": _l("这里没有可以隐去的内容。"),
    "withhold.asked": _l("已经有人要求隐去，正等另一个人确认。"),
    "withhold.nothing_withheld": _l("这段内容没有隐去。"),
}
WITHHELD_KINDS = {
    "need": _l("需求"),
    "question": _l("推介会上的问答"),
    "opinion": _l("会议上的意见"),
    "comment": _l("评议里的原话"),
    "recipient_opinion": _l("服务对象的意见"),
    "need_answer": _l("社区的答复"),
    "offering": _l("组织的服务"),
    "interest": _l("社区的意向"),
    "organisation": _l("社会组织的介绍"),
    "proposal": _l("申报的内容"),
    "hearing": _l("居民议事厅的意见"),
    "review": _l("街道审核的意见"),
    "meeting": _l("会议通知"),
    "round": _l("提前截止的原因"),
    "milestone": _l("里程碑的报告"),
    "acceptance": _l("验收意见"),
    "rectification": _l("整改单"),
    "objection": _l("异议"),
    "objection_answer": _l("对异议的答复"),
}
WITHHELD_COLUMNS = {
    "title": _l("题目"),
    "description": _l("说明"),
    "knot": _l("难在哪里"),
    "text": _l("原话"),
    "answer": _l("答复"),
    "comment": _l("原话"),
    "summary": _l("介绍"),
    "outside_reason": _l("不在目录内的理由"),
    "target_group": _l("服务对象"),
    "intro": _l("介绍"),
    "state_reason": _l("不准入的理由"),
    "goal": _l("目标"),
    "activities": _l("活动内容"),
    "schedule": _l("进度安排"),
    "staffing": _l("人员安排"),
    "hearing_note": _l("议事的意见"),
    "reason": _l("理由"),
    "note": _l("会议通知"),
    "close_reason": _l("提前截止的原因"),
    "report": _l("报告"),
    "remark": _l("核对情况"),
    "opinion": _l("验收意见"),
    "annulment": _l("为什么不算数"),
    "content": _l("要整改的"),
    "closing_note": _l("整改的核对"),
}
WITHHOLDING_DECISIONS = {"confirm": _l("同意隐去"), "refuse": _l("不同意，照旧公开")}
WITHHOLDING_STATES = {
    "waiting": _l("待确认"),
    "confirmed": _l("已隐去"),
    "refused": _l("不同意隐去"),
    "withdrawn": _l("已撤回"),
}
WITHHOLDING_ACTIONS = {
    "words.withhold": _l("隐去内容"),
    "words.restore": _l("恢复内容"),
    "words.reveal": _l("查看隐去的原话"),
    "words.ask_to_withhold": _l("要求隐去内容"),
    "words.confirm_withholding": _l("确认隐去内容"),
    "words.refuse_withholding": _l("不同意隐去内容"),
    "words.withdraw_withholding": _l("撤回隐去的要求"),
}
