"""The year and its phases."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.street import commands, queries
from app.street.forms import PhasesForm
from app.street.models import Cycle
from app.street.views.blueprint import bp

Page = Response | str | tuple[str, int]


@bp.get("/cycle")
@permit(Permission.PUBLIC)
def cycle() -> str:
    return _cycle_page(queries.current_cycle(db.session(), today()))


@bp.get("/cycle/<slug>")
@permit(Permission.PUBLIC, load=queries.cycle_by_slug)
def cycle_of(found: Cycle) -> str:
    return _cycle_page(found)


def _cycle_page(found: Cycle | None) -> str:
    return render_template(
        "street/cycle.html",
        cycle=found,
        years=queries.cycles(db.session()),
        state_of=lambda phase: queries.phase_state(phase, today()),
    )


@bp.route("/cycle/new", methods=["GET", "POST"])
@permit(Permission.STREET_CONFIGURE)
def open_cycle() -> Page:
    form = PhasesForm(year=today().year)
    if _line_asked(form):
        return _form_page(form, None)
    opened = submit(
        form,
        lambda session: commands.open_cycle(
            session,
            current_actor(),
            queries.require_street(session),
            form.year.data,
            _phases(form),
            now(),
        ),
    )
    if opened is not None:
        return redirect(url_for(".cycle_of", slug=opened.slug), 303)
    return _form_page(form, None)


@bp.route("/cycle/<slug>/phases", methods=["GET", "POST"])
@permit(Permission.STREET_CONFIGURE, load=queries.cycle_by_slug)
def change_phases(found: Cycle) -> Page:
    form = PhasesForm(obj=found)
    if _line_asked(form):
        return _form_page(form, found)
    changed = submit(
        form, lambda session: commands.change_phases(session, current_actor(), found, _phases(form), now())
    )
    if changed is not None:
        return redirect(url_for(".cycle_of", slug=found.slug), 303)
    return _form_page(form, found)


def _form_page(form: PhasesForm, found: Cycle | None) -> Page:
    page = render_template("street/phases.html", form=form, cycle=found)
    return (page, 422) if form.errors or form.form_errors else page


def _line_asked(form: PhasesForm) -> bool:
    """Without scripts: a line more or less, and the form again."""
    if "add_phases" in request.form:
        form.phases.one_more()
        return True
    if "remove_phases" in request.form:
        form.phases.one_less(request.form.get("remove_phases", type=int))
        return True
    return False


def _phases(form: PhasesForm) -> Sequence[commands.NewPhase]:
    lines = [line.form for line in form.phases]
    return [
        commands.NewPhase(
            line.stage.data, line.name.data, line.starts_on.data, line.ends_on.data, line.note.data or ""
        )
        for line in sorted(lines, key=lambda line: line.starts_on.data)
    ]
