"""The street and its communities: everybody reads them, an administrator sets them up."""

from __future__ import annotations

from itertools import groupby

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.street import commands, queries
from app.street.forms import CommunityDetailsForm, CommunityForm, ZoneForm
from app.street.models import Community
from app.street.views.blueprint import bp

Page = Response | str | tuple[str, int]


@bp.get("/")
@permit(Permission.PUBLIC)
def index() -> str:
    session = db.session()
    communities = queries.communities(session)
    zones = [(zone, list(members)) for zone, members in groupby(communities, key=lambda c: c.zone)]
    return render_template(
        "street/index.html",
        place=queries.the_street(session),
        zones=zones,
        count=len(communities),
        households=sum(community.households for community in communities),
        population=sum(community.population for community in communities),
    )


@bp.get("/communities/<slug>")
@permit(Permission.PUBLIC, load=queries.community_by_slug)
def community(community: Community) -> str:
    own = [row for row in queries.setting_rows(db.session(), community.id) if row.own]
    return render_template("street/community.html", community=community, own=own)


@bp.route("/zones/new", methods=["GET", "POST"])
@permit(Permission.STREET_CONFIGURE)
def new_zone() -> Page:
    form = ZoneForm()
    zone = submit(
        form,
        lambda session: commands.add_zone(
            session,
            current_actor(),
            queries.require_street(session),
            form.name.data,
            form.note.data or "",
            now(),
        ),
    )
    if zone is not None:
        flash(gettext("片区设好了，接着设里面的社区。"), "success")
        return go(url_for(".new_community", zone=zone.name))
    return render_template("street/new_zone.html", form=form), 422 if form.errors else 200


@bp.route("/communities/new", methods=["GET", "POST"])
@permit(Permission.STREET_CONFIGURE)
def new_community() -> Page:
    form = CommunityForm(zone=request.args.get("zone"))
    zones = queries.zones(db.session())
    form.offer(zones)
    made = submit(
        form,
        lambda session: commands.add_community(
            session, current_actor(), queries.require_street(session), _details(form, form.code.data), now()
        ),
    )
    if made is not None:
        flash(gettext("%(name)s设好了。", name=made.name), "success")
        return go(url_for(".index"))
    page = render_template("street/new_community.html", form=form, zones=zones)
    return page, 422 if form.errors else 200


@bp.route("/communities/<slug>/change", methods=["GET", "POST"])
@permit(Permission.STREET_CONFIGURE, load=queries.community_by_slug)
def change_community(community: Community) -> Page:
    slug, code = community.slug, community.code
    form = CommunityDetailsForm(obj=community)
    form.offer(queries.zones(db.session()))
    if not form.is_submitted():
        form.zone.data = community.zone.name
    changed = submit(
        form,
        lambda session: commands.change_community(
            session, current_actor(), queries.require_street(session), community, _details(form, code), now()
        ),
    )
    if changed is not None:
        return go(url_for(".community", slug=slug))
    page = render_template("street/change_community.html", form=form, community=community)
    return page, 422 if form.errors else 200


def _details(form: CommunityDetailsForm, code: str) -> commands.NewCommunity:
    return commands.NewCommunity(
        code=code,
        name=form.name.data,
        zone=form.zone.data,
        kind=form.kind.data or "",
        phone=form.phone.data or "",
        households=form.households.data or 0,
        population=form.population.data or 0,
    )
