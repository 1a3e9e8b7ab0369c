"""The guidance directory from an office's table: the file is the whole directory, what it leaves out is retired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation.imports import Importer, Row, Verdict, WholeList
from app.foundation.imports.columns import Column, code, text, whole_number
from app.street.commands import NewDirectoryItem, import_directory
from app.street.queries import all_directory_items, directory, require_street

COLUMNS = (
    Column("number", _l("编号"), ("编号", "项目编号", "目录编号", "item_no"), code(16), required=True),
    Column(
        "category_number",
        _l("类别序号"),
        ("类别序号", "类别编号", "大类序号", "category_no"),
        whole_number(1, 99),
        required=True,
    ),
    Column("category", _l("类别"), ("类别", "大类", "类别名称", "category"), text(60), required=True),
    Column(
        "name", _l("项目"), ("项目", "项目名称", "服务项目", "服务名称", "item"), text(120), required=True
    ),
    Column("source", _l("依据"), ("依据", "来源", "出处", "source"), text(400), empty=""),
)


def judge(session: Session, area: int | None, rows: Sequence[Row]) -> Sequence[Verdict]:
    """New, changed or the same by the item's number; a number twice in one file is refused."""
    known = {item.number: item for item in all_directory_items(session)}
    seen: dict[str, int] = {}
    verdicts = []
    for row in rows:
        number = row.values["number"]
        if number in seen:
            problem = RuleViolation("directory.repeated", field="number", row=seen[number])
            verdicts.append(Verdict("refused", problem=problem))
            continue
        seen[number] = row.number
        item = known.get(number)
        if item is None:
            verdicts.append(Verdict("new"))
            continue
        same = item.active and all(row.values[c.key] == getattr(item, c.key) for c in COLUMNS)
        verdicts.append(Verdict("same" if same else "changed", item))
    return verdicts


def put_in_force(
    session: Session, actor: Actor, area: int | None, rows: Sequence[Row], now: datetime
) -> None:
    """Make the rows the directory."""
    items = [NewDirectoryItem(**row.values) for row in rows]
    import_directory(session, actor, require_street(session), items, now)


def left_out(session: Session, area: int | None, rows: Sequence[Row]) -> Sequence[str]:
    """Items offered now that the rows do not name."""
    named = {row.values["number"] for row in rows}
    return [f"{item.number} {item.name}" for item in directory(session) if item.number not in named]


DIRECTORY = Importer("directory", COLUMNS, WholeList(put_in_force, left_out), judge)
