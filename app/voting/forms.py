"""Forms of the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import LazyString
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
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.foundation.clock import ZONE
from app.foundation.forms import REQUIRED, BaseForm, DayWithin, Lines, MoneyField, Part
from app.voting.manifest import OFFERED_COMPLETIONS, OFFERED_RULES, OFFERED_UTILITIES
from app.voting.models import ANSWERS, REASONS
from app.voting.words import (
    COMPLETIONS,
    DECISION_NAMES,
    GROUP_NAMES,
    REPLACEMENT_ANSWERS,
    REPLACEMENT_REASONS,
    RULES,
    UTILITIES,
)

STEPS = ("review", "change", "confirm")


class ClosingForm(BaseForm):
    """When voting ends, and whether it may end before."""

    closes_on = DateField(
        _l("哪天截止"), validators=[InputRequired(REQUIRED), DayWithin()], render_kw={"type": "date"}
    )
    closes_time = TimeField(
        _l("几点截止"),
        validators=[InputRequired(REQUIRED)],
        description=_l("北京时间，到这一秒就不再收票。"),
        render_kw={"type": "time"},
    )
    early_close = BooleanField(
        _l("允许书记写明原因提前截止"),
        description=_l("不勾选时，只有该投的人都投了才能提前截止。"),
    )

    @property
    def closes_at(self) -> datetime:
        return datetime.combine(self.closes_on.data, self.closes_time.data, ZONE)


class OptionLine(Part):
    """One line of an allocation ballot."""

    title = StringField(_l("项目"), validators=[Optional(), Length(max=200)])
    cost = MoneyField(_l("金额"), validators=[Optional()])
    note = StringField(_l("一句话说明"), validators=[Optional(), Length(max=80)])


def _choices(values: Sequence[str], texts: Mapping[str, LazyString]) -> list[SelectChoice]:
    return [SelectChoice(str(value), texts[value]) for value in values]


class RuleForm(BaseForm):
    """By which rule the money is shared."""

    rule = RadioField(
        _l("按什么规则计票"),
        choices=_choices(OFFERED_RULES, RULES),
        default="greedy",
        validators=[Optional()],
    )
    utility = RadioField(
        _l("均等份额法：谁先定"),
        choices=_choices(OFFERED_UTILITIES, UTILITIES),
        default="cost",
        description=_l("只在选均等份额法时用。"),
        validators=[Optional()],
    )
    completion = RadioField(
        _l("均等份额法：还有钱没用上怎么办"),
        choices=_choices(OFFERED_COMPLETIONS, COMPLETIONS),
        default="none",
        description=_l("只在选均等份额法时用。"),
        validators=[Optional()],
    )

    @property
    def chosen(self) -> dict[str, str]:
        """Rule, utility and completion; what a page of old did not send is as by default."""
        return {
            "rule": self.rule.data,
            "utility": self.utility.data or "cost",
            "completion": self.completion.data or "none",
        }


class AllocationForm(RuleForm, ClosingForm):
    title = StringField(_l("这一轮叫什么"), validators=[InputRequired(REQUIRED), Length(max=160)])
    amount = MoneyField(_l("一共分多少钱"), validators=[InputRequired(REQUIRED)])
    fund = SelectField(
        _l("用哪笔经费"),
        validators=[Optional()],
        description=_l("选了经费，开始投票时会核对这笔钱还在不在。预选明年的项目可以不选。"),
    )
    options = Lines(FormField(OptionLine), _l("选票上的项目"), min_entries=1, max_entries=60)


class OptionWishLine(Part):
    """What is fixed about one option before anybody votes; ``key`` is the option's."""

    key = HiddenField()
    category = SelectField(_l("类别"), validators=[Optional()])
    zone = StringField(_l("片区"), validators=[Optional(), Length(max=20)])
    group = SelectField(
        _l("只取一个"),
        choices=[SelectChoice("", _l("不限")), *_choices(tuple(GROUP_NAMES), GROUP_NAMES)],
        description=_l("填同一组的项目，最多入选一个。"),
        validators=[Optional()],
    )
    part = MoneyField(
        _l("钱不够时，至少给多少也能做"),
        description=_l("不填就是要么全做，要么不做。"),
        validators=[Optional()],
    )
    decision = SelectField(
        _l("由谁定"),
        choices=_choices(tuple(DECISION_NAMES), DECISION_NAMES),
        validators=[Optional()],
    )
    reason = StringField(
        _l("先定的原因和依据"), description=_l("所有人都能看到。"), validators=[Length(max=120)]
    )

    def validate_reason(self, field: StringField) -> None:
        """Who fixes a project beforehand says why."""
        if self.decision.data and not (field.data or "").strip():
            raise ValidationError(_l("先定了，就要写原因和依据。"))
        if field.data and not self.decision.data:
            raise ValidationError(
                _l("写了原因，请在“由谁定”里选先定列入或者先定不列入；由投票决定的，不用写。")
            )


class AreaLine(Part):
    """Least and most money for a zone or a category."""

    area = StringField(_l("类别或片区"), validators=[Length(max=60)])
    floor = MoneyField(_l("至少"), validators=[Optional()])
    ceiling = MoneyField(_l("最多"), validators=[Optional()])

    def validate_area(self, field: StringField) -> None:
        """Money belongs to an area."""
        if not field.data and (self.floor.data is not None or self.ceiling.data is not None):
            raise ValidationError(_l("请写是哪一类或哪一片。"))


class WishesForm(BaseForm):
    """The office's conditions of an allocation."""

    min_votes = IntegerField(
        _l("至少几人支持才能入选"),
        default=0,
        description=_l("0 就是不设。"),
        validators=[InputRequired(REQUIRED), NumberRange(0, 9999, _l("请写 0 到 9999 的整数。"))],
    )
    options = Lines(FormField(OptionWishLine), _l("每个项目"))
    limits = Lines(FormField(AreaLine), _l("每类或每片的钱"), min_entries=1, max_entries=20)


class StepForm(BaseForm):
    """The booth: the choices themselves are plain radios or boxes, named by the place of the option."""

    step = HiddenField(default="review")


class AssistForm(StepForm):
    mode = RadioField(
        _l("怎么投的"),
        validators=[InputRequired(_l("请选投票方式。"))],
        choices=[
            SelectChoice("phone", _l("电话")),
            SelectChoice("home_visit", _l("上门")),
            SelectChoice("hall", _l("现场代录")),
            SelectChoice("paper", _l("纸质票")),
        ],
    )
    read_back = BooleanField(_l("已经把选择念给代表听，对方确认无误"))
    replacing = HiddenField()
    reason = RadioField(
        _l("为什么要替换"), choices=_choices(REASONS, REPLACEMENT_REASONS), validators=[Optional()]
    )


class AnswerForm(BaseForm):
    """The answer to a request to replace a ballot; ``request`` names the request that was read."""

    step = HiddenField()
    request = HiddenField()
    compared = BooleanField(_l("纸质票就在我手上，或者我正当面、在电话里问代表本人"))
    answer = RadioField(
        _l("为什么不同意"), choices=_choices(ANSWERS, REPLACEMENT_ANSWERS), validators=[Optional()]
    )


class OwnAnswerForm(AnswerForm):
    """The same for the voter, who compares with nobody."""

    compared = BooleanField(_l("“要换成”的，就是我现在的选择"))


class CloseForm(BaseForm):
    reason = StringField(_l("提前截止的原因"), validators=[Optional(), Length(max=200)])
