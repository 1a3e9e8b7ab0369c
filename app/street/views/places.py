"""The street and its communities."""

from __future__ import annotations

from itertools import groupby

from flask import render_template

from app.domain.permissions import Permission
from app.foundation.database import db
from app.foundation.guard import permit
from app.street import queries
from app.street.models import Community
from app.street.views.blueprint import bp


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
