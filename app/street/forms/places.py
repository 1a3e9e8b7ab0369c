"""Forms for zones and communities."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from app.foundation.forms import REQUIRED, BaseForm
from app.street.models import Zone

NEEDED = InputRequired(REQUIRED)
PEOPLE = NumberRange(0, 9_999_999, message=_l("请填整数。"))


class ZoneForm(BaseForm):
    name = StringField(
        _l("片区叫什么"),
        validators=[NEEDED, Length(max=40)],
        description=_l("例如北片、南片。街道不分片的，写“全街道”。"),
    )
    note = StringField(_l("备注"), validators=[Optional(), Length(max=200)])


class CommunityDetailsForm(BaseForm):
    name = StringField(_l("社区名称"), validators=[NEEDED, Length(max=60)])
    zone = SelectField(_l("片区"), validators=[NEEDED])
    kind = StringField(
        _l("社区类型"), validators=[Optional(), Length(max=40)], description=_l("例如老旧小区。")
    )
    phone = StringField(
        _l("社区电话"),
        validators=[Optional(), Length(max=40)],
        description=_l("会公开显示，不会用电脑的居民打这个电话办事。"),
    )
    households = IntegerField(_l("户数"), default=0, validators=[Optional(), PEOPLE])
    population = IntegerField(_l("常住人口"), default=0, validators=[Optional(), PEOPLE])

    def offer(self, zones: Sequence[Zone]) -> None:
        self.zone.choices = [(zone.name, zone.name) for zone in zones]


class CommunityForm(CommunityDetailsForm):
    code = StringField(
        _l("社区编号"),
        validators=[
            NEEDED,
            Length(max=16),
            Regexp(r"^[A-Za-z0-9-]+$", message=_l("只能用字母、数字和横线。")),
        ],
        description=_l("导入名册和下载的表格里用，例如 N1。定了就不能改。"),
    )
