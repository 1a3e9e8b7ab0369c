"""Search over everything public."""

from __future__ import annotations

from flask import render_template, request

from app.domain.permissions import Permission
from app.foundation import search as index
from app.foundation.database import db
from app.foundation.guard import permit
from app.foundation.public_words import told
from app.portal.forms import SearchForm
from app.portal.highlight import excerpt, marked
from app.portal.views.blueprint import bp
from app.portal.words import KINDS

FEW, MANY = 5, 50


@bp.get("/search")
@permit(Permission.PUBLIC)
def search() -> str:
    form = SearchForm(request.args)
    query = (form.q.data or "")[:100]
    only = request.args.get("kind", "")
    kinds = (only,) if only in KINDS else tuple(KINDS)
    found = index.find(db.session(), query, kinds, MANY if only in KINDS else FEW)
    return render_template(
        "portal/search.html",
        form=form,
        query=query,
        only=only if only in KINDS else "",
        groups=[found[kind] for kind in KINDS if kind in found],
        total=sum(each.total for each in found.values()),
        marked=lambda text: marked(str(told(text)), query),
        excerpt=lambda text: marked(excerpt(text, query), query),
    )
