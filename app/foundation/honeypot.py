"""A field that people do not see and machines fill in: the forms open to everybody have one, and no captcha."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import StringField, ValidationError


class TrapField(StringField):  # type: ignore[misc]  # WTForms has no types
    """Must stay empty; always shown empty again, so that a person whose browser filled it can just send again."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_l("请留空"), **kwargs)

    def __call__(self, **kwargs: object) -> Markup:
        return Markup(
            '<div class="govuk-visually-hidden" aria-hidden="true"><label for="{id}">{label}</label>'
            '<input id="{id}" name="{name}" type="text" tabindex="-1" autocomplete="off"></div>'
        ).format(id=self.id, name=self.name, label=self.label.text)

    def pre_validate(self, form: object) -> None:
        if self.data:
            raise ValidationError(_l("没有收下：有一个应当留空的格子填了字，现已清空，请再提交一次。"))
