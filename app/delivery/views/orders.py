"""Assisted orders (代下单)."""

from __future__ import annotations

from datetime import datetime

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.delivery import commands
from app.delivery.commands import CompletedOrder, NewOrder
from app.delivery.forms import CancelOrderForm, CompleteOrderForm, OrderForm
from app.delivery.models import AssistedOrder
from app.delivery.queries.finding import order_by_slug
from app.delivery.queries.orders import on_request_projects, order_row, orders_page
from app.delivery.views.blueprint import Answer, bp, show
from app.domain.permissions import Permission
from app.foundation.clock import ZONE, now, today
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.paging import asked_page
from app.foundation.wording import choices

STATES = ("placed", "done", "cancelled")


@bp.get("/orders")
@permit(Permission.ORDER_READ)
def orders() -> str:
    state = request.args.get("state", "placed")
    if state not in STATES:
        state = "placed"
    return render_template(
        "delivery/orders.html",
        state=state,
        states=choices("order.state"),
        rows=orders_page(db.session(), current_actor(), state, asked_page()),
        today=today(),
    )


@bp.route("/orders/new", methods=["GET", "POST"])
@permit(Permission.ORDER_PLACE)
def place_order() -> Answer:
    projects = on_request_projects(db.session(), current_actor())
    by_slug = {project.proposal.slug: project for project in projects}
    form = OrderForm(data={"project": request.args.get("project"), "visit_on": today()})
    form.project.choices = [
        (slug, f"{project.proposal.title}（{project.contract.organisation.name}）")
        for slug, project in by_slug.items()
    ]

    def change(session: Session) -> AssistedOrder:
        new = NewOrder(
            asked_by=form.asked_by.data,
            channel=form.channel.data,
            item=form.item.data,
            visit_at=datetime.combine(form.visit_on.data, form.visit_time.data, ZONE),
            place=form.place.data or "",
            phone=form.phone.data or "",
            household=form.household.data or "",
        )
        part = by_slug[form.project.data].part
        return commands.place_order(session, current_actor(), part, new, now())

    placed = submit(form, change)
    if placed is not None:
        flash(gettext("已经下单，组织会看到上门时间。"), "success")
        return go(url_for("delivery.order", slug=placed.slug))
    return show("place_order.html", form, projects=projects)


@bp.get("/order/<slug>")
@permit(Permission.ORDER_READ, load=order_by_slug)
def order(found: AssistedOrder) -> str:
    row = order_row(current_actor(), found, found.community, found.part.proposal)
    return render_template("delivery/order.html", order=found, row=row, today=today())


@bp.route("/order/<slug>/complete", methods=["GET", "POST"])
@permit(Permission.ORDER_PLACE, load=order_by_slug)
def complete_order(found: AssistedOrder) -> Answer:
    form = CompleteOrderForm()

    def change(session: Session) -> AssistedOrder:
        rating = int(form.rating.data) if form.rating.data else None
        ended = CompletedOrder(
            form.fee.data or 0, form.paid_by.data, form.confirmed_by.data, rating, form.comment.data or ""
        )
        return commands.complete_order(session, current_actor(), found, ended, now())

    if submit(form, change) is not None:
        flash(gettext("已经登记完成。"), "success")
        return go(url_for("delivery.order", slug=found.slug))
    return show("complete_order.html", form, order=found)


@bp.route("/order/<slug>/cancel", methods=["GET", "POST"])
@permit(Permission.ORDER_PLACE, load=order_by_slug)
def cancel_order(found: AssistedOrder) -> Answer:
    form = CancelOrderForm()
    cancelled = submit(
        form,
        lambda session: commands.cancel_order(session, current_actor(), found, form.reason.data, now()),
    )
    if cancelled is not None:
        flash(gettext("已经取消。"), "success")
        return go(url_for("delivery.order", slug=found.slug))
    return show("cancel_order.html", form, order=found)
