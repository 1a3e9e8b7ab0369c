"""An organisation's own list: what it offers, changes, takes down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.fair import commands, queries
from app.fair.commands import NewOffering
from app.fair.forms import OfferingForm
from app.fair.models import Offering
from app.fair.views.blueprint import bp
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.organisations.models import Organisation
from app.organisations.queries import organisation_by_slug, organisations_of
from app.street.models import Zone
from app.street.queries import communities, directory, directory_item

TEXTS = ("title", "summary", "target_group", "outside_reason", "price_unit", "capacity_unit")
NUMBERS = ("unit_price_fen", "min_total_fen", "max_total_fen", "months", "capacity")


@bp.get("/my-offerings")
@permit(Permission.OFFERING_ADD)
def my_offerings() -> Response:
    mine = organisations_of(db.session(), current_actor().organisations())
    if not mine:
        abort(404)
    return go(url_for("fair.offerings_of", slug=mine[0].slug))


@bp.get("/organisations/<slug>/offerings")
@permit(Permission.OFFERING_EDIT, load=organisation_by_slug)
def offerings_of(organisation: Organisation) -> str:
    session = db.session()
    return render_template(
        "fair/offerings_of.html",
        organisation=organisation,
        offerings=queries.offerings_by(session, organisation.id),
        questions=[q for q in queries.questions_of(session, organisation_id=organisation.id) if not q.answer],
    )


@bp.route("/organisations/<slug>/offerings/new", methods=["GET", "POST"])
@permit(Permission.OFFERING_ADD, load=organisation_by_slug)
def add_offering(organisation: Organisation) -> tuple[str, int] | Response:
    form = OfferingForm()
    zones = _prepare(form)
    done = submit(
        form,
        lambda session: commands.list_offering(
            session, current_actor(), organisation, _filled(form, zones), now()
        ),
    )
    if done is None:
        return _page(form, organisation, None)
    flash(gettext("服务已经上了推介会。"), "success")
    return go(url_for("fair.offering", slug=done.slug))


@bp.route("/offerings/<slug>/edit", methods=["GET", "POST"])
@permit(Permission.OFFERING_EDIT, load=queries.offering_by_slug)
def edit_offering(offering: Offering) -> tuple[str, int] | Response:
    item = offering.directory_item
    kept = {name: getattr(offering, name) for name in (*TEXTS, *NUMBERS)}
    form = OfferingForm(
        data={
            **kept,
            "directory_item": item.number if item else "",
            "zones": [z.name for z in offering.zones],
        }
    )
    zones = _prepare(form)
    done = submit(
        form,
        lambda session: commands.change_offering(
            session, current_actor(), offering, _filled(form, zones), now()
        ),
    )
    if done is None:
        return _page(form, offering.organisation, offering)
    flash(gettext("已经改好。"), "success")
    return go(url_for("fair.offering", slug=offering.slug))


@bp.post("/offerings/<slug>/withdraw")
@permit(Permission.OFFERING_EDIT, load=queries.offering_by_slug)
def withdraw_offering(offering: Offering) -> Response:
    perform(
        lambda session: commands.withdraw_offering(session, current_actor(), offering, now()),
        done=gettext("已经撤下，随时可以重新推介。"),
    )
    return go(url_for("fair.offerings_of", slug=offering.organisation.slug))


@bp.post("/offerings/<slug>/list-again")
@permit(Permission.OFFERING_EDIT, load=queries.offering_by_slug)
def list_again(offering: Offering) -> Response:
    perform(
        lambda session: commands.list_again(session, current_actor(), offering, now()),
        done=gettext("又在推介会上了。"),
    )
    return go(url_for("fair.offerings_of", slug=offering.organisation.slug))


def _prepare(form: OfferingForm) -> Sequence[Zone]:
    session = db.session()
    items = directory(session)
    form.directory_item.choices = [
        ("", gettext("目录外（要写理由）")),
        *((item.number, f"{item.number} {item.category}：{item.name}") for item in items),
    ]
    zones = list({c.zone_id: c.zone for c in communities(session)}.values())
    form.zones.choices = [(zone.name, zone.name) for zone in zones]
    return zones


def _filled(form: OfferingForm, zones: Sequence[Zone]) -> NewOffering:
    number = form.directory_item.data
    typed: dict[str, Any] = {name: form[name].data for name in NUMBERS}
    typed |= {name: form[name].data or "" for name in TEXTS}
    return NewOffering(
        **typed,
        directory_item=directory_item(db.session(), number) if number else None,
        zones=[zone for zone in zones if zone.name in form.zones.data],
    )


def _page(form: OfferingForm, organisation: Organisation, offering: Offering | None) -> tuple[str, int]:
    page = render_template("fair/edit_offering.html", form=form, organisation=organisation, offering=offering)
    return page, 422 if form.errors else 200
