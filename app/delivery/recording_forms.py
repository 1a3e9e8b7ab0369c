"""Forms in which a worker records what residents said: one person, a stack of paper forms, its second count."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.delivery.commands import Counted
from app.delivery.commands.evaluation import RECORDED_CHANNELS
from app.delivery.forms import WHOLE, CountField, ScoreForm
from app.foundation.forms import REQUIRED, BaseForm
from app.foundation.wording import label

FEW_FORMS = (Optional(), NumberRange(0, 2000, WHOLE))


class RecordScoreForm(ScoreForm):
    """A worker records one person's score, and whose it is."""

    representative = SelectField(_l("居民代表"), validators=[Optional()])
    phone = StringField(
        _l("电话"),
        description=_l("手机号，或带区号的座机。只留下前三位和后四位。"),
        validators=[Optional(), Length(max=30)],
    )
    household = StringField(
        _l("门牌"),
        description=_l("楼号、单元、门号，如“3 号楼 2 单元 501”或“3-2-501”。门号只留下第一位。"),
        validators=[Optional(), Length(max=60)],
    )
    channel = RadioField(_l("怎么问到的"), validators=[InputRequired(REQUIRED)])

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        self.score.label.text = _l("居民的打分")
        self.channel.choices = [(each, label(each, "evaluation.channel")) for each in RECORDED_CHANNELS]


class CountForm(BaseForm):
    """A stack of forms, counted by score."""

    score_5 = CountField(_l("5 分：很满意"), validators=[*FEW_FORMS])
    score_4 = CountField(_l("4 分：满意"), validators=[*FEW_FORMS])
    score_3 = CountField(_l("3 分：一般"), validators=[*FEW_FORMS])
    score_2 = CountField(_l("2 分：不满意"), validators=[*FEW_FORMS])
    score_1 = CountField(_l("1 分：很不满意"), validators=[*FEW_FORMS])
    void = CountField(_l("空白或作废"), validators=[*FEW_FORMS])

    @property
    def counted(self) -> Counted:
        return Counted(
            {score: self[f"score_{score}"].data or 0 for score in range(1, 6)}, self.void.data or 0
        )


class TallyForm(CountForm):
    """The first count, with the numbers printed on the forms."""

    first_no = CountField(
        _l("第一份的编号"),
        description=_l("问卷上印的号。这一叠要连号，作废的也算在内。"),
        validators=[InputRequired(REQUIRED), NumberRange(1, 999_999, WHOLE)],
    )
    words = TextAreaField(
        _l("有代表性的一句话"), validators=[Optional(), Length(max=300)], render_kw={"rows": 3}
    )


class RefuseTallyForm(BaseForm):
    answer = TextAreaField(
        _l("哪里不对"),
        description=_l("如编号对不上、少了几份。不要写分数。"),
        validators=[InputRequired(REQUIRED), Length(max=300)],
        render_kw={"rows": 3},
    )
