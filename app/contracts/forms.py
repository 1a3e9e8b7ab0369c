"""Forms of recognition, approval and contract."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.foundation.forms import REQUIRED, YEAR, BaseForm, DayWithin, Lines, MoneyField
from app.foundation.wording import choices

NEEDED = InputRequired(REQUIRED)
CLAUSE = Length(max=6000)
MOST_LINES = 40


class LineForm(BaseForm):
    """A line inside a form, which has the token."""

    class Meta(BaseForm.Meta):
        csrf = False


class InstalmentForm(LineForm):
    amount = MoneyField(_l("金额"), validators=[NEEDED])
    condition = SelectField(_l("什么时候付"), validators=[NEEDED])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.condition.choices = choices("instalment.condition")


class PartForm(LineForm):
    proposal = HiddenField()
    amount = MoneyField(
        _l("这个项目的合同金额"), validators=[NEEDED], description=_l("不能超过代表会议通过的金额。")
    )
    instalments = Lines(FormField(InstalmentForm), _l("分期付款"), max_entries=MOST_LINES)


class DeliverableForm(LineForm):
    description = StringField(_l("交付什么"), validators=[NEEDED, Length(max=200)])
    quantity = IntegerField(_l("数量"), validators=[NEEDED, NumberRange(1, 10_000_000)])
    unit = StringField(_l("单位"), validators=[NEEDED, Length(max=20)])


class ContractForm(BaseForm):
    title = StringField(_l("合同名称"), validators=[NEEDED, Length(max=160)])
    kind = RadioField(_l("服务方式"), validators=[NEEDED])
    content = TextAreaField(_l("服务内容"), validators=[NEEDED, CLAUSE])
    starts_on = DateField(_l("开始日期"), validators=[NEEDED, DayWithin()])
    ends_on = DateField(
        _l("结束日期"), validators=[NEEDED, DayWithin(10 * YEAR)], description=_l("首日和末日都算在内。")
    )
    term_reason = TextAreaField(_l("期限为什么比表决的长"), validators=[Optional(), Length(max=500)])
    parts = Lines(FormField(PartForm), _l("项目和金额"))
    deliverables = Lines(FormField(DeliverableForm), _l("交付成果"), max_entries=MOST_LINES)
    quality = TextAreaField(_l("质量要求"), validators=[NEEDED, CLAUSE])
    settlement = TextAreaField(_l("结算方式"), validators=[NEEDED, CLAUSE])
    breach = TextAreaField(_l("违约责任"), validators=[NEEDED, CLAUSE])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices("contract.kind")


class OpinionForm(BaseForm):
    revision = HiddenField()
    opinion = TextAreaField(_l("意见"), validators=[NEEDED, Length(max=1000)])


class LongerTermForm(OpinionForm):
    longer_term = BooleanField(_l("社区对比表决更长的期限也认定"))


class HandleForm(BaseForm):
    opinion = TextAreaField(_l("意见"), validators=[NEEDED, Length(max=1000)])


class DecideForm(HandleForm):
    decision = RadioField(_l("结论"), validators=[NEEDED])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.decision.choices = choices("approval.decision")


class SignForm(BaseForm):
    signed_on = DateField(
        _l("签订日期"),
        validators=[NEEDED, DayWithin()],
        description=_l("合同上双方签字盖章的日期，不能早于审批通过的日期。"),
    )


class SupplementForm(BaseForm):
    part = SelectField(_l("补充哪个项目"), validators=[NEEDED])
    amount = MoneyField(_l("补充金额"), validators=[NEEDED])
    buys = TextAreaField(_l("买什么、买多少"), validators=[NEEDED, Length(max=1000)])
    reason = TextAreaField(_l("为什么补充"), validators=[NEEDED, Length(max=1000)])
    seen = HiddenField()


class FilterForm(BaseForm):
    """What the list is narrowed to; sent by GET."""

    class Meta(BaseForm.Meta):
        csrf = False

    community = SelectField(_l("社区"), choices=[])
    state = SelectField(_l("到哪一步"), choices=[])
    q = StringField(_l("名称或编号"), validators=[Optional()])


def resized(form: BaseForm, sent: Mapping[str, str]) -> bool:
    """Add or take away the line that a button asked for, where the browser runs no script."""
    for name in sent:
        verb, _, path = name.partition("_")
        lines = _field(form, path) if verb in ("add", "remove") else None
        if not isinstance(lines, Lines):
            continue
        if verb == "add" and len(lines.entries) < MOST_LINES:
            lines.append_entry()
        if verb == "remove" and len(lines.entries) > 1:
            lines.entries = [e for i, e in enumerate(lines.entries) if str(i) != sent[name]]
        return True
    return False


def _field(form: BaseForm, path: str) -> Field | None:
    """The field whose full name is ``path``, inside lines too."""
    waiting = list(form)
    while waiting:
        field = waiting.pop()
        if field.name == path:
            return field
        if isinstance(field, Lines):
            waiting.extend(field.entries)
        elif isinstance(field, FormField):
            waiting.extend(field.form)
    return None
