"""``flask people …``: representatives from a file, without a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM
from app.foundation.clock import now
from app.foundation.database import db, unit_of_work
from app.foundation.imports import ImportBatch, confirm, keep, preview, read_rows
from app.foundation.imports.batches import Preview
from app.foundation.imports.pages import fault_line
from app.foundation.wording import refusal_text
from app.people.representatives_import import REPRESENTATIVES
from app.street.queries import community_by_code


@click.group("people")
def people_group() -> None:
    """People and their posts."""


@people_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--community", "code", required=True, help="The community's code, as N1.")
@click.option(
    "--confirm", "confirmed", is_flag=True, help="Import the good rows; without it nothing changes."
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def import_file(file: Path, code: str, confirmed: bool, as_json: bool) -> None:
    """Show what FILE (xlsx or CSV) would bring to a community's roll, and bring it in with --confirm."""
    try:
        answer = _import(file, code, confirmed)
    except RuleViolation as violation:
        answer = {"ok": False, "code": violation.code, "error": refusal_text(violation)}
    _tell(answer, as_json)
    if not answer["ok"]:
        raise SystemExit(1)


def _import(file: Path, code: str, confirmed: bool) -> dict[str, Any]:
    community = community_by_code(db.session(), code)
    if community is None:
        raise RuleViolation("community.unknown", code_given=code)
    area = community.id
    reading = read_rows(REPRESENTATIVES, file.read_bytes())
    with unit_of_work() as session:
        batch = keep(session, SYSTEM, REPRESENTATIVES, area, file.name, reading, now())
    seen = preview(db.session(), REPRESENTATIVES, batch)
    return {"ok": True, **_shown(seen), "imported": confirmed and _confirm(batch, seen)}


def _confirm(batch: ImportBatch, seen: Preview) -> bool:
    """Import unless there is nothing to import: the same file again is no mistake."""
    if not seen.to_do:
        return False
    with unit_of_work() as session:
        confirm(session, SYSTEM, REPRESENTATIVES, batch, now())
    return True


def _shown(seen: Preview) -> dict[str, Any]:
    faults = [fault_line(REPRESENTATIVES, fault) for fault in seen.faults]
    warnings = [
        (item.row.number, refusal_text(text)) for item in seen.warned for text in item.verdict.warnings
    ]
    return {
        "counts": {kind: seen.counts[kind] for kind in ("new", "changed", "same", "refused")},
        "faults": [{"row": row, "column": column, "reason": reason} for row, column, reason in faults],
        "warnings": [{"row": row, "text": text} for row, text in warnings],
        "unused": list(seen.unused),
    }


def _tell(answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    if not answer["ok"]:
        click.echo(answer["error"], err=True)
        return
    for fault in answer["faults"]:
        click.echo(f"row {fault['row']}, {fault['column']}: {fault['reason']}")
    for warning in answer["warnings"]:
        click.echo(f"row {warning['row']}: {warning['text']}")
    counts = ", ".join(f"{kind} {number}" for kind, number in answer["counts"].items())
    done = "Imported" if answer["imported"] else "Nothing was imported"
    click.echo(f"{done}: {counts}.")
