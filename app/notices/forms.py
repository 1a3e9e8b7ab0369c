"""Forms of public notice."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.foundation.forms import REQUIRED, BaseForm, DayWithin
from app.foundation.wording import choices
from app.notices.commands.objections import TEXT_LIMIT

NEEDED = InputRequired(REQUIRED)


class FilterForm(BaseForm):
    """What the list is narrowed to; sent by GET."""

    class Meta(BaseForm.Meta):
        csrf = False

    community = SelectField(_l("社区"), choices=[])


class PublishForm(BaseForm):
    starts_on = DateField(
        _l("从哪天开始公示"),
        validators=[NEEDED, DayWithin()],
        description=_l("首日算在公示期内，不能早于今天。"),
    )


class ObjectionForm(BaseForm):
    text = TextAreaField(
        _l("对哪一点有异议，为什么"),
        validators=[NEEDED, Length(max=TEXT_LIMIT)],
        description=_l("这段话和答复都会公开，请不要写姓名、电话和住址。"),
    )
    raised_by_role = RadioField(_l("您是"), validators=[NEEDED])
    contact = StringField(
        _l("怎么称呼"),
        validators=[Optional(), Length(max=60)],
        description=_l("只有答复的人看得到，谁看过都有记录；不写也可以，答复会写在公示页上。"),
        render_kw={"autocomplete": "name"},
    )
    contact_phone = StringField(
        _l("联系电话"),
        validators=[Optional(), Length(max=30)],
        description=_l("只有答复的人看得到，谁看过都有记录。"),
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.raised_by_role.choices = choices("objection.role")


class RecordedObjectionForm(ObjectionForm):
    """What a worker enters for somebody."""

    channel = RadioField(_l("这条异议是怎么来的"), validators=[NEEDED])
    representative = SelectField(_l("是居民代表的，选姓名"), validators=[Optional()])
    phone = StringField(
        _l("电话"),
        validators=[Optional(), Length(max=30)],
        description=_l("是谁的异议：居民代表、电话、门牌，至少写一样。一人登记一条。不公开。"),
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    household = StringField(
        _l("门牌"),
        validators=[Optional(), Length(max=40)],
        description=_l("楼、单元、门，如 3-2-501。只留遮住的门牌。"),
        render_kw={"autocomplete": "off"},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.raised_by_role.label.text = _l("提出的人是")
        self.channel.choices = [choice for choice in choices("objection.channel") if choice[0] != "online"]


class AnswerForm(BaseForm):
    outcome = RadioField(_l("异议成立吗"), validators=[NEEDED])
    answer = TextAreaField(
        _l("答复"),
        validators=[NEEDED, Length(max=2000)],
        description=_l("答复会和异议一起公开，请不要写任何人的姓名和电话。"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = choices("objection.outcome")
