"""Forms of the room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.foundation.clock import ZONE
from app.foundation.forms import REQUIRED, BaseForm, DayWithin


class MultiCheckboxField(SelectMultipleField):
    """Several choices, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """What was ticked and is offered no more is refused by the command, in words."""


class MeetingForm(BaseForm):
    title = StringField(_l("会议名称"), validators=[InputRequired(REQUIRED), Length(max=120)])
    day = DateField(
        _l("哪天开"),
        validators=[InputRequired(REQUIRED), DayWithin()],
        description=_l("代表名册按这一天在任的代表定下，召集后不再变。"),
        render_kw={"type": "date"},
    )
    time = TimeField(_l("几点开"), validators=[InputRequired(REQUIRED)], render_kw={"type": "time"})
    place = StringField(_l("在哪里开"), validators=[InputRequired(REQUIRED), Length(max=120)])
    proposals = MultiCheckboxField(_l("议题"), description=_l("本社区待表决的项目，勾选的列为议题。"))
    note = TextAreaField(_l("通知里还要说的"), validators=[Optional(), Length(max=500)])

    @property
    def scheduled_at(self) -> datetime:
        return datetime.combine(self.day.data, self.time.data, ZONE)


class CancelForm(BaseForm):
    reason = StringField(_l("取消的原因"), validators=[InputRequired(REQUIRED), Length(max=200)])


class OpinionForm(BaseForm):
    text = TextAreaField(_l("说了什么"), validators=[InputRequired(REQUIRED), Length(max=500)])
    speaker = SelectField(
        _l("谁说的"),
        validators=[Optional()],
        description=_l("只留在会议记录里，公开页面和会议纪要不写姓名。"),
    )


class AttendanceForm(BaseForm):
    """The sheet itself is plain radios, one row a representative: only rows that were changed are entered."""
