"""The question on the trying page: which ballots, which rules, how much money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.counting import Completion, RuleName, Utility
from app.foundation.forms import REQUIRED, BaseForm, MoneyField
from app.voting.manifest import OFFERED_COMPLETIONS, OFFERED_RULES, OFFERED_UTILITIES
from app.voting.words import COMPLETIONS, RULES, UTILITIES


@dataclass(frozen=True)
class TriedRule:
    """A rule to try; ``utility`` and ``completion`` belong to Equal Shares alone."""

    name: RuleName
    utility: Utility | None = None
    completion: Completion = Completion.NONE


class Checkboxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TryForm(BaseForm):
    """A question asked by address, which changes nothing."""

    class Meta(BaseForm.Meta):
        csrf = False

    source = SelectField(_l("用哪一次的选票"), validators=[InputRequired(REQUIRED)])
    amount = MoneyField(
        _l("经费换成多少"),
        description=_l("按那一次的货币填。不填就用那一次的经费。"),
        validators=[Optional()],
    )
    rule = Checkboxes(
        _l("试哪些规则"),
        choices=[SelectChoice(str(each), RULES[each]) for each in OFFERED_RULES],
        default=list(OFFERED_RULES),
        description=_l("可以多选，并排比较。"),
        validators=[InputRequired(_l("请至少选一种规则。"))],
    )
    utility = Checkboxes(
        _l("均等份额法：谁先定"),
        choices=[SelectChoice(str(each), UTILITIES[each]) for each in OFFERED_UTILITIES],
        default=[Utility.COST],
        description=_l("可以多选。只在选均等份额法时用。"),
        validators=[Optional()],
    )
    completion = Checkboxes(
        _l("均等份额法：还有钱没用上怎么办"),
        choices=[SelectChoice(str(each), COMPLETIONS[each]) for each in OFFERED_COMPLETIONS],
        default=[Completion.NONE, Completion.ADD1],
        description=_l("可以多选。只在选均等份额法时用。"),
        validators=[Optional()],
    )

    @property
    def chosen(self) -> Sequence[TriedRule]:
        """The rules ticked; Equal Shares once for every utility with every completion."""
        return [tried for name in self.rule.data for tried in self._variants(RuleName(name))]

    def _variants(self, name: RuleName) -> Iterable[TriedRule]:
        if name is not RuleName.EQUAL_SHARES:
            return [TriedRule(name)]
        utilities = self.utility.data or [Utility.COST]
        completions = self.completion.data or [Completion.NONE]
        return [
            TriedRule(name, Utility(utility), Completion(completion))
            for utility, completion in product(utilities, completions)
        ]
