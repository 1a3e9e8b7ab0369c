"""Forms of the room: what the reader looks for, sent by GET; words to withhold."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SearchField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.foundation.forms import REQUIRED, BaseForm
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


class WithholdForm(BaseForm):
    """Why words are put aside."""

    reason = StringField(
        _l("为什么隐去"),
        description=_l("所有人都能看到，如：写了邻居的姓名和病情。不要重复原话。"),
        validators=[InputRequired(REQUIRED), Length(max=80)],
    )


class DecideForm(BaseForm):
    """A second person's decision on words to withhold."""

    decision = RadioField(_l("隐去吗"), validators=[InputRequired(REQUIRED)])
    answer = StringField(
        _l("不同意的理由"),
        description=_l("不同意时要写，提出的人会看到。"),
        validators=[Optional(), Length(max=200)],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.decision.choices = choices("words.decision")
