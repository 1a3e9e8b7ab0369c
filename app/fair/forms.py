"""Forms of the fair."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.foundation.forms import REQUIRED, BaseForm, DayWithin, MoneyField
from app.foundation.wording import choices

NEEDED = InputRequired(REQUIRED)
MOST = 1_000_000


class Checkboxes(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class FilterForm(BaseForm):
    """What the list of offerings is narrowed to; sent by GET."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_l("找什么"), description=_l("两个字就能找，例如“助浴”。"))
    community = SelectField(_l("看哪个社区"), choices=[])
    fits = BooleanField(_l("只看合这个社区需求的"))
    category = Checkboxes(_l("类别"), choices=[], coerce=int, validate_choice=False)
    zone = SelectField(_l("片区"), choices=[])
    ceiling = MoneyField(_l("起步总价不超过"))
    capacity = BooleanField(_l("今年还有服务能力"))


class OfferingForm(BaseForm):
    title = StringField(_l("服务名称"), validators=[NEEDED, Length(max=120)])
    summary = TextAreaField(
        _l("做什么、怎么做"),
        validators=[Length(max=1000)],
        description=_l("居民读得懂的话：上门几次、谁来做、做完留下什么。"),
    )
    target_group = StringField(_l("服务对象"), validators=[Optional(), Length(max=120)])
    directory_item = SelectField(_l("指导性目录"), choices=[])
    outside_reason = TextAreaField(
        _l("目录外的理由"), validators=[Optional(), Length(max=300)], description=_l("不在目录内的才写。")
    )
    price_unit = StringField(
        _l("计价单位"), validators=[NEEDED, Length(max=30)], description=_l("例如：次、人·月、楼门。")
    )
    unit_price_fen = MoneyField(_l("单价"), validators=[NEEDED])
    min_total_fen = MoneyField(_l("一份合同最少"), validators=[NEEDED])
    max_total_fen = MoneyField(_l("一份合同最多"), validators=[NEEDED])
    months = IntegerField(_l("做多少个月"), validators=[NEEDED, NumberRange(1, 36)])
    capacity = IntegerField(_l("一年能服务多少"), validators=[NEEDED, NumberRange(1, MOST)])
    capacity_unit = StringField(
        _l("服务能力的单位"), validators=[NEEDED, Length(max=30)], description=_l("例如：人/年、人次/年。")
    )
    zones = Checkboxes(
        _l("适合的片区"), choices=[], validate_choice=True, description=_l("一个都不选，就是全街道。")
    )


class InterestForm(BaseForm):
    priority = RadioField(_l("有多想要"), validators=[NEEDED])
    note = TextAreaField(
        _l("备注"),
        validators=[Optional(), Length(max=300)],
        description=_l("例如对应哪条需求、想和哪个社区合购。请不要写居民的姓名和电话。"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.priority.choices = choices("interest.priority")


class QuestionForm(BaseForm):
    text = TextAreaField(_l("要问的话"), validators=[NEEDED, Length(max=500)])


class AnswerForm(BaseForm):
    answer = TextAreaField(_l("答复"), validators=[NEEDED, Length(max=1000)])


class FairForm(BaseForm):
    name = StringField(_l("名称"), validators=[NEEDED, Length(max=80)])
    opens_on = DateField(_l("开始日"), validators=[NEEDED, DayWithin()])
    closes_on = DateField(_l("结束日"), validators=[NEEDED, DayWithin()])
    held_on = DateField(_l("现场日"), validators=[Optional(), DayWithin()])
    place = StringField(_l("现场地点"), validators=[Optional(), Length(max=120)])


class BoothForm(BaseForm):
    organisation = SelectField(_l("组织"), choices=[], validators=[NEEDED])
    number = StringField(_l("展位号"), validators=[NEEDED, Length(max=12)])


class TalkForm(BaseForm):
    offering = SelectField(_l("讲哪项服务"), choices=[], validators=[NEEDED])
    topic = StringField(
        _l("题目"), validators=[Optional(), Length(max=120)], description=_l("不写就用服务的名称。")
    )
    day = DateField(_l("日期"), validators=[NEEDED, DayWithin()])
    hall = StringField(_l("厅"), validators=[NEEDED, Length(max=30)])
    starts = TimeField(_l("开始时间"), validators=[NEEDED])
    ends = TimeField(_l("结束时间"), validators=[NEEDED])
