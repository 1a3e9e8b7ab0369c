"""The list of needs and a need's page."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.domain.permissions import Permission
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.guard import can, current_actor, permit
from app.foundation.paging import asked_page
from app.foundation.visitors import known_browser
from app.foundation.wording import choices
from app.needs import queries
from app.needs.forms import SecondForm, WantedForm
from app.needs.models import Need
from app.needs.queries import Wanted
from app.needs.views.blueprint import bp
from app.street.queries import communities, directory


@bp.get("/")
@permit(Permission.NEED_READ)
def index() -> str:
    session = db.session()
    form = _wanted_form(session)
    wanted = Wanted(
        text=form.q.data or "",
        community=form.community.data,
        category=int(form.category.data) if form.category.data else None,
        state=form.state.data,
        overdue=bool(form.overdue.data),
        order=form.order.data,
    )
    return render_template(
        "needs/index.html",
        form=form,
        page=queries.needs_page(session, wanted, asked_page(), today()),
        active=wanted != Wanted(order=wanted.order),
    )


def _wanted_form(session: Session) -> WantedForm:
    form = WantedForm(request.args, meta={"csrf": False})
    anything = ("", gettext("全部"))
    categories = {str(item.category_number): item.category for item in directory(session)}
    form.community.choices = [anything, *((c.slug, c.name) for c in communities(session))]
    form.category.choices = [anything, *categories.items(), ("0", gettext("目录外或没归类"))]
    form.state.choices = [anything, *choices("need.state")]
    form.order.choices = choices("need.order")
    for field in (form.community, form.category, form.state, form.order):
        known = [value for value, _ in field.choices]
        if field.data not in known:
            field.data = known[0]
    return form


@bp.get("/<slug>")
@permit(Permission.NEED_READ, load=queries.need_by_slug)
def detail(need: Need) -> str:
    return need_page(need)


def need_page(need: Need, *, contact: bool = False, words: bool = False) -> str:
    """A need's page; with ``contact`` its name and telephone number, with ``words`` what it said before it was
    withheld: which the caller has put on record.
    """
    session = db.session()
    actor = current_actor()
    terms = queries.answer_terms(session)
    due = terms.due(need.community_id, need.raised_at) if need.state == "open" else None
    form = SecondForm(formdata=None)
    form.channel.choices = [choice for choice in choices("need.channel") if choice[0] != "online"]
    return render_template(
        "needs/detail.html",
        need=need,
        due=due,
        overdue=due is not None and today() > due,
        desk=can(Permission.NEED_RECORD, need),
        contact=contact,
        words=words,
        merged=queries.merged_from(session, need),
        seconds=queries.seconds_by_channel(session, need),
        seconded=queries.has_seconded(session, need, actor.user_id, known_browser()),
        own=actor.user_id is not None and actor.user_id == need.raised_by_id,
        second_form=form,
    )
