"""A milestone: what is reported, what is confirmed, what goes back."""

from __future__ import annotations

from flask import current_app, render_template
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.delivery import commands
from app.delivery.forms import ConfirmForm, ReportForm, SendBackForm
from app.delivery.models import Milestone
from app.delivery.queries.finding import milestone_by_slug
from app.delivery.views.blueprint import Answer, bp, done, project_url, show
from app.domain.permissions import Permission
from app.foundation.clock import local_date, now, today
from app.foundation.files import StoredFile, store_upload
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.settings import Settings


@bp.get("/milestone/<slug>")
@permit(Permission.EVIDENCE_READ, load=milestone_by_slug)
def milestone(found: Milestone) -> str:
    return render_template("delivery/milestone.html", milestone=found, today=today())


@bp.post("/milestone/<slug>/start")
@permit(Permission.MILESTONE_REPORT, load=milestone_by_slug)
def start_milestone(found: Milestone) -> Response:
    perform(
        lambda session: commands.start_milestone(session, current_actor(), found, now()),
        done=gettext("已经标记为进行中。"),
    )
    return go(project_url(found.part.proposal))


@bp.route("/milestone/<slug>/report", methods=["GET", "POST"])
@permit(Permission.MILESTONE_REPORT, load=milestone_by_slug)
def report_milestone(found: Milestone) -> Answer:
    form = ReportForm(data={"report": found.report})
    saved = submit(
        form,
        lambda session: commands.report_milestone(
            session, current_actor(), found, form.report.data, _kept(session, form.file.data), now()
        ),
    )
    if saved is not None:
        return done(gettext("已经报送，等社区或街道确认。"), found.part.proposal)
    return show("report_milestone.html", form, milestone=found)


def _kept(session: Session, uploads: list[FileStorage] | None) -> list[StoredFile]:
    settings: Settings = current_app.config["SETTINGS"]
    actor, moment = current_actor(), now()
    kept = {
        file.sha256: file
        for file in [
            store_upload(session, actor, upload, settings.uploads, settings.upload_limit, moment)
            for upload in uploads or ()
            if upload and upload.filename
        ]
    }
    session.flush()
    return list(kept.values())


@bp.route("/milestone/<slug>/confirm", methods=["GET", "POST"])
@permit(Permission.MILESTONE_CONFIRM, load=milestone_by_slug)
def confirm_milestone(found: Milestone) -> Answer:
    form = ConfirmForm(data={"done_on": local_date(found.reported_at) if found.reported_at else today()})
    saved = submit(
        form,
        lambda session: commands.confirm_milestone(
            session, current_actor(), found, form.done_on.data, form.remark.data or "", now()
        ),
    )
    if saved is not None:
        return done(gettext("里程碑已经确认完成。"), found.part.proposal)
    return show("confirm_milestone.html", form, milestone=found)


@bp.route("/milestone/<slug>/send-back", methods=["GET", "POST"])
@permit(Permission.MILESTONE_CONFIRM, load=milestone_by_slug)
def send_back_milestone(found: Milestone) -> Answer:
    form = SendBackForm()
    saved = submit(
        form,
        lambda session: commands.send_back_milestone(
            session, current_actor(), found, form.remark.data, now()
        ),
    )
    if saved is not None:
        return done(gettext("已经退回，组织会看到理由。"), found.part.proposal)
    return show("send_back_milestone.html", form, milestone=found)
