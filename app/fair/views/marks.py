"""What communities leave: marks of interest and questions; and the organisation's answers."""

from __future__ import annotations

from itertools import groupby

from flask import flash, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.permissions import PERMISSIONS, Permission
from app.fair import commands, queries
from app.fair.forms import AnswerForm, InterestForm, QuestionForm
from app.fair.models import Question
from app.fair.queries import InterestPlace
from app.fair.views.blueprint import bp
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go

MARKERS = PERMISSIONS[Permission.INTEREST_MARK].roles


@bp.get("/interests")
@permit(Permission.INTEREST_MARK)
def interests() -> str:
    session = db.session()
    marks = queries.interests_in(session, current_actor().communities(*MARKERS))
    groups = [(place, list(own)) for place, own in groupby(marks, key=lambda mark: mark.community)]
    return render_template("fair/interests.html", groups=groups)


@bp.route("/interests/<community>/<slug>", methods=["GET", "POST"])
@permit(Permission.INTEREST_MARK, load=queries.interest_place)
def mark_interest(place: InterestPlace) -> tuple[str, int] | Response:
    mark = place.interest
    form = InterestForm(data={"priority": str(mark.priority), "note": mark.note} if mark else None)
    done = submit(
        form,
        lambda session: commands.mark_interest(
            session,
            current_actor(),
            place.community,
            place.offering,
            int(form.priority.data),
            form.note.data or "",
            now(),
        ),
    )
    if done is None:
        page = render_template("fair/mark_interest.html", form=form, place=place)
        return page, 422 if form.errors else 200
    flash(gettext("意向已经记下。"), "success")
    return go(url_for("fair.offering", slug=place.offering.slug))


@bp.post("/interests/<community>/<slug>/withdraw")
@permit(Permission.INTEREST_MARK, load=queries.interest_place)
def withdraw_interest(place: InterestPlace) -> Response:
    mark = place.interest
    if mark is not None:
        perform(
            lambda session: commands.withdraw_interest(session, current_actor(), mark, now()),
            done=gettext("意向已经取消。"),
        )
    return go(url_for("fair.interests"))


@bp.route("/questions/<community>/<slug>", methods=["GET", "POST"])
@permit(Permission.QUESTION_ASK, load=queries.place_to_ask)
def ask(place: InterestPlace) -> tuple[str, int] | Response:
    form = QuestionForm()
    done = submit(
        form,
        lambda session: commands.ask_question(
            session, current_actor(), place.offering, form.text.data, now(), place.community
        ),
    )
    if done is None:
        return render_template("fair/ask.html", form=form, place=place), 422 if form.errors else 200
    flash(gettext("问题已经送到展位，答复会写在这一页。"), "success")
    return go(url_for("fair.offering", slug=place.offering.slug, _anchor="questions"))


@bp.route("/answers/<slug>", methods=["GET", "POST"])
@permit(Permission.QUESTION_ANSWER, load=queries.question_by_slug)
def answer(question: Question) -> tuple[str, int] | Response:
    form = AnswerForm(data={"answer": question.answer})
    done = submit(
        form,
        lambda session: commands.answer_question(session, current_actor(), question, form.answer.data, now()),
    )
    if done is None:
        return render_template("fair/answer.html", form=form, question=question), 422 if form.errors else 200
    flash(gettext("答复已经发布。"), "success")
    return go(url_for("fair.offering", slug=question.offering.slug, _anchor="questions"))
