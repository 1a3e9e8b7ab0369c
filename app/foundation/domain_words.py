"""What the codes of the domain's own rules say to people. Amounts (``…_fen``) come as money, days as days."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

SAYINGS: dict[str, LazyString] = {
    "money.format": _l("请填金额，例如 1200 或 1200.50。"),
    "money.decimals": _l("金额最多两位小数，精确到分。"),
    "money.range": _l("金额超出了范围。"),
    "money.percents": _l("各期比例加起来要等于 100%%，现在是 %(total)s%%。"),
    "money.weights": _l("分摊的权重不对。"),
    "phone.format": _l("请填手机号（11 位）或带区号的座机号。"),
    "household.format": _l("请写楼、单元、门的号码，如 3-2-501 或 3号楼2单元501。"),
    "document.letters": _l(
        "编号里的“%(letter)s”不是英文字母也不是汉字，请切换输入法，按凭证、文件上的编号重新填。"
    ),
    "words.mobile": _l(
        "这里写的大家都看得到，不能有手机号（%(found)s）。请删去；号码写在“联系电话”一栏，没有这一栏的请告诉社区工作人员。"
    ),
    "words.landline": _l(
        "这里写的大家都看得到，不能有电话号码（%(found)s）。请删去；号码写在“联系电话”一栏，没有这一栏的请告诉社区工作人员。"
    ),
    "words.id_number": _l("这里写的大家都看得到，不能有身份证号（%(found)s）。请删去，办这件事不用写它。"),
    "words.bank_card": _l(
        "这里写的大家都看得到，不能有银行卡号（%(found)s）。请删去，收款账号只写在“收款账户”里。"
    ),
    "words.email": _l("这里写的大家都看得到，不能有邮箱（%(found)s）。请删去，联系方式请告诉社区工作人员。"),
    "words.chat_id": _l(
        "这里写的大家都看得到，不能有微信号、QQ 号（%(found)s）。请删去，联系方式请告诉社区工作人员。"
    ),
    "words.address": _l(
        "这里写到了门牌（%(found)s），大家都看得到。是谁家的，请删去；是公开的地方，不用改，再提交一次就行。"
    ),
    "kind.goods": _l("这是买货物，不能用政府购买服务的办法买（财政部令第 102 号第十条）。"),
    "kind.works": _l("这是工程，不能用政府购买服务的办法买（财政部令第 102 号第十条）。"),
    "kind.unknown": _l("请选择是服务、货物还是工程。"),
    "directory.reason_missing": _l("不在指导性目录内的，请写明理由。"),
    "declaration.subcontracting_missing": _l("请确认不转包。"),
    "term.not_positive": _l("期限至少一个月。"),
    "term.too_long": _l("期限 %(months)s 个月，超过上限 %(maximum)s 个月（财政部令第 102 号第二十四条）。"),
    "term.needs_reasons": _l(
        "期限 %(months)s 个月，超过通常的 %(usual)s 个月，请说明内容固定、连续、价格稳定的理由。"
    ),
    "negative_list.unanswered": _l("请回答是否涉及：%(item)s。"),
    "negative_list.hit": _l("负面清单内的不能用这笔经费：%(item)s。"),
    "budget.empty": _l("请至少填一行预算。"),
    "budget.line_not_positive": _l("第 %(line)s 行（%(kind)s）的金额要大于零。"),
    "budget.sum": _l("预算各行合计 %(total_fen)s，与申请金额 %(amount_fen)s 不一致。"),
    "budget.management_fee": _l("管理费 %(fee_fen)s，超过上限 %(cap_percent)s%%（%(cap_fen)s）。"),
    "unit_price.not_positive": _l("单价要大于零。"),
    "unit_price.above_listing": _l("单价 %(price_fen)s 高于推介会上的标价 %(listed_fen)s。"),
    "amount.outside_offering": _l(
        "金额 %(amount_fen)s 不在该服务标明的范围内（%(least_fen)s 至 %(most_fen)s）。"
    ),
    "supplement.not_positive": _l("补充金额要大于零。"),
    "supplement.over_cap": _l(
        "补充合同合计 %(total_fen)s，超过原合同额允许的上限 %(cap_fen)s（政府采购法第四十九条）。"
    ),
    "threshold.reached": _l("金额 %(amount_fen)s 达到提醒线 %(threshold_fen)s，请核对采购方式。"),
    "threshold.reached_together": _l(
        "本年同类采购合计 %(total_fen)s，达到提醒线 %(threshold_fen)s；请核对是否化整为零（政府采购法第二十八条）。"
    ),
    "organisation.no_legal_personality": _l("备案组织没有法人资格，不能作承接主体，可以作合作方。"),
    "organisation.abnormal_list": _l("%(since)s 被列入活动异常名录，移出后可重新申报。"),
    "organisation.blacklist": _l("%(since)s 被列入严重违法失信名单，不能承接。"),
    "organisation.rating_required": _l("本街道要求参加过社会组织评估，该组织没有评估等级。"),
    "organisation.rating_undated": _l("评估等级 %(rating)s 没有有效期，请补上。"),
    "organisation.rating_expired": _l("评估等级 %(rating)s 已于 %(valid_to)s 到期，续评后可重新申报。"),
    "separation.same_person": _l("这一步和您办过的另一步要由不同的人办，请由别人来办。"),
    "instalments.empty": _l("请至少填一期付款。"),
    "instalments.not_positive": _l("第 %(number)s 期的金额要大于零。"),
    "instalments.sum": _l("各期合计 %(sum_fen)s，与合同额 %(total_fen)s 不一致。"),
    "quorum.fraction": _l("分数不对：要大于零且可以达到。"),
    "quorum.strict": _l("请说明是“超过”还是“达到”。"),
    "quorum.of": _l("请说明分母是谁。"),
    "vote.counts": _l("票数对不上：赞成、反对、弃权之和不能超过到会人数。"),
    "vote.choice": _l("请选赞成、反对或弃权。"),
    "uscc.length": _l("统一社会信用代码是 18 位，现在是 %(length)s 位。"),
    "uscc.character": _l("统一社会信用代码里没有字母 I、O、S、V、Z，请核对。"),
    "uscc.check_digit": _l("统一社会信用代码的校验位不对，请逐位核对。"),
    "workdays.negative": _l("天数不能是负数。"),
    "period.number": _l("天数至少是 %(minimum)s。"),
    "period.kind": _l("请选自然日或工作日。"),
    "count.money": _l("项目费用和总额要是不小于零的数。"),
    "count.projects": _l("没有项目，或项目编号重复。"),
    "count.points": _l("选票上的分数不对。"),
    "count.unknown_project": _l("没有编号为 %(project)s 的项目。"),
    "count.weight": _l("选票的权重要是正整数。"),
    "count.decisions": _l("项目 %(project)s 不能这样预先决定。"),
    "count.rule": _l("这种规则不能这样组合。"),
    "count.official": _l("文件写的规则“%(rule)s”没有对应的算法。"),
    "count.utility": _l("这种选票不能用这种效用。"),
    "count.ballots": _l("这种规则不能计这种选票。"),
    "count.export": _l("没有选票或没有项目，写不成文件。"),
    "count.infeasible": _l("按这些条件没有可行的结果，请放宽条件。"),
    "count.unproven": _l("在限定的步数内没有算出确定的最优结果。"),
    "count.recorded": _l("文件没有记下每个项目的得分。"),
}
