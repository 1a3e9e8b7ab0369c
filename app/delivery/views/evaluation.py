"""Evaluation: opened, scored from a phone or a paper form, closed, read."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.delivery import commands
from app.delivery.commands.evaluation import last_recorded
from app.delivery.forms import CloseEvaluationForm, OpenEvaluationForm, RecordScoreForm, ScoreForm, TallyForm
from app.delivery.models import Evaluation
from app.delivery.queries.finding import Project, evaluation_by_slug, project_by_slug, project_of
from app.delivery.queries.scoring import comments_of, own_answer, scores_of
from app.delivery.views.blueprint import Answer, bp, show
from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import BaseForm, submit, whole_number
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go

USUAL_DAYS = timedelta(days=14)


@bp.get("/evaluation/<slug>")
@permit(Permission.CONTRACT_READ, load=evaluation_by_slug)
def evaluation(found: Evaluation) -> str:
    session = db.session()
    return render_template(
        "delivery/evaluation.html",
        evaluation=found,
        scores=scores_of(session, found),
        comments=comments_of(session, found),
        today=today(),
    )


@bp.route("/project/<slug>/evaluate", methods=["GET", "POST"])
@permit(Permission.EVALUATION_OPEN, load=project_by_slug)
def open_evaluation(found: Project) -> Answer:
    form = OpenEvaluationForm(data={"closes_on": today() + USUAL_DAYS})
    opened = submit(
        form,
        lambda session: commands.open_evaluation(
            session, current_actor(), found.proposal, form.stage.data, form.closes_on.data, now()
        ),
    )
    if opened is not None:
        flash(gettext("评议已经开始，居民可以打分了。"), "success")
        return go(url_for("delivery.evaluation", slug=opened.slug))
    return show("open_evaluation.html", form, found=found)


@bp.route("/evaluation/<slug>/score", methods=["GET", "POST"])
@permit(Permission.EVALUATE, load=evaluation_by_slug)
def score(found: Evaluation) -> Answer:
    answer = own_answer(db.session(), found, current_actor())
    form = ScoreForm(data={"score": answer.score, "comment": answer.comment} if answer else None)
    given = submit(
        form,
        lambda session: commands.give_score(
            session, current_actor(), found, form.score.data, form.comment.data or "", now()
        ),
    )
    if given is not None:
        flash(gettext("收到了，谢谢您。截止前还可以改。"), "success")
        return go(url_for("delivery.evaluation", slug=found.slug))
    return show("score.html", form, evaluation=found, answer=answer, over=_over(found))


@bp.route("/evaluation/<slug>/record", methods=["GET", "POST"])
@permit(Permission.EVALUATE_FOR, load=evaluation_by_slug)
def record_score(found: Evaluation) -> Answer:
    form = RecordScoreForm()

    def change(session: Session) -> object:
        return commands.give_score_for(
            session,
            current_actor(),
            found,
            form.score.data,
            1,
            form.comment.data or "",
            form.channel.data,
            now(),
            seen_answer=_seen(form),
        )

    if submit(form, change) is not None:
        flash(gettext("已经记下，可以接着记下一位。"), "success")
        return go(url_for("delivery.record_score", slug=found.slug))
    return _recording("record_score.html", form, found)


@bp.route("/evaluation/<slug>/tally", methods=["GET", "POST"])
@permit(Permission.EVALUATE_FOR, load=evaluation_by_slug)
def tally(found: Evaluation) -> Answer:
    form = TallyForm()

    def change(session: Session) -> object:
        return commands.record_tally(
            session,
            current_actor(),
            found,
            form.tally,
            form.comment.data or "",
            "paper",
            now(),
            seen_answer=_seen(form),
        )

    if submit(form, change) is not None:
        flash(gettext("%(n)s 份问卷已经记下。", n=sum(form.tally.values())), "success")
        return go(url_for("delivery.evaluation", slug=found.slug))
    return _recording("tally.html", form, found)


@bp.route("/evaluation/<slug>/close", methods=["GET", "POST"])
@permit(Permission.EVALUATION_OPEN, load=evaluation_by_slug)
def close_evaluation(found: Evaluation) -> Answer:
    form = CloseEvaluationForm()
    closed = submit(
        form,
        lambda session: commands.close_evaluation(
            session, current_actor(), found, now(), form.third_party_score.data
        ),
    )
    if closed is not None:
        flash(gettext("评议已经结束。"), "success")
        return go(url_for("delivery.evaluation", slug=found.slug))
    return show(
        "close_evaluation.html",
        form,
        evaluation=found,
        contract=project_of(db.session(), found.proposal_id).contract,
        scores=scores_of(db.session(), found),
        today=today(),
    )


def _recording(template: str, form: BaseForm, found: Evaluation) -> Answer:
    session = db.session()
    form.seen.data = str(last_recorded(session, current_actor(), found))
    return show(template, form, evaluation=found, scores=scores_of(session, found))


def _seen(form: BaseForm) -> int:
    seen = whole_number(form.seen.data)
    return -1 if seen is None else seen


def _over(found: Evaluation) -> bool:
    return found.state != "open" or today() > found.closes_on
