"""Scores that a worker enters for residents: one by one, or a stack of paper forms that a second person counts too."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.delivery import commands
from app.delivery.commands import Respondent
from app.delivery.models import Evaluation, EvaluationTally
from app.delivery.queries.finding import evaluation_by_slug
from app.delivery.queries.recorded import (
    next_form_no,
    recorded_rows,
    tally_by_slug,
    tally_rows,
    worker_shares,
)
from app.delivery.queries.scoring import tell
from app.delivery.recording_forms import CountForm, RecordScoreForm, RefuseTallyForm, TallyForm
from app.delivery.views.blueprint import Answer, bp, show
from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import BaseForm, perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.people.queries import mandates_on

NOBODY = ""


@bp.route("/evaluation/<slug>/record", methods=["GET", "POST"])
@permit(Permission.EVALUATE_FOR, load=evaluation_by_slug)
def record_score(found: Evaluation) -> Answer:
    seated = {each.code: each for each in mandates_on(db.session(), found.proposal.community_id, today())}
    form = RecordScoreForm()
    form.representative.choices = [
        SelectChoice(NOBODY, gettext("不是代表，填电话或门牌")),
        *(SelectChoice(code, f"{code} {each.name}") for code, each in seated.items()),
    ]

    def change(session: Session) -> object:
        who = Respondent(
            seated.get(form.representative.data or NOBODY),
            form.phone.data or "",
            form.household.data or "",
        )
        return commands.give_score_for(
            session,
            current_actor(),
            found,
            who,
            form.score.data,
            form.comment.data or "",
            form.channel.data,
            now(),
        )

    if submit(form, change) is not None:
        flash(gettext("已经记下，可以接着记下一位。"), "success")
        return go(url_for("delivery.record_score", slug=found.slug))
    return _entering("record_score.html", form, found)


@bp.route("/evaluation/<slug>/tally", methods=["GET", "POST"])
@permit(Permission.EVALUATE_FOR, load=evaluation_by_slug)
def tally(found: Evaluation) -> Answer:
    form = TallyForm(data={"first_no": next_form_no(db.session(), found)})
    entered = submit(
        form,
        lambda session: commands.record_tally(
            session,
            current_actor(),
            found,
            form.counted,
            form.first_no.data or 0,
            form.words.data or "",
            now(),
        ),
    )
    if entered is not None:
        flash(
            gettext(
                "第一遍已经记下：%(first)s 至 %(last)s 号。请另一位再数一遍，数得一样才算。",
                first=entered.first_no,
                last=entered.last_no,
            ),
            "success",
        )
        return go(url_for("delivery.recorded", slug=found.slug))
    return _entering("tally.html", form, found)


@bp.route("/tally/<slug>/confirm", methods=["GET", "POST"])
@permit(Permission.TALLY_CONFIRM, load=tally_by_slug)
def confirm_tally(found: EvaluationTally) -> Answer:
    form = CountForm()
    confirmed = submit(
        form,
        lambda session: commands.confirm_tally(session, current_actor(), found, form.counted, now()),
    )
    if confirmed is not None:
        flash(gettext("两遍数得一样，这 %(n)s 份算数了。", n=confirmed.forms), "success")
        return go(url_for("delivery.evaluation", slug=found.evaluation.slug))
    return _counting(form, RefuseTallyForm(formdata=None), found)


@bp.post("/tally/<slug>/refuse")
@permit(Permission.TALLY_CONFIRM, load=tally_by_slug)
def refuse_tally(found: EvaluationTally) -> Answer:
    form = RefuseTallyForm()
    refused = submit(
        form,
        lambda session: commands.refuse_tally(session, current_actor(), found, form.answer.data, now()),
    )
    if refused is not None:
        flash(gettext("已经退回，请第一位重新数。"), "success")
        return go(url_for("delivery.evaluation", slug=found.evaluation.slug))
    page, _ = _counting(CountForm(formdata=None), form, found)
    return page, 422


@bp.post("/tally/<slug>/withdraw")
@permit(Permission.EVALUATE_FOR, load=tally_by_slug)
def withdraw_tally(found: EvaluationTally) -> Response:
    perform(
        lambda session: commands.withdraw_tally(session, current_actor(), found, now()),
        done=gettext("已经收回，可以重新登记。"),
    )
    return go(url_for("delivery.recorded", slug=found.evaluation.slug))


@bp.get("/evaluation/<slug>/recorded")
@permit(Permission.RECORDED_READ, load=evaluation_by_slug)
def recorded(found: Evaluation) -> str:
    session = db.session()
    rows = recorded_rows(session, found)
    return render_template(
        "delivery/recorded.html",
        evaluation=found,
        rows=rows,
        shares=worker_shares(rows),
        tallies=tally_rows(session, found),
        told=tell(session, [found])[found.id],
    )


def _entering(template: str, form: BaseForm, found: Evaluation) -> tuple[str, int]:
    return show(template, form, evaluation=found, told=tell(db.session(), [found])[found.id])


def _counting(form: CountForm, refusing: RefuseTallyForm, found: EvaluationTally) -> tuple[str, int]:
    return show(
        "confirm_tally.html",
        form,
        refusing=refusing,
        tally=found,
        evaluation=found.evaluation,
        own=found.asked_by_id == current_actor().user_id,
    )
