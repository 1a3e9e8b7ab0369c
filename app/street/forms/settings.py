"""A form for each shape a setting's value has; every one asks for the source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.money import format_yuan
from app.foundation.forms import REQUIRED, BaseForm, MoneyField
from app.foundation.wording import choices

NEEDED = InputRequired(REQUIRED)


class SettingForm(BaseForm):
    """A setting's value and its source."""

    source = TextAreaField(
        _l("依据"),
        validators=[NEEDED, Length(max=400)],
        description=_l("哪份文件、哪一条，或谁在什么会上定的。会公开显示。"),
        render_kw={"rows": 3},
    )

    def show(self, value: Any) -> None:
        """Fill the fields from a value."""
        raise NotImplementedError

    def read(self) -> Any:
        """The value the fields hold."""
        raise NotImplementedError


class ClearForm(BaseForm):
    source = TextAreaField(_l("为什么取消"), validators=[NEEDED, Length(max=400)], render_kw={"rows": 3})


class FractionForm(SettingForm):
    numerator = IntegerField(_l("分子"), validators=[NEEDED])
    denominator = IntegerField(_l("分母"), validators=[NEEDED])
    strict = RadioField(
        _l("正好是这个比例时"), choices=[("1", _l("不算，要超过才行")), ("0", _l("算"))], validators=[NEEDED]
    )

    def show(self, value: Any) -> None:
        self.numerator.data, self.denominator.data = value["numerator"], value["denominator"]
        self.strict.data = "1" if value["strict"] else "0"

    def read(self) -> Any:
        return {
            "numerator": self.numerator.data,
            "denominator": self.denominator.data,
            "strict": self.strict.data == "1",
            "of": "roll",
        }


class MajorityForm(FractionForm):
    of = RadioField(
        _l("按什么算"),
        choices=[
            ("present", _l("到会代表，弃权的也算在内")),
            ("roll", _l("全体代表")),
            ("cast", _l("赞成和反对票，弃权的不算")),
        ],
        validators=[NEEDED],
    )

    def show(self, value: Any) -> None:
        super().show(value)
        self.of.data = value["of"]

    def read(self) -> Any:
        return {**super().read(), "of": self.of.data}


class PeriodForm(SettingForm):
    number = IntegerField(_l("天数"), validators=[NEEDED])
    kind = RadioField(
        _l("怎么数"),
        choices=[("natural", _l("自然日")), ("working", _l("工作日，按国家调休和街道规定"))],
        validators=[NEEDED],
    )

    def show(self, value: Any) -> None:
        self.number.data, self.kind.data = value["number"], value["kind"]

    def read(self) -> Any:
        return {"number": self.number.data, "kind": self.kind.data}


class WholeForm(SettingForm):
    value = IntegerField(_l("数值"), validators=[NEEDED])

    def show(self, value: Any) -> None:
        self.value.data = value

    def read(self) -> Any:
        return self.value.data


class AmountForm(SettingForm):
    value = MoneyField(_l("金额"), validators=[NEEDED])

    def show(self, value: Any) -> None:
        self.value.typed = format_yuan(value, plain=True)

    def read(self) -> Any:
        return self.value.data


class ScoreForm(SettingForm):
    value = StringField(
        _l("分数"), validators=[NEEDED], description=_l("满分 5 分，最多一位小数，例如 3.5。")
    )

    def validate_value(self, field: StringField) -> None:
        if not re.fullmatch(r"[1-5](\.[0-9])?", field.data or ""):
            raise ValidationError(_l("请填 1 到 5 之间的分数，最多一位小数。"))

    def show(self, value: Any) -> None:
        self.value.data = f"{value // 10}.{value % 10}"

    def read(self) -> Any:
        whole, _, tenth = self.value.data.partition(".")
        return int(whole) * 10 + int(tenth or 0)


class PercentsForm(SettingForm):
    value = StringField(
        _l("每期百分之几"),
        validators=[NEEDED],
        description=_l("用顿号或空格隔开，加起来是 100，例如 50、30、20。"),
    )

    def validate_value(self, field: StringField) -> None:
        parts = self._parts()
        if not all(part.isdecimal() for part in parts) or sum(map(int, parts)) != 100:
            raise ValidationError(_l("请填整数，加起来正好是 100。"))

    def _parts(self) -> list[str]:
        return [part for part in re.split(r"[\s、,，;；%]+", self.value.data or "") if part]

    def show(self, value: Any) -> None:
        self.value.data = "、".join(map(str, value))

    def read(self) -> Any:
        return [int(part) for part in self._parts()]


class TextsForm(SettingForm):
    value = TextAreaField(
        _l("清单"), validators=[NEEDED], description=_l("一行一项。"), render_kw={"rows": 10}
    )

    def show(self, value: Any) -> None:
        self.value.data = "\n".join(value)

    def read(self) -> Any:
        return [line.strip() for line in self.value.data.splitlines() if line.strip()]


class OneForm(SettingForm):
    kind = ""
    value = RadioField(_l("选一种"), validators=[NEEDED])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.value.choices = choices(self.kind)

    def show(self, value: Any) -> None:
        self.value.data = value

    def read(self) -> Any:
        return self.value.data


class SomeForm(OneForm):
    value = SelectMultipleField(
        _l("选哪些"),
        validators=[NEEDED],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class OrderForm(OneForm):
    """An order of two: what settles it first, and what when that settles nothing."""

    value = RadioField(_l("先看"), validators=[NEEDED])
    second = RadioField(_l("还分不出，再看"), validators=[NEEDED])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.second.choices = choices(self.kind)

    def show(self, value: Any) -> None:
        self.value.data, self.second.data = value[0], value[-1]

    def read(self) -> Any:
        return list(dict.fromkeys((self.value.data, self.second.data)))


class ConditionsForm(SettingForm):
    """One condition for each instalment, in order."""

    first = RadioField(_l("第一期"), validators=[NEEDED])
    second = RadioField(_l("第二期"))
    third = RadioField(_l("第三期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first.choices = choices("setting.condition")
        none = [("", _l("没有这一期"))]
        self.second.choices = self.third.choices = [*none, *choices("setting.condition")]

    def show(self, value: Any) -> None:
        self.first.data, self.second.data, self.third.data = [*value, "", ""][:3]

    def read(self) -> Any:
        return [part for part in (self.first.data, self.second.data, self.third.data) if part]


def _listing(base: type[OneForm], label_kind: str) -> type[SettingForm]:
    return type(f"{base.__name__}Of", (base,), {"kind": label_kind})


SHAPES: Mapping[str, type[SettingForm]] = {
    "quorum": FractionForm,
    "majority": MajorityForm,
    "counting_modes": _listing(SomeForm, "setting.mode"),
    "notice_period": PeriodForm,
    "instalment_percents": PercentsForm,
    "instalment_conditions": ConditionsForm,
    "rectify_below_tenths": ScoreForm,
    "splitting_threshold_fen": AmountForm,
    "longer_term_recognition": _listing(OneForm, "setting.longer_term"),
    "payment_regulation": _listing(OneForm, "setting.regulation"),
    "rating_policy": _listing(OneForm, "setting.rating"),
    "negative_list": TextsForm,
    "tie_rule": _listing(OrderForm, "setting.tie"),
}


def setting_form(key: str) -> SettingForm:
    """The form of a setting: a whole number unless its value has another shape."""
    return SHAPES.get(key, WholeForm)()
