"""What every import page does: take a file in, hand out a template, hand back the faults."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, send_file
from flask_babel import gettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.foundation.clock import now
from app.foundation.database import unit_of_work
from app.foundation.forms import BaseForm
from app.foundation.guard import current_actor
from app.foundation.imports.batches import ImportBatch, keep, preview
from app.foundation.imports.importer import Fault, Importer
from app.foundation.imports.reading import LARGEST, read_rows
from app.foundation.tables import write_csv
from app.foundation.wording import refusal_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def keep_upload(form: BaseForm, importer: Importer, area: int | None) -> ImportBatch | None:
    """Read the form's ``file`` and keep it for a look; ``None`` with the reason on the form. Reading holds no lock."""
    if not form.validate_on_submit():
        return None
    upload = form.file.data
    try:
        reading = read_rows(importer, upload.stream.read(LARGEST + 1))
    except RuleViolation as violation:
        form.refuse(violation)
        return None
    with unit_of_work() as session:
        return keep(session, current_actor(), importer, area, upload.filename or "", reading, now())


def template_file(importer: Importer, name: str) -> Response:
    """An empty table with the heads, cells set as text so that a program leaves codes and phones alone, and a
    second sheet that says what to write."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = name[:31]
    for index, column in enumerate(importer.columns, 1):
        head = sheet.cell(1, index, column.heads[0])
        head.font = Font(bold=True)
        sheet.column_dimensions[head.column_letter].width = 18
        for line in range(2, 202):
            sheet.cell(line, index).number_format = "@"
    sheet.freeze_panes = "A2"
    notes: Any = book.create_sheet(gettext("填写说明"))
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 18, 60
    for column in importer.columns:
        rule = gettext("必填。") if column.required else gettext("可以不填。")
        notes.append([column.heads[0], f"{rule}{column.hint}"])
        notes.cell(notes.max_row, 2).alignment = Alignment(wrap_text=True)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return send_file(out, mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def fault_line(importer: Importer, fault: Fault) -> tuple[int, str, str]:
    """A fault for people: the row's number, the column's title, the reason."""
    column = importer.column(fault.column)
    return fault.number, str(column.title) if column else "", refusal_text(fault.violation)


def faults_file(session: Session, importer: Importer, batch: ImportBatch) -> Response:
    """Every row that does not come in, as CSV."""
    faults = preview(session, importer, batch).faults if batch.readable else []
    lines = [fault_line(importer, fault) for fault in faults]
    text = write_csv([gettext("行"), gettext("列"), gettext("原因")], lines)
    headers = {"Content-Disposition": "attachment; filename=faults.csv"}
    return Response(text, mimetype="text/csv", headers=headers)
