"""Forms of the room: what the reader looks for, sent by GET."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SearchField, SelectField
from wtforms.validators import Length

from app.foundation.forms import BaseForm
from app.foundation.wording import choices


class LookForm(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False


class SearchForm(LookForm):
    q = SearchField(_l("找什么"), validators=[Length(max=100)], description=_l("两个字就能找，例如“助餐”。"))


class ProjectFilterForm(LookForm):
    q = SearchField(_l("找什么"), validators=[Length(max=100)], description=_l("两个字就能找，例如“助餐”。"))
    community = SelectField(_l("社区"), choices=[])
    category = SelectField(_l("类别"), choices=[])
    group = SelectField(_l("走到哪一步"), choices=[])
    rating = BooleanField(_l("正在请居民打分"))
    sort = SelectField(_l("排列"), choices=[], default="newest")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.group.choices = [("", _l("不限")), *choices("project.group")]
        self.sort.choices = choices("project.sort")

    @property
    def any(self) -> bool:
        """Whether the list is narrowed at all."""
        return any((self.q.data, self.community.data, self.category.data, self.group.data, self.rating.data))
