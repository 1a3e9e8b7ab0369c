"""Forms of the room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from app.foundation.forms import REQUIRED, BaseForm


class SignInForm(BaseForm):
    username = StringField(_l("账号或手机号"), validators=[InputRequired(REQUIRED)])
    password = PasswordField(_l("密码"), validators=[InputRequired(REQUIRED)])
