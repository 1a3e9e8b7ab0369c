"""What the street decides and notes of organisations."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.paging import asked_page
from app.foundation.wording import choices
from app.organisations import commands, queries
from app.organisations.forms import (
    ApplicationFilter,
    EndStatusForm,
    RefuseForm,
    RefuseTogetherForm,
    StatusForm,
)
from app.organisations.models import Organisation, StatusEntry
from app.organisations.views.blueprint import Answer, bp
from app.organisations.waiting import applications_named, applications_page


@bp.get("/admissions")
@permit(Permission.ORGANISATION_ADMIT)
def admissions() -> str:
    session = db.session()
    form = _filter()
    page = applications_page(session, asked_page(), form.text, form.doubt.data or "")
    return render_template(
        "organisations/admissions.html",
        form=form,
        page=page,
        decided=queries.decided_lately(session) if page.number == 1 and not form.active else (),
    )


def _filter() -> ApplicationFilter:
    form = ApplicationFilter(request.args)
    form.doubt.choices = [("", gettext("全部")), *choices("organisation.doubt")]
    return form


@bp.route("/admissions/refuse", methods=["GET", "POST"])
@permit(Permission.ORGANISATION_ADMIT)
def refuse_together() -> Answer:
    """Refuse what nobody meant, one page of the list at a time."""
    wanted = _filter()
    page = applications_page(db.session(), asked_page(), wanted.text, wanted.doubt.data or "")
    form = RefuseTogetherForm()
    form.offer([item.organisation for item in page.items], ticked=request.args.get("all") == "1")

    def change(session: Session) -> int:
        chosen = applications_named(session, form.chosen.data or ())
        return commands.refuse_together(session, current_actor(), chosen, form.reason.data, now())

    refused = submit(form, change)
    if refused is None:
        context = {"form": form, "page": page, "wanted": wanted}
        return render_template("organisations/refuse_together.html", **context), 422 if form.errors else 200
    flash(ngettext("已不准入 %(num)s 份申请。", "已不准入 %(num)s 份申请。", refused), "success")
    return go(url_for(".admissions", q=wanted.q.data, doubt=wanted.doubt.data))


@bp.post("/<slug>/admit")
@permit(Permission.ORGANISATION_ADMIT, load=queries.organisation_by_slug)
def admit(organisation: Organisation) -> Answer:
    perform(
        lambda session: commands.admit_organisation(session, current_actor(), organisation, now()),
        done=gettext("已准入，现在可以参加推介会。"),
    )
    return go(url_for(".detail", slug=organisation.slug))


@bp.route("/<slug>/refuse", methods=["GET", "POST"])
@permit(Permission.ORGANISATION_ADMIT, load=queries.organisation_by_slug)
def refuse(organisation: Organisation) -> Answer:
    form = RefuseForm()

    def change(session: Session) -> Organisation:
        return commands.refuse_organisation(session, current_actor(), organisation, form.reason.data, now())

    if submit(form, change) is None:
        context = {"form": form, "organisation": organisation}
        return render_template("organisations/refuse.html", **context), 422 if form.errors else 200
    flash(gettext("已告知未准入和理由。"), "success")
    return go(url_for(".admissions"))


@bp.route("/<slug>/statuses/new", methods=["GET", "POST"])
@permit(Permission.ORGANISATION_ADMIT, load=queries.organisation_by_slug)
def add_status(organisation: Organisation) -> Answer:
    form = StatusForm()
    form.kind.choices = choices("organisation.status")

    def change(session: Session) -> StatusEntry:
        return commands.enter_status(
            session,
            current_actor(),
            organisation,
            form.kind.data,
            form.since.data,
            form.source.data,
            now(),
        )

    if submit(form, change) is None:
        context = {"form": form, "organisation": organisation}
        return render_template("organisations/add_status.html", **context), 422 if form.errors else 200
    flash(gettext("已记入。"), "success")
    return go(url_for(".detail", slug=organisation.slug))


@bp.route("/statuses/<slug>/end", methods=["GET", "POST"])
@permit(Permission.ORGANISATION_ADMIT, load=queries.status_by_slug)
def end_status(entry: StatusEntry) -> Answer:
    form = EndStatusForm()
    organisation = entry.organisation

    def change(session: Session) -> StatusEntry:
        return commands.end_status(session, current_actor(), entry, form.until.data, now())

    if submit(form, change) is None:
        context = {"form": form, "organisation": organisation, "entry": entry}
        return render_template("organisations/end_status.html", **context), 422 if form.errors else 200
    flash(gettext("移出日期已记下。"), "success")
    return go(url_for(".detail", slug=organisation.slug))
