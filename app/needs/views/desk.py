"""What a community's desk does with a need: answers it, merges it, rings back."""

from __future__ import annotations

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db, unit_of_work
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.needs import commands, queries
from app.needs.forms import AnswerForm, MergeForm
from app.needs.models import Need
from app.needs.views.blueprint import Answer, bp
from app.needs.views.reading import need_page


@bp.route("/<slug>/answer", methods=["GET", "POST"])
@permit(Permission.NEED_ANSWER, load=queries.need_by_slug)
def answer(need: Need) -> Answer:
    form = AnswerForm(data={"answer": need.answer, "declined": need.state == "declined"})

    def change(session: Session) -> Need:
        return commands.answer_need(
            session, current_actor(), need, form.answer.data, now(), bool(form.declined.data)
        )

    if submit(form, change) is None:
        return render_template("needs/answer.html", form=form, need=need), 422 if form.errors else 200
    flash(gettext("已答复，居民现在就能看到。"), "success")
    return go(url_for(".detail", slug=need.slug))


@bp.route("/<slug>/merge", methods=["GET", "POST"])
@permit(Permission.NEED_MERGE, load=queries.need_by_slug)
def merge(need: Need) -> Answer:
    session = db.session()
    text = request.args.get("q", "")
    targets = queries.mergeable_targets(session, need, text)
    form = MergeForm()
    form.target.choices = [
        (each.slug, gettext("%(title)s（%(n)s 户）", title=each.title, n=each.heat)) for each in targets
    ]

    def change(unit: Session) -> Need:
        target = queries.need_by_slug(unit, form.target.data)
        if target is None:
            raise RuleViolation("need.merge_target", field="target")
        return commands.merge_needs(unit, current_actor(), need, target, now())

    if submit(form, change) is None:
        context = {"form": form, "need": need, "text": text}
        return render_template("needs/merge.html", **context), 422 if form.errors else 200
    flash(gettext("已并入，提及和附议一并转到这里。"), "success")
    return go(url_for(".detail", slug=form.target.data))


@bp.post("/<slug>/contact")
@permit(Permission.NEED_CONTACT_READ, load=queries.need_by_slug)
def contact(need: Need) -> Answer:
    with unit_of_work() as session:
        commands.reveal_contact(session, current_actor(), need, now())
    return _unstored(need_page(need, contact=True))


def _unstored(page: str) -> Response:
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
