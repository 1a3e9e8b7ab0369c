"""Forms of the room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.foundation.forms import REQUIRED, BaseForm, MoneyField

YEARS = _l("年度请写四位数字，如 2026。")


class OpenFundForm(BaseForm):
    """A new fund of a community."""

    community = SelectField(_l("社区"), validators=[InputRequired(REQUIRED)])
    year = IntegerField(
        _l("年度"), validators=[InputRequired(REQUIRED), NumberRange(min=2000, max=2100, message=YEARS)]
    )
    name = StringField(_l("经费名称"), validators=[InputRequired(REQUIRED), Length(max=80)])


class MovementForm(BaseForm):
    """Money that comes in; sent a second time with ``confirmed`` after the amount was read in capitals."""

    amount = MoneyField(_l("金额"), validators=[InputRequired(REQUIRED)])
    note = TextAreaField(
        _l("说明"),
        description=_l("文号、批次或依据，公众能看到。"),
        validators=[Optional(), Length(max=200)],
        render_kw={"rows": 3},
    )
    seen = HiddenField()
    confirmed = HiddenField()

    def validate_amount(self, field: MoneyField) -> None:
        """Nothing is no movement."""
        if not field.data and not field.process_errors:
            raise ValidationError(_l("金额要大于零。"))
