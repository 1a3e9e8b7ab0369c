"""What the room's codes and values are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "round.meeting_not_held": _l("会议还没有开成，不能表决。"),
    "round.exists": _l("这次会议已经有一轮表决。"),
    "round.no_options": _l("没有可以表决的项目。"),
    "round.closes_in_past": _l("截止时间要晚于现在。"),
    "round.title": _l("请写这一轮表决的名称。"),
    "round.amount": _l("请填要分配的金额，要大于零。"),
    "round.other_fund": _l("请选本社区的经费。"),
    "round.option_title": _l("每个项目都要有名称。"),
    "round.option_cost": _l("每个项目都要有金额，要大于零。"),
    "round.option_key": _l("项目编号不能重复。"),
    "round.rule": _l("没有“%(rule)s”这种计票规则。"),
    "round.utility": _l("请选均等份额法先看什么。"),
    "round.completion": _l("请选均等份额法的钱没用完怎么办。"),
    "count.ballots": _l("这种规则只能用在多选的选票上。"),
    "round.not_counted": _l("这一轮还没有计票，或者不是经费分配。"),
    "count.decisions": _l("这笔钱不够做先定列入的项目。"),
    "round.ties": _l("请定下平票时依次看什么，不能重复。"),
    "round.no_voters": _l("没有可以投票的代表。"),
    "round.option_state": _l("“%(title)s”已经不是待表决，请取消这一轮后重新准备。"),
    "round.option_taken": _l("“%(title)s”正在另一轮里表决。"),
    "round.over_fund": _l(
        "这一轮要用 ¥%(asked)s，同一笔经费其他正在表决的轮次要用 ¥%(others)s，合起来超过可用的 ¥%(free)s。"
    ),
    "round.not_open": _l("这一轮还没有开始投票。"),
    "round.closed": _l("投票已经截止。"),
    "round.too_early": _l("还没到截止时间，还有 %(missing)s 人没有投票。"),
    "ballot.not_on_roll": _l("您不在这一轮的投票名册上：只有登记到会的代表可以投票。"),
    "ballot.mode": _l("请选投票方式。"),
    "ballot.already_cast": _l(
        "这位代表已经有票了，一个人不能改。请写明为什么换，提出更换，由另一位工作人员、书记或者代表本人确认。"
    ),
    "ballot.read_back": _l("请先把选择念给代表听，对方确认后再勾选。"),
    "ballot.own_helper": _l("不能替自己代录，请用自己的账号投票。"),
    "ballot.seat_ended": _l("这位代表的任期已经结束，不能再替这一席代录。"),
    "ballot.unknown_option": _l("选票上没有这一项，请重新打开页面再投。"),
    "ballot.choice": _l("选票上有看不懂的选择，请重新打开页面再投。"),
    "ballot.incomplete": _l("这一件还没有表态。"),
    "replacement.no_ballot": _l("这位代表还没有票，直接代录就可以。"),
    "replacement.reason": _l("请选为什么要换。"),
    "replacement.waiting": _l("这位代表的票已经有人提出更换，正等确认。要重新提，请先由提出的人撤回。"),
    "replacement.same": _l("现在算数的就是您录的这一张，不用换。"),
    "replacement.lapsed": _l("代表本人又投了票，以本人投的为准，这次更换已经作废。"),
    "replacement.compared": _l("请先拿到纸质票，或者当面、打电话问过代表，再勾选。"),
    "replacement.not_second": _l("要由本社区的另一位工作人员、书记，或者代表本人来确认。"),
    "replacement.answer": _l("请选为什么不同意。"),
    "wish.unknown_option": _l("这一项不在选票上，请重新打开页面。"),
    "wish.min_votes": _l("人数不能小于零。"),
    "wish.reason": _l("“%(title)s”先定了，请写原因和依据。"),
    "wish.all_decided": _l("每个项目都先定了，就没有可投的了。请留下要投票定的。"),
    "wish.min_roll": _l(
        "附加条件要至少 %(least)s 人支持，名册上只有 %(voters)s 人，哪个项目都入选不了。请改附加条件。"
    ),
    "wish.group_alone": _l("只取一个的组里只有“%(title)s”，至少要有两个项目。"),
    "wish.part": _l("“%(title)s”部分做的金额要大于零、小于造价。"),
    "wish.part_rule": _l(
        "按现在的计票规则，不能只给一部分。可以用按票数依次取，或者按票数补足的均等份额法。"
    ),
    "wish.area": _l("没有项目属于“%(area)s”，请先在上面给项目填类别或片区。"),
    "wish.area_twice": _l("同一类别或片区只写一行。"),
    "wish.limit": _l("“%(area)s”请写至少或最多多少，至少的不能比最多的多。"),
    "wish.floor_most": _l("“%(area)s”可以列入的项目一共只要 %(most_fen)s，至少的不能比这多。"),
    "wish.floors": _l("各行“至少”加起来超过了要分的钱。"),
    "wish.decision": _l("“%(title)s”不能先定列入：钱不够，或者和别的条件冲突。"),
    "try.amount": _l("请填大于零的金额，最多试到 %(most)s。"),
    "try.same": _l("那一次就是这样计的票。请选别的规则，或者换一笔钱。"),
    "try.long": _l("选票多、份额加的次数多，要算很久。请换一种补法，或者少选几种。"),
    "pabulib.money": _l("文件里的金额不能用：没有预算，或者有不到一分钱的造价。"),
}
STATES = {
    "prepared": _l("准备中"),
    "open": _l("正在投票"),
    "closed": _l("已截止"),
    "counted": _l("已计票"),
    "cancelled": _l("已取消"),
}
KINDS = {"resolution": _l("项目表决"), "allocation": _l("经费分配")}
CHOICES = {"for": _l("赞成"), "against": _l("反对"), "abstain": _l("弃权")}
CAST_MODES = {
    "hall": _l("现场"),
    "online": _l("手机"),
    "home_visit": _l("上门"),
    "phone": _l("电话"),
    "paper": _l("纸质"),
    "imported": _l("导入"),
}
REPLACEMENT_REASONS = {
    "paper": _l("代表交来了纸质票"),
    "changed": _l("代表改了主意"),
    "mistake": _l("上次录错了"),
}
REPLACEMENT_ANSWERS = {
    "differs": _l("和纸质票或者代表说的对不上"),
    "unwanted": _l("代表没有要换"),
}
ENTRY_TAGS = {"counts": "ok", "waiting": "warn", "overruled": "info", "replaced": "info"}
ENTRY_STATES = {
    "counts": _l("现在算数"),
    "overruled": _l("本人又投了，作废"),
    "replaced": _l("已被更换，作废"),
    "waiting": _l("等第二个人确认，票还没变"),
    "refused": _l("没有同意，票没变"),
    "withdrawn": _l("已撤回，票没变"),
    "lapsed": _l("没有确认，已作废，票没变"),
}
RULES = {
    "greedy": _l("按票数依次取，放不下的跳过"),
    "greedy-no-skip": _l("按票数依次取，放不下就停"),
    "greedy-threshold": _l("按票数依次取，票数要过线"),
    "greedy-per-cost": _l("按每元得票依次取"),
    "equal-shares": _l("均等份额法"),
    "phragmen": _l("均衡负担法"),
    "max-welfare": _l("总支持最大法"),
}
SCORED_RULES = {
    "greedy": _l("按得分依次取，放不下的跳过"),
    "greedy-no-skip": _l("按得分依次取，放不下就停"),
    "greedy-threshold": _l("按得分依次取，得分要过线"),
    "greedy-per-cost": _l("按每元得分依次取"),
}
UTILITIES = {
    "cost": _l("看造价：还有钱出的支持者越多，越先定，不论贵贱"),
    "cardinality": _l("看个数：每人要出的钱越少，越先定"),
    "points": _l("看分数"),
    "borda": _l("看名次"),
}
COMPLETIONS = {
    "none": _l("留着不分"),
    "add1": _l("每人的份额一元一元往上加，重新算，直到再加就超出经费"),
    "add1e": _l("同样一元一元往上加，哪个有人支持的项目都买不起了也停"),
    "greedy": _l("剩下的按票数依次取"),
}
SHORT_UTILITIES = {
    "cost": _l("看造价"),
    "cardinality": _l("看个数"),
    "points": _l("看分数"),
    "borda": _l("看名次"),
}
SHORT_COMPLETIONS = {
    "add1": _l("逐元补足"),
    "add1e": _l("逐元补到买不起"),
    "greedy": _l("按票数补足"),
}
GROUP_NAMES = {"a": _l("甲组"), "b": _l("乙组"), "c": _l("丙组"), "d": _l("丁组")}
DECISION_NAMES = {"": _l("由选票定"), "in": _l("先定列入"), "out": _l("先定不列入")}
TIES = {
    "least_cost": _l("金额少的在前"),
    "most_votes": _l("得票多的在前"),
    "earlier_filing": _l("先申报的在前"),
    "id": _l("按选票编号"),
    "min-cost": _l("金额少的在前"),
    "max-cost": _l("金额多的在前"),
    "max-votes": _l("得票多的在前"),
    "filed": _l("先申报的在前"),
    "lot": _l("按抽签结果"),
}
ACTIONS = {
    "voting.prepare_round": _l("准备一轮表决"),
    "voting.set_wishes": _l("定附加条件"),
    "voting.cancel_round": _l("取消一轮表决"),
    "voting.open_round": _l("开始投票"),
    "voting.cast_ballot": _l("本人投票"),
    "voting.enter_ballot": _l("工作人员代录选票"),
    "voting.ask_replacement": _l("提出更换选票"),
    "voting.read_replacement": _l("对照查看要更换成的选票"),
    "voting.confirm_replacement": _l("确认更换选票"),
    "voting.refuse_replacement": _l("不同意更换选票"),
    "voting.withdraw_replacement": _l("撤回更换选票"),
    "voting.close_round": _l("截止并计票"),
    "voting.import_election": _l("导入公开的选举数据"),
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_labels(
        "round.state",
        STATES,
        tags={
            "prepared": "neutral",
            "open": "warn",
            "closed": "info",
            "counted": "ok",
            "cancelled": "neutral",
        },
    )
    register_labels("round.kind", KINDS)
    register_labels("ballot.choice", CHOICES, tags={"for": "ok", "against": "stop", "abstain": "neutral"})
    register_labels("ballot.mode", CAST_MODES)
    register_labels("replacement.reason", REPLACEMENT_REASONS)
    register_labels("replacement.answer", REPLACEMENT_ANSWERS)
    register_labels("entry.state", ENTRY_STATES, tags=ENTRY_TAGS)
    register_labels("round.rule", RULES)
    register_labels("round.utility", SHORT_UTILITIES)
    register_labels("round.completion", SHORT_COMPLETIONS)
    register_labels("round.tie", TIES)
    register_labels("audit.voting", ACTIONS)


def rule_words(rule: Mapping[str, Any]) -> str:
    """A manifest's rule in words: 均等份额法（看造价，逐元补足）."""
    more = [
        SHORT_UTILITIES.get(rule.get("utility") or "", ""),
        SHORT_COMPLETIONS.get(rule.get("completion") or "", ""),
    ]
    told = [str(each) for each in more if each] if rule["name"] == "equal-shares" else []
    if rule["name"] == "greedy-threshold" and rule.get("threshold"):
        told.append(gettext("至少 %(n)s", n=f"{rule['threshold']:,}"))
    words = {**RULES, **SCORED_RULES} if rule.get("scored") else RULES
    name = str(words[rule["name"]])
    return gettext("%(name)s（%(more)s）", name=name, more=gettext("，").join(told)) if told else name


def round_words(number: int) -> str:
    """第 3 轮."""
    return gettext("第 %(n)s 轮", n=number)
