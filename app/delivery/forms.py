"""Forms of the room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import (
    DateField,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

from app.delivery.models import CHANNELS, PAYERS, STAGES, WITNESSES
from app.foundation.forms import REQUIRED, YEAR, BaseForm, DayWithin, Lines, MoneyField, Part
from app.foundation.wording import choices, label

WHOLE = _l("请填不小于零的整数。")
MOST_WORDS = 1000


def _some(kind: str, values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, label(value, kind)) for value in values]


class CountField(IntegerField):
    """A whole number; what is no number says so once."""

    def pre_validate(self, form: object) -> None:
        if self.process_errors:
            raise StopValidation()

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0].strip():
            try:
                self.data: int | None = int(valuelist[0])
            except ValueError as error:
                self.data = None
                raise ValueError(str(WHOLE)) from error


class MilestoneLine(Part):
    name = StringField(_l("名称"), validators=[InputRequired(REQUIRED), Length(max=120)])
    due_on = DateField(_l("应完成日期"), validators=[InputRequired(REQUIRED), DayWithin(4 * YEAR)])


class PlanForm(BaseForm):
    """The milestones of a project, line by line."""

    milestones = Lines(FormField(MilestoneLine), label=_l("里程碑"), min_entries=1, max_entries=24)


class ReportForm(BaseForm):
    """What the organisation did for a milestone."""

    report = TextAreaField(
        _l("做了什么"),
        description=_l("写清次数、人数、做到什么程度。不要写居民的姓名和电话。"),
        validators=[InputRequired(REQUIRED), Length(max=MOST_WORDS)],
    )
    file = MultipleFileField(
        _l("凭据"),
        description=_l("照片、签到表、PDF、Word 或 Excel，可选多个，总共不超过 20 MB。"),
        validators=[Optional()],
    )


class ConfirmForm(BaseForm):
    """The office confirms a milestone."""

    done_on = DateField(_l("完成日期"), validators=[InputRequired(REQUIRED), DayWithin()])
    remark = TextAreaField(
        _l("核对情况"), validators=[Optional(), Length(max=MOST_WORDS)], render_kw={"rows": 3}
    )


class SendBackForm(BaseForm):
    remark = TextAreaField(
        _l("退回的理由"),
        description=_l("写明缺什么，组织照着补。"),
        validators=[InputRequired(REQUIRED), Length(max=MOST_WORDS)],
    )


class OpenEvaluationForm(BaseForm):
    stage = RadioField(_l("哪一期"), validators=[InputRequired(REQUIRED)])
    closes_on = DateField(
        _l("截止日期"),
        description=_l("这一天结束前都可以打分、可以改。"),
        validators=[InputRequired(REQUIRED), DayWithin()],
    )

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        self.stage.choices = _some("evaluation.stage", STAGES)


class ScoreForm(BaseForm):
    """A resident's score; one question and one free line."""

    score = RadioField(
        _l("您满意吗？"),
        choices=[(score, str(score)) for score in range(1, 6)],
        coerce=int,
        validators=[InputRequired(_l("请选一个。"))],
    )
    comment = TextAreaField(_l("想说的话"), validators=[Optional(), Length(max=300)], render_kw={"rows": 3})


class CloseEvaluationForm(BaseForm):
    third_party_score = CountField(
        _l("第三方评分"),
        description=_l("0 到 100，没有请第三方就不填。结论只看居民的打分。"),
        validators=[Optional(), NumberRange(0, 100, _l("第三方评分在 0 到 100 之间。"))],
    )


class OrderRectificationForm(BaseForm):
    content = TextAreaField(
        _l("整改什么"),
        description=_l("写明差在哪里、要补什么、做到什么算好。"),
        validators=[InputRequired(REQUIRED), Length(max=MOST_WORDS)],
    )


class RectificationReportForm(BaseForm):
    report = TextAreaField(_l("整改情况"), validators=[InputRequired(REQUIRED), Length(max=MOST_WORDS)])


class CheckRectificationForm(BaseForm):
    verdict = RadioField(
        _l("核对结果"),
        choices=[("close", _l("整改到位，办结")), ("return", _l("还不到位，退回继续整改"))],
        validators=[InputRequired(REQUIRED)],
    )
    note = TextAreaField(
        _l("说明"),
        description=_l("写明怎么核对的；退回的写明还差什么。"),
        validators=[InputRequired(REQUIRED), Length(max=MOST_WORDS)],
    )


class OpinionLine(Part):
    given_by = StringField(
        _l("称呼"), description=_l("如“楼门长”“三楼住户”，不用写姓名。"), validators=[Length(max=60)]
    )
    text = TextAreaField(_l("书面意见"), validators=[Length(max=500)], render_kw={"rows": 2})


class AcceptanceForm(BaseForm):
    """An acceptance as it was held, with the recipients' own words."""

    accepted_on = DateField(_l("验收日期"), validators=[InputRequired(REQUIRED), DayWithin()])
    recipients_present = CountField(
        _l("到场的服务对象（人）"), validators=[InputRequired(REQUIRED), NumberRange(0, 5000, WHOLE)]
    )
    supervisors_present = CountField(
        _l("到场的居务监督委员（人）"), validators=[InputRequired(REQUIRED), NumberRange(0, 50, WHOLE)]
    )
    opinions = Lines(FormField(OpinionLine), label=_l("服务对象的书面意见"), min_entries=1, max_entries=30)
    opinion = TextAreaField(
        _l("验收意见"),
        description=_l("逐项对照合同的交付成果写。会随验收公告公开。"),
        validators=[InputRequired(REQUIRED), Length(max=MOST_WORDS)],
    )
    result = RadioField(_l("验收结论"), validators=[InputRequired(REQUIRED)])

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        self.result.choices = choices("acceptance.result")

    @property
    def written(self) -> list[tuple[str, str]]:
        """The opinions that say something."""
        rows = [(line.form.given_by.data or "", line.form.text.data or "") for line in self.opinions]
        return [(name, text) for name, text in rows if text.strip()]


class RefusePaymentForm(BaseForm):
    reason = TextAreaField(
        _l("不同意的理由"),
        description=_l("组织看得到，会照着补了再申请。"),
        validators=[InputRequired(REQUIRED), Length(max=MOST_WORDS)],
    )


class ReversePaymentForm(BaseForm):
    reason = TextAreaField(
        _l("为什么冲正"),
        description=_l("写清错在哪里：组织会看到，台账上公众也看得到，不要写个人信息。"),
        validators=[InputRequired(REQUIRED), Length(max=200)],
        render_kw={"rows": 3},
    )


class PayForm(BaseForm):
    """Finance enters what the bank's voucher says; sent again with ``confirmed`` after reading it back.

    ``account`` is the number of the account that the page showed.
    """

    voucher_no = StringField(_l("付款凭证号"), validators=[InputRequired(REQUIRED), Length(max=40)])
    paid_on = DateField(_l("付款日期"), validators=[InputRequired(REQUIRED), DayWithin()])
    account = HiddenField()
    confirmed = HiddenField()


class OrderForm(BaseForm):
    """A visit ordered for somebody: no more than the visit needs."""

    project = SelectField(_l("哪个服务"), validators=[InputRequired(REQUIRED)])
    asked_by = StringField(
        _l("谁要的"),
        description=_l("写称呼就可以，如“王奶奶”。不要写身份证号。"),
        validators=[InputRequired(REQUIRED), Length(max=60)],
    )
    phone = StringField(
        _l("电话"),
        description=_l("手机号，或带区号的座机。只用来认出是同一位，留下前三位和后四位。"),
        validators=[Optional(), Length(max=30)],
    )
    household = StringField(
        _l("门牌"),
        description=_l("没有电话的填楼号、单元、门号，如“3-2-501”。电话和门牌填一项就行。"),
        validators=[Optional(), Length(max=60)],
    )
    channel = RadioField(_l("怎么提出来的"), validators=[InputRequired(REQUIRED)])
    item = StringField(_l("要什么服务"), validators=[InputRequired(REQUIRED), Length(max=120)])
    visit_on = DateField(_l("上门日期"), validators=[InputRequired(REQUIRED), DayWithin()])
    visit_time = TimeField(_l("上门时间"), validators=[InputRequired(REQUIRED)])
    place = StringField(
        _l("到哪里"),
        description=_l("楼号门号，只给上门的组织看，办完就删。"),
        validators=[Optional(), Length(max=120)],
    )

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        self.channel.choices = _some("evaluation.channel", CHANNELS[1:4])


class CompleteOrderForm(BaseForm):
    fee = MoneyField(_l("费用"), description=_l("没有收费填 0。"), validators=[InputRequired(REQUIRED)])
    paid_by = RadioField(_l("谁付的"), validators=[InputRequired(REQUIRED)])
    confirmed_by = RadioField(
        _l("念给谁听、谁确认的"),
        description=_l("把做了什么、收了多少钱念给居民或家属听，对了再登记。"),
        validators=[InputRequired(REQUIRED)],
    )
    rating = RadioField(
        _l("居民的打分"),
        choices=[(str(score), str(score)) for score in range(1, 6)],
        validators=[Optional()],
    )
    comment = TextAreaField(_l("居民的话"), validators=[Optional(), Length(max=300)], render_kw={"rows": 3})

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        self.paid_by.choices = _some("order.payer", PAYERS)
        self.confirmed_by.choices = _some("order.witness", WITNESSES)


class CancelOrderForm(BaseForm):
    reason = StringField(_l("取消的原因"), validators=[InputRequired(REQUIRED), Length(max=200)])
