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
