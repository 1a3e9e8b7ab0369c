"""Forms of the room."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.foundation.forms import REQUIRED, BaseForm
from app.foundation.honeypot import TrapField
from app.street.models import DirectoryItem

NUMBER = _l("请写 0 到 100000 的整数。")


class TellForm(BaseForm):
    """What everybody can say of a need."""

    community = SelectField(_l("哪个社区"), validators=[InputRequired(_l("请选社区。"))])
    title = StringField(
        _l("什么事"),
        description=_l("用一句话说，如“楼道灯不亮，没人管”。大家都能看到。"),
        validators=[
            InputRequired(_l("请用一句话说是什么事。")),
            Length(max=60, message=_l("一句话，最多 60 个字。")),
        ],
    )
    description = TextAreaField(
        _l("说得细一点"),
        description=_l("在哪里、影响到谁、希望怎么办。大家都能看到，请不要写姓名和电话。"),
        validators=[Optional(), Length(max=500)],
        render_kw={"rows": 4},
    )
    item = SelectField(
        _l("属于哪一类"), description=_l("拿不准可以不选，社区会归类。"), validators=[Optional()]
    )


class RaiseForm(TellForm):
    """A need told by the person who has it."""

    contact_name = StringField(
        _l("怎么称呼您"), validators=[Optional(), Length(max=60)], render_kw={"autocomplete": "name"}
    )
    contact_phone = StringField(
        _l("联系电话"),
        validators=[Optional(), Length(max=30)],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
    trap = TrapField(name="website")


class RecordForm(TellForm):
    """A need that a worker takes down for somebody."""

    channel = SelectField(_l("怎么反映来的"), validators=[InputRequired(REQUIRED)])
    raised_by_role = SelectField(_l("谁提的"), validators=[InputRequired(REQUIRED)])
    people_affected = IntegerField(
        _l("大约影响多少人"),
        validators=[Optional(), NumberRange(min=0, max=100_000, message=NUMBER)],
    )
    severity = RadioField(_l("紧要程度"), coerce=int, default=3)
    knot = StringField(
        _l("难在哪里"),
        description=_l("如“无物业，楼门没有公约”。公开。"),
        validators=[Optional(), Length(max=200)],
    )
    contact_name = StringField(
        _l("怎么称呼"), validators=[Optional(), Length(max=60)], render_kw={"autocomplete": "off"}
    )
    contact_phone = StringField(
        _l("联系电话"),
        description=_l("本人同意才填。"),
        validators=[Optional(), Length(max=30)],
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )


class SecondForm(BaseForm):
    """A second that a worker takes down: for whom, by a seat, a telephone or a door."""

    channel = SelectField(_l("怎么反映来的"), validators=[InputRequired(REQUIRED)])
    representative = SelectField(_l("是居民代表的，选姓名"), validators=[Optional()])
    phone = StringField(
        _l("电话"),
        description=_l("和门牌至少写一样，用来认出同一户，一户算一次。只留遮住的号码，不存原号。"),
        validators=[Optional(), Length(max=30)],
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    household = StringField(
        _l("门牌"),
        description=_l("楼、单元、门，如 3-2-501。只留遮住的门牌。"),
        validators=[Optional(), Length(max=40)],
        render_kw={"autocomplete": "off"},
    )


class AnswerForm(BaseForm):
    """What the community says to a need."""

    answer = TextAreaField(
        _l("答复"),
        description=_l("打算怎么办、谁来办、什么时候有下一步；或者为什么不能办。大家都能看到。"),
        validators=[InputRequired(REQUIRED), Length(max=500)],
        render_kw={"rows": 5},
    )
    declined = BooleanField(
        _l("不予受理"), description=_l("属于物业责任、居民自付或不在职责内等，理由写在答复里。")
    )


class MergeForm(BaseForm):
    """Which need this one is the same as."""

    target = RadioField(_l("并入哪一件"), validators=[InputRequired(_l("请选一件。"))])


class WantedForm(BaseForm):
    """What the list is narrowed to."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_l("找一找"), render_kw={"placeholder": _l("如 楼道、助餐")})
    community = SelectField(_l("社区"))
    category = SelectField(_l("类别"))
    state = SelectField(_l("办到哪一步"))
    order = RadioField(_l("排序"))
    overdue = BooleanField(_l("只看答复超期的"))


def grouped_items(items: list[DirectoryItem]) -> dict[str, list[tuple[str, str]]]:
    """The guidance directory as groups of a select field, after the choice of none."""
    groups: dict[str, list[tuple[str, str]]] = {gettext("不选"): [("", gettext("拿不准，或目录外"))]}
    for item in items:
        groups.setdefault(item.category, []).append((item.number, item.name))
    return groups
