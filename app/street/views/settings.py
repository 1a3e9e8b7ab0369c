"""The rules in force: everybody reads them with their source, an administrator changes one."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import can, current_actor, permit
from app.street import commands, queries
from app.street.describing import describe
from app.street.forms import ClearForm, setting_form
from app.street.models import Community
from app.street.queries import SettingKey
from app.street.rules import GROUPS
from app.street.views.blueprint import bp

Page = Response | str | tuple[str, int]


@bp.get("/settings")
@permit(Permission.SETTINGS_READ)
def settings() -> str:
    session = db.session()
    rows = {row.key: row for row in queries.setting_rows(session)}
    shown = GROUPS if rows or can(Permission.STREET_CONFIGURE) else {}
    return render_template(
        "street/settings.html",
        groups=[(name, [(key, rows.get(key)) for key in keys]) for name, keys in shown.items()],
        overrides=queries.overriding_communities(session),
        describe=describe,
    )


@bp.get("/communities/<slug>/settings")
@permit(Permission.SETTINGS_READ, load=queries.community_by_slug)
def community_settings(community: Community) -> str:
    rows = queries.setting_rows(db.session(), community.id)
    return render_template(
        "street/community_settings.html", rows=rows, community=community, describe=describe
    )


@bp.get("/settings/<slug>")
@permit(Permission.SETTINGS_READ, load=queries.setting_key)
def setting(setting: SettingKey) -> str:
    session = db.session()
    rows = [row for row in queries.setting_rows(session) if row.key == setting.key]
    return render_template(
        "street/setting.html",
        key=setting.key,
        row=rows[0] if rows else None,
        history=queries.setting_history(session, setting.key),
        overrides=queries.overriding_communities(session, setting.key),
        communities=queries.communities(session),
        describe=describe,
    )


@bp.route("/settings/<slug>/change", methods=["GET", "POST"])
@permit(Permission.STREET_CONFIGURE, load=queries.setting_key)
def change_setting(setting: SettingKey) -> Page:
    """Change it for the street, or with ``?community=`` for one community alone."""
    community = _asked_community()
    form = setting_form(setting.key)
    changed = submit(
        form,
        lambda session: commands.set_rule(
            session,
            current_actor(),
            queries.require_street(session),
            setting.key,
            form.read(),
            form.source.data,
            now(),
            community,
        ),
    )
    if changed is not None:
        return redirect(url_for(".setting", slug=setting.key), 303)
    rows = queries.setting_rows(db.session(), community.id if community else None)
    row = next((row for row in rows if row.key == setting.key), None)
    if row is not None and not form.is_submitted():
        form.show(row.value)
    page = render_template(
        "street/change_setting.html",
        form=form,
        key=setting.key,
        row=row,
        community=community,
        describe=describe,
    )
    return (page, 422) if form.is_submitted() else page


@bp.route("/settings/<slug>/clear", methods=["GET", "POST"])
@permit(Permission.STREET_CONFIGURE, load=queries.setting_key)
def clear_setting(setting: SettingKey) -> Page:
    """End a community's own value: the street's holds again."""
    community = _asked_community()
    if community is None:
        abort(404)
    form = ClearForm()
    cleared = submit(
        form,
        lambda session: commands.clear_rule(
            session,
            current_actor(),
            queries.require_street(session),
            setting.key,
            form.source.data,
            now(),
            community,
        ),
    )
    if cleared is not None:
        return redirect(url_for(".setting", slug=setting.key), 303)
    page = render_template("street/clear_setting.html", form=form, key=setting.key, community=community)
    return (page, 422) if form.is_submitted() else page


def _asked_community() -> Community | None:
    slug = request.args.get("community")
    if not slug:
        return None
    found = queries.community_by_slug(db.session(), slug)
    if found is None:
        abort(404)
    return found
