"""What secretary and street do: post a result, end a notice."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.permissions import PERMISSIONS, Permission
from app.domain.policy import STREET_ROLES
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.notices import commands, queries
from app.notices.commands.publishing import result_body
from app.notices.forms import PublishForm
from app.notices.models import Notice
from app.notices.views.blueprint import bp
from app.proposals.models import Proposal
from app.proposals.queries import proposal_by_slug
from app.street.queries import rules


def area(permission: Permission) -> frozenset[int] | None:
    """The communities in which the actor has a permission; ``None`` for a role of the whole street."""
    roles = PERMISSIONS[permission].roles
    actor = current_actor()
    return None if actor.holds(*(roles & STREET_ROLES)) else actor.communities(*roles)


@bp.get("/publish")
@permit(Permission.NOTICE_PUBLISH)
def to_publish() -> str:
    waiting = queries.awaiting_notice(db.session(), area(Permission.NOTICE_PUBLISH))
    return render_template("notices/to_publish.html", waiting=waiting)


@bp.route("/publish/<slug>", methods=["GET", "POST"])
@permit(Permission.NOTICE_PUBLISH, load=proposal_by_slug)
def publish_result(proposal: Proposal) -> tuple[str, int] | Response:
    form = PublishForm(data={"starts_on": today()})
    notice = submit(
        form,
        lambda session: commands.publish_result(
            session, current_actor(), proposal, now(), form.starts_on.data
        ),
    )
    if notice is None:
        return _preview(proposal, form), 422 if form.errors else 200
    flash(gettext("公示已经发布，到 %(day)s 为止。", day=notice.ends_on), "success")
    return go(url_for("notices.detail", slug=notice.slug))


def _preview(proposal: Proposal, form: PublishForm) -> str:
    session = db.session()
    resolution = queries.passed_resolution(session, proposal.id)
    setting = rules(session, proposal.community_id)
    return render_template(
        "notices/publish_result.html",
        proposal=proposal,
        form=form,
        body=result_body(proposal, resolution) if resolution else None,
        period=setting.notice_period,
        source=setting.sources["notice_period"],
    )


@bp.post("/<slug>/end")
@permit(Permission.NOTICE_CLOSE, load=queries.notice_by_slug)
def end(notice: Notice) -> Response:
    perform(
        lambda session: commands.end_notice(session, current_actor(), notice, now()),
        done=gettext("公示已经结束，结果写在这一页。"),
    )
    return go(url_for("notices.detail", slug=notice.slug))
