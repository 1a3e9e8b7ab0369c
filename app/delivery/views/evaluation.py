"""Evaluation: opened, scored by a resident, closed, read."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, render_template, url_for
from flask_babel import gettext

from app.delivery import commands
from app.delivery.forms import CloseEvaluationForm, OpenEvaluationForm, ScoreForm
from app.delivery.models import Evaluation
from app.delivery.queries.finding import Project, evaluation_by_slug, project_by_slug, project_of
from app.delivery.queries.recorded import recorded_for
from app.delivery.queries.scoring import MOST_COMMENTS, own_answer, tell
from app.delivery.views.blueprint import Answer, bp, show
from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.withholding import withheld_among
from app.street.queries import rules

USUAL_DAYS = timedelta(days=14)


@bp.get("/evaluation/<slug>")
@permit(Permission.CONTRACT_READ, load=evaluation_by_slug)
def evaluation(found: Evaluation) -> str:
    session = db.session()
    told = tell(session, [found], MOST_COMMENTS)[found.id]
    return render_template(
        "delivery/evaluation.html",
        evaluation=found,
        told=told,
        withheld=withheld_among(session, "comment", [comment.id for comment in told.comments]),
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
    least_days = rules(db.session(), found.proposal.community_id).number("evaluation_days")
    return show("open_evaluation.html", form, found=found, least_days=least_days)


@bp.route("/evaluation/<slug>/score", methods=["GET", "POST"])
@permit(Permission.EVALUATE, load=evaluation_by_slug)
def score(found: Evaluation) -> Answer:
    session, actor = db.session(), current_actor()
    answer = own_answer(session, found, actor)
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
    recorded = None if answer else recorded_for(session, found, actor)
    return show("score.html", form, evaluation=found, answer=answer, recorded=recorded, over=_over(found))


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
        told=tell(db.session(), [found])[found.id],
        own=found.opened_by_id == current_actor().user_id,
        today=today(),
    )


def _over(found: Evaluation) -> bool:
    return found.state != "open" or today() > found.closes_on
