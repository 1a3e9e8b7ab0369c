"""Forms for the year, the directory and working days."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, FormField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.foundation.forms import REQUIRED, YEAR, BaseForm, DayWithin, Lines
from app.foundation.wording import choices

NEEDED = InputRequired(REQUIRED)
YEARS = NumberRange(2000, 2100, message=_l("请填四位数的年份。"))


class PhaseForm(FlaskForm):
    class Meta(BaseForm.Meta):
        csrf = False

    stage = SelectField(_l("阶段"), validators=[NEEDED])
    name = StringField(_l("叫什么"), validators=[NEEDED, Length(max=60)])
    starts_on = DateField(_l("从哪一天"), validators=[NEEDED, DayWithin(2 * YEAR)])
    ends_on = DateField(_l("到哪一天"), validators=[NEEDED, DayWithin(2 * YEAR)])
    note = StringField(_l("备注"), validators=[Optional(), Length(max=200)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.stage.choices = choices("cycle.stage")


class PhasesForm(BaseForm):
    year = IntegerField(_l("年度"), validators=[NEEDED, YEARS])
    phases = Lines(FormField(PhaseForm), label=_l("阶段"), min_entries=1, max_entries=30)


class DirectoryImportForm(BaseForm):
    file = FileField(_l("目录文件"), validators=[FileRequired(_l("请选择文件。"))])


class WorkdayForm(BaseForm):
    day = DateField(_l("哪一天"), validators=[NEEDED, DayWithin(2 * YEAR)])
    is_workday = RadioField(_l("这一天"), choices=[("1", _l("上班")), ("0", _l("休息"))], validators=[NEEDED])
    source = StringField(_l("依据"), validators=[NEEDED, Length(max=200)])
