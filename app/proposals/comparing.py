"""Two kept versions side by side."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.foundation.formatting import money
from app.foundation.public_words import MARK, told

ORDER = (
    "title",
    "fund",
    "organisation",
    "need",
    "offering",
    "directory_item",
    "outside_reason",
    "goal",
    "activities",
    "schedule",
    "staffing",
    "target_group",
    "people_served",
    "months",
    "amount_fen",
    "lines",
    "negative_answers",
    "no_subcontracting",
)


@dataclass(frozen=True)
class FieldPair:
    """One field in two versions, as texts of one or more lines."""

    name: str
    left: Sequence[str]
    right: Sequence[str]

    @property
    def changed(self) -> bool:
        return self.left != self.right


def compare(
    left: Mapping[str, Any],
    right: Mapping[str, Any],
    withheld: Collection[str] = (),
    hidden: Collection[str] = (),
) -> list[FieldPair]:
    """Every field of two versions, in the order of the form; titles of needs that are ``withheld``, and ``hidden``
    fields stay unsaid."""
    left, right = ({**kept, **{name: MARK for name in hidden if kept.get(name)}} for kept in (left, right))
    left, right = ({**kept, "need": MARK} if kept.get("need") in withheld else kept for kept in (left, right))
    return [FieldPair(name, shown(name, left.get(name)), shown(name, right.get(name))) for name in ORDER]


def shown(name: str, value: Any) -> list[str]:
    """A kept value as people read it."""
    if name == "amount_fen":
        return [money(value)]
    if name == "lines":
        return [
            " ".join(part for part in (line["kind"], line["description"], money(line["amount_fen"])) if part)
            for line in value or ()
        ]
    if name == "negative_answers":
        yes, no = gettext("含有"), gettext("不含")
        return [
            gettext("%(item)s：%(answer)s", item=k, answer=yes if v else no) for k, v in (value or {}).items()
        ]
    if isinstance(value, bool):
        return [gettext("已声明") if value else gettext("没有声明")]
    return [str(told(str(value)))] if value else []
