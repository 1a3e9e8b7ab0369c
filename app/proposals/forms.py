"""Forms of the room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.foundation.forms import REQUIRED, BaseForm, DayWithin, Lines, MoneyField, Part
from app.foundation.wording import choices

NEEDED = InputRequired(REQUIRED)
LONG, SHORT = Length(max=3000), Length(max=120)
MOST_PEOPLE, MOST_MONTHS = 10_000_000, 120


class DraftForm(BaseForm):
    """What is asked first: only services can be bought as services."""

    kind = RadioField(_l("要买的是什么"), validators=[NEEDED])
    community = SelectField(_l("为哪个社区"), choices=[], validators=[NEEDED])
    organisation = SelectField(_l("由哪家组织来做"), choices=[], validators=[Optional()])
    need = HiddenField()
    offering = HiddenField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices("proposal.kind")


class LineForm(Part):
    kind = StringField(
        _l("用途"), validators=[Length(max=40)], render_kw={"list": "line-kinds", "autocomplete": "off"}
    )
    description = StringField(_l("说明"), validators=[Optional(), Length(max=200)])
    amount = MoneyField(_l("金额"))


class NegativeForm(Part):
    item = HiddenField()
    answer = RadioField(
        choices=[SelectChoice("no", _l("不含")), SelectChoice("yes", _l("含有"))], validators=[Optional()]
    )


class ProposalForm(BaseForm):
    """The application with its activity plan and budget; every part of it may wait while drafting."""

    seen_version = HiddenField()
    title = StringField(_l("项目名称"), validators=[SHORT])
    need = SelectField(_l("回应哪条居民需求"), choices=[])
    organisation = SelectField(_l("由哪家组织来做"), choices=[])
    offering = SelectField(_l("对应推介会上的哪项服务"), choices=[])
    directory_item = SelectField(_l("指导性目录"), choices=[])
    outside_reason = TextAreaField(
        _l("目录外的理由"), validators=[Optional(), Length(max=300)], description=_l("不在目录内的才写。")
    )
    fund = SelectField(_l("用哪笔经费"), choices=[])
    goal = TextAreaField(
        _l("目标"), validators=[LONG], description=_l("做完以后，居民能看到什么变化，怎么检验。")
    )
    activities = TextAreaField(_l("活动内容"), validators=[LONG], description=_l("做哪些事，各做几次。"))
    schedule = TextAreaField(
        _l("进度安排"), validators=[Optional(), LONG], description=_l("哪个月做到哪一步。")
    )
    staffing = TextAreaField(_l("人员安排"), validators=[Optional(), LONG])
    target_group = StringField(_l("服务对象"), validators=[Optional(), SHORT])
    people_served = IntegerField(_l("服务多少人"), validators=[Optional(), NumberRange(0, MOST_PEOPLE)])
    months = IntegerField(_l("做多少个月"), validators=[Optional(), NumberRange(0, MOST_MONTHS)])
    lines = Lines(FormField(LineForm), label=_l("预算明细"), min_entries=1, max_entries=60)
    negative = Lines(FormField(NegativeForm), label=_l("负面清单"))
    no_subcontracting = BooleanField(_l("承接后由本组织自己完成，不转包"))


class ReviewForm(BaseForm):
    result = RadioField(_l("审核结果"), validators=[NEEDED])
    reason = TextAreaField(
        _l("理由"), validators=[Length(max=1000)], description=_l("退回和不通过必须写；申报的人照着改。")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.result.choices = choices("proposal.review")


class HearingForm(BaseForm):
    on = DateField(_l("议事的日子"), validators=[NEEDED, DayWithin()])
    note = TextAreaField(
        _l("居民怎么说"),
        validators=[Optional(), Length(max=2000)],
        description=_l("写意见和怎样采纳，不写姓名。所有人看得到。"),
    )
