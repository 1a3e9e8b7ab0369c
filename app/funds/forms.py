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


class IncomingForm(BaseForm):
    """Money that is to come in; sent a second time with ``confirmed`` after the amount was read in capitals."""

    amount = MoneyField(_l("金额"), validators=[InputRequired(REQUIRED)])
    document_no = StringField(
        _l("文号"),
        description=_l("拨款或批复文件的编号，照文件抄写。公众能看到。"),
        validators=[Optional(), Length(max=60)],
    )
    reason = TextAreaField(
        _l("说明"),
        description=_l("批次、依据或理由。公众能看到，不要写个人信息。"),
        validators=[Optional(), Length(max=200)],
        render_kw={"rows": 3},
    )
    seen = HiddenField()
    confirmed = HiddenField()

    def validate_amount(self, field: MoneyField) -> None:
        """Nothing is no movement."""
        if not field.data and not field.process_errors:
            raise ValidationError(_l("金额要大于零。"))


class ReversalForm(BaseForm):
    """Why an entry is wrong."""

    reason = TextAreaField(
        _l("为什么冲正"),
        description=_l("写清错在哪里。公众能看到，不要写个人信息。"),
        validators=[InputRequired(REQUIRED), Length(max=200)],
        render_kw={"rows": 3},
    )


class RefusalForm(BaseForm):
    """Why a request is not agreed to."""

    answer = TextAreaField(
        _l("为什么不同意"),
        validators=[InputRequired(REQUIRED), Length(max=200)],
        render_kw={"rows": 3},
    )
