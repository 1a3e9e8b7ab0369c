"""Forms of the room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from app.domain.account_names import LONGEST as LONGEST_NAME
from app.domain.errors import RuleViolation
from app.domain.names import normalise_phone
from app.domain.passwords import LONGEST
from app.domain.policy import APPOINTED, Role
from app.foundation.forms import REQUIRED, YEAR, BaseForm, DayWithin
from app.foundation.wording import choices, label, refusal_text
from app.people.commands import least_length
from app.street.models import Community


class PhoneField(StringField):
    """A phone number as typed, in its one form as data; ``None`` when left empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = typed or None
        if not typed:
            return
        try:
            self.data = normalise_phone(typed, landline=True)
        except RuleViolation as violation:
            raise ValidationError(refusal_text(violation)) from violation


class NewPasswordField(PasswordField):
    """A password to be set; the form's page says what the installation asks of it."""

    def __init__(self, label: object, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [InputRequired(REQUIRED), Length(max=LONGEST)])
        kwargs.setdefault("render_kw", {"autocomplete": "new-password"})
        super().__init__(label, **kwargs)
        self.description = gettext(
            "至少 %(least)s 个字符，汉字、字母、数字都行，最好是一句只有自己想得到的话。",
            least=least_length(),
        )


class SignInForm(BaseForm):
    username = StringField(_l("账号或手机号"), validators=[InputRequired(REQUIRED), Length(max=80)])
    password = PasswordField(_l("密码"), validators=[InputRequired(REQUIRED), Length(max=LONGEST)])


class PasswordForm(BaseForm):
    current = PasswordField(
        _l("现在的密码"),
        validators=[InputRequired(REQUIRED), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    password = NewPasswordField(_l("新密码"))
    again = PasswordField(
        _l("再输一遍新密码"),
        validators=[InputRequired(REQUIRED), EqualTo("password", _l("两遍输入的不一样。"))],
        render_kw={"autocomplete": "new-password"},
    )


class DetailsForm(BaseForm):
    display_name = StringField(_l("姓名或岗位"), validators=[InputRequired(REQUIRED), Length(max=80)])
    phone = PhoneField(_l("手机号"), validators=[Optional()], description=_l("填了就可以用手机号登录。"))


class AccountForm(DetailsForm):
    username = StringField(
        _l("账号"),
        validators=[InputRequired(REQUIRED), Length(max=LONGEST_NAME)],
        description=_l("登录时用，不分大小写。字母、数字、点和横线，或者汉字。"),
    )


class RoleForm(BaseForm):
    """A post asked for, with what the second person looks at."""

    role = SelectField(_l("角色"), validators=[InputRequired(REQUIRED)])
    community = SelectField(_l("社区"), description=_l("社区的角色要选社区，街道的角色不选。"))
    reason = TextAreaField(
        _l("凭什么任命"),
        validators=[InputRequired(REQUIRED), Length(max=200)],
        description=_l("文件、会议或者选举结果，确认的人照着核对。"),
        render_kw={"rows": 2},
    )

    def offer(self, communities: Sequence[Community]) -> None:
        """Fill in the roles an administrator asks for and the communities."""
        asked = (role for role in Role if role in APPOINTED)
        self.role.choices = [("", gettext("请选择")), *((str(role), label(role, "role")) for role in asked)]
        self.community.choices = [("", gettext("全街道")), *((c.slug, c.name) for c in communities)]


class NewAccountForm(AccountForm, RoleForm):
    """An account with the first role that is asked for it."""


class AppointmentRefusalForm(BaseForm):
    """Why an appointment is not agreed to."""

    answer = TextAreaField(
        _l("为什么不同意"),
        validators=[InputRequired(REQUIRED), Length(max=200)],
        render_kw={"rows": 3},
    )


class RevealForm(BaseForm):
    purpose = RadioField(_l("为什么要看"), validators=[InputRequired(REQUIRED)])

    def offer(self) -> None:
        self.purpose.choices = choices("reveal.purpose")


class EndMandateForm(BaseForm):
    last_day = DateField(_l("任期的最后一天"), validators=[InputRequired(REQUIRED), DayWithin(10 * YEAR)])
    reason = TextAreaField(
        _l("原因"),
        validators=[InputRequired(REQUIRED), Length(max=200)],
        description=_l("例如：本人辞去、搬离本社区。"),
    )


class SuccessorForm(BaseForm):
    name = StringField(_l("姓名"), validators=[InputRequired(REQUIRED), Length(max=80)])
    phone = PhoneField(_l("电话"), validators=[Optional()])
    code = StringField(_l("代表编号"), validators=[InputRequired(REQUIRED), Length(max=20)])
    stairwell = StringField(_l("楼门"), validators=[Optional(), Length(max=60)])
    starts_on = DateField(_l("任期从哪一天起"), validators=[InputRequired(REQUIRED), DayWithin()])
    ends_on = DateField(_l("任期到哪一天止"), validators=[InputRequired(REQUIRED), DayWithin(10 * YEAR)])


class ImportForm(BaseForm):
    file = FileField(_l("名册文件"), validators=[FileRequired(_l("请选择文件。"))])


class Filter(BaseForm):
    """What a list is narrowed to; sent by GET."""

    class Meta(BaseForm.Meta):
        csrf = False

    @property
    def active(self) -> bool:
        return any(field.data for field in self)


class AccountFilter(Filter):
    q = StringField(_l("姓名、账号或手机号"))
    role = SelectField(_l("担任"), validate_choice=False)

    def offer(self) -> None:
        self.role.choices = [("", gettext("全部")), *choices("role")]


class RepresentativeFilter(Filter):
    q = StringField(_l("姓名、编号或楼门"))


class AuditFilterForm(Filter):
    action = SelectField(_l("办了什么"), validate_choice=False)
    kind = SelectField(_l("种类"), validate_choice=False)
    person = StringField(_l("谁办的"), description=_l("姓名，或姓名的一部分。"))
    project = StringField(_l("项目"), description=_l("项目的名称，或名称的一部分。"))
    subject = HiddenField()
    first = DateField(_l("从哪一天"))
    last = DateField(_l("到哪一天"))

    def offer(self, actions: Sequence[tuple[str, str]]) -> None:
        self.action.choices = [("", gettext("全部")), *actions]
        self.kind.choices = [("", gettext("全部")), *choices("audit.kind")]
