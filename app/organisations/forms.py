"""Forms of the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain import uscc
from app.domain.account_names import outsiders_account_name, shown_name
from app.domain.errors import RuleViolation
from app.domain.passwords import check_new_password
from app.foundation.forms import REQUIRED, YEAR, BaseForm, DayWithin
from app.foundation.honeypot import TrapField
from app.foundation.wording import refusal_text
from app.organisations.models import COMMUNITY_GROUP, RATINGS, Organisation
from app.people.commands import least_length
from app.people.forms import NewPasswordField

PEOPLE = _l("人数请写 0 到 99999 的整数。")
RATING_CHOICES = [("", _l("没有参加评估")), *((rating, rating) for rating in RATINGS)]


def _tell(rule: Callable[[], object]) -> None:
    """Say beside the field what a rule of the domain refuses."""
    try:
        rule()
    except RuleViolation as violation:
        raise ValidationError(refusal_text(violation)) from violation


class IdentityForm(BaseForm):
    """Who an organisation is; the street admits it under this, so it does not change afterwards."""

    name = StringField(
        _l("组织全称"),
        description=_l("与登记证书一致。"),
        validators=[InputRequired(REQUIRED), Length(max=120)],
    )
    org_type = RadioField(_l("组织类型"), validators=[InputRequired(_l("请选组织的类型。"))])
    uscc = StringField(
        _l("统一社会信用代码"),
        description=_l("18 位，在登记证书上。社区社会组织没有可以不填。"),
        validators=[Optional()],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def validate_uscc(self, field: StringField) -> None:
        """Say what is wrong with a code, and which code was probably meant."""
        if self.org_type.data == COMMUNITY_GROUP and not field.data:
            return
        try:
            uscc.check(field.data or "")
        except RuleViolation as violation:
            text = refusal_text(violation)
            if suggestion := violation.params.get("suggestion"):
                text += gettext("是不是：%(code)s", code=suggestion)
            raise ValidationError(text) from violation


class ProfileForm(BaseForm):
    """What an organisation says of itself."""

    domain = StringField(
        _l("服务领域"),
        description=_l("一个词，如 养老、托管、便民维修。"),
        validators=[Optional(), Length(max=60)],
    )
    intro = TextAreaField(
        _l("介绍"),
        description=_l("做什么、擅长什么，居民能看懂的话。"),
        validators=[Optional(), Length(max=500)],
        render_kw={"rows": 4},
    )
    founded_year = IntegerField(
        _l("成立年份"),
        validators=[Optional(), NumberRange(min=1900, max=2100, message=_l("年份请写四位数字。"))],
    )
    full_time_staff = IntegerField(
        _l("专职人员"), default=0, validators=[Optional(), NumberRange(min=0, max=99_999, message=PEOPLE)]
    )
    certified_social_workers = IntegerField(
        _l("持证社工"), default=0, validators=[Optional(), NumberRange(min=0, max=99_999, message=PEOPLE)]
    )
    rating = SelectField(_l("社会组织评估等级"), choices=RATING_CHOICES, validators=[Optional()])
    rating_valid_to = DateField(
        _l("评估等级有效期至"),
        description=_l("证书上写的最后一天。"),
        validators=[Optional(), DayWithin(10 * YEAR)],
    )
    contact_name = StringField(
        _l("联系人"),
        description=_l("街道和社区联系你们用，不对公众显示。"),
        validators=[InputRequired(REQUIRED), Length(max=60)],
    )
    phone = StringField(_l("联系电话"), validators=[InputRequired(REQUIRED), Length(max=30)])


NAMES = ("username", "display_name", "name", "contact_name", "phone")
"""Fields of which no password is to be made."""


class MemberForm(BaseForm):
    """An account for a member; the password is chosen there and then."""

    display_name = StringField(_l("姓名"), validators=[InputRequired(REQUIRED), Length(max=60)])
    username = StringField(
        _l("登录账号"),
        description=_l("自己起的名字，以后登录用：字母、数字、点和横线，或者汉字。不能是电话号码。"),
        validators=[InputRequired(REQUIRED), Length(min=2, max=60, message=_l("账号要 2 到 60 个字。"))],
    )
    password = NewPasswordField(_l("密码"))

    def validate_username(self, field: StringField) -> None:
        _tell(lambda: outsiders_account_name(field.data or ""))

    def validate_display_name(self, field: StringField) -> None:
        _tell(lambda: shown_name(field.data or "", "display_name"))

    def validate_password(self, field: StringField) -> None:
        """Said at once with what else is wrong; the command's own way asks again, with the street's names too."""
        about = [self[name].data for name in NAMES if name in self]
        _tell(lambda: check_new_password(field.data or "", about, least_length()))


class RegisterForm(MemberForm, ProfileForm, IdentityForm):
    """A new organisation and its first member, who is its contact."""

    display_name = None

    def validate_name(self, field: StringField) -> None:
        _tell(lambda: shown_name(field.data or "", "name"))

    def validate_contact_name(self, field: StringField) -> None:
        _tell(lambda: shown_name(field.data or "", "contact_name"))

    trap = TrapField(name="website")


class BankForm(BaseForm):
    """Where the organisation is paid."""

    bank_name = StringField(
        _l("开户银行"), description=_l("写到支行。"), validators=[InputRequired(REQUIRED), Length(max=120)]
    )
    bank_account = StringField(
        _l("银行账号"),
        validators=[InputRequired(REQUIRED), Length(max=60)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class AccountChangeForm(BankForm):
    """Where the organisation is to be paid from now on."""

    again = StringField(
        _l("再填一遍账号"),
        description=_l("对照开户许可证重新输入，不要复制。"),
        validators=[InputRequired(REQUIRED), Length(max=60)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    reason = TextAreaField(
        _l("为什么要换"), validators=[InputRequired(REQUIRED), Length(max=500)], render_kw={"rows": 3}
    )
    file = FileField(
        _l("证明材料"),
        description=_l("开户许可证、银行出的账户证明或盖章的函。照片、PDF、Word 或 Excel，一个文件。"),
        validators=[FileRequired(_l("请附上证明，如开户许可证、银行出的账户证明或盖章的函。"))],
    )


class CheckAccountForm(BaseForm):
    """How the handler made sure."""

    note = TextAreaField(
        _l("怎么核实的"),
        description=_l("写明打了哪个电话、找了谁、看了什么证明。组织能看到。"),
        validators=[InputRequired(REQUIRED), Length(max=500)],
        render_kw={"rows": 4},
    )


class AnswerAccountForm(BaseForm):
    """Why a request is refused or stopped."""

    answer = TextAreaField(
        _l("理由"),
        description=_l("提出的人会看到。"),
        validators=[InputRequired(REQUIRED), Length(max=500)],
        render_kw={"rows": 4},
    )


class RefuseForm(BaseForm):
    """Why an organisation is turned away."""

    reason = TextAreaField(
        _l("理由"),
        description=_l("组织能看到，请写清缺什么、怎么补。"),
        validators=[InputRequired(REQUIRED), Length(max=500)],
        render_kw={"rows": 4},
    )


class ApplicationFilter(BaseForm):
    """What the list of applications is narrowed to; sent by GET."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_l("找一找"), render_kw={"placeholder": _l("名称、联系人、代码、电话")})
    doubt = SelectField(_l("可疑的"), validate_choice=False)

    @property
    def text(self) -> str:
        return (self.q.data or "")[:100]

    @property
    def active(self) -> bool:
        return bool(self.q.data or self.doubt.data)


class RefuseTogetherForm(BaseForm):
    """Applications that nobody meant, turned away with one reason."""

    chosen = SelectMultipleField(
        _l("要不准入的申请"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
        validators=[InputRequired(_l("请勾选要不准入的申请。"))],
    )
    reason = TextAreaField(
        _l("理由"),
        description=_l("例如：同一处一天里提交的空白申请。会记在每一份上。"),
        validators=[InputRequired(REQUIRED), Length(max=500)],
        render_kw={"rows": 3},
    )
    sure = BooleanField(
        _l("勾选的我都看过，都不是真实的申请"),
        validators=[InputRequired(_l("请确认勾选的都看过。"))],
    )

    def offer(self, waiting: Sequence[Organisation], ticked: bool) -> None:
        """Fill in the applications to choose from; all of them ``ticked`` where that was asked for."""
        self.chosen.choices = [(row.slug, row.name) for row in waiting]
        if ticked and not self.is_submitted():
            self.chosen.data = [row.slug for row in waiting]


class StatusForm(BaseForm):
    """A stay on a public list."""

    kind = RadioField(_l("哪种记录"), validators=[InputRequired(_l("请选是哪一种记录。"))])
    since = DateField(_l("列入日期"), validators=[InputRequired(REQUIRED), DayWithin()])
    source = TextAreaField(
        _l("出处"),
        description=_l("哪个部门的哪份名录，哪天查的。"),
        validators=[InputRequired(REQUIRED), Length(max=300)],
        render_kw={"rows": 3},
    )


class EndStatusForm(BaseForm):
    """The end of a stay."""

    until = DateField(
        _l("移出日期"),
        description=_l("从这一天起不再算列入。"),
        validators=[InputRequired(REQUIRED), DayWithin()],
    )


class WantedForm(BaseForm):
    """What the list is narrowed to."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_l("找一找"), render_kw={"placeholder": _l("名称、服务")})
    domain = SelectField(_l("服务领域"))
    org_type = SelectField(_l("类型"))
    rating = SelectField(_l("评估等级"))
