"""A permission on every endpoint, checked before the view runs; an endpoint without one stops the start."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.permissions import PERMISSIONS, Permission
from app.domain.policy import ANYONE, Actor, Decision, Scope, decide, may
from app.foundation.database import db

View = TypeVar("View", bound=Callable[..., Any])
EXEMPT = frozenset({"static"})


class Scoped(Protocol):
    @property
    def scope(self) -> Scope: ...


Loader = Callable[..., Scoped | None]


def current_actor() -> Actor:
    """Who makes this request."""
    actor: Actor = current_user.actor if current_user.is_authenticated else ANYONE
    return actor


def can(permission: Permission, thing: Scoped | None = None) -> bool:
    """Whether the present actor may; templates use it to offer or withhold buttons."""
    return may(PERMISSIONS, permission, current_actor(), None if thing is None else thing.scope)


def permit(permission: Permission, load: Loader | None = None) -> Callable[[View], View]:
    """Declare a view's permission.

    ``load(session, **url parameters)`` finds the object; the view gets it in place of the parameters.
    Nothing found, or not the actor's to see: 404. No role for it: 403. Not signed in: to the sign-in page.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**parameters: Any) -> Any:
            thing = _find(load, parameters)
            refusal = _refusal(permission, thing)
            if refusal is not None:
                return refusal
            return view(**parameters) if load is None else view(thing)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.load = load  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def _find(load: Loader | None, parameters: dict[str, Any]) -> Scoped | None:
    if load is None:
        return None
    session: Session = db.session()
    thing = load(session, **parameters)
    if thing is None:
        abort(404)
    return thing


def _refusal(permission: Permission, thing: Scoped | None) -> Response | None:
    rule = PERMISSIONS[permission]
    decision = decide(rule, current_actor(), None if thing is None else thing.scope)
    if decision is Decision.HIDDEN:
        abort(404)
    if decision is Decision.FORBIDDEN:
        abort(403)
    if decision is Decision.SIGN_IN:
        return redirect(url_for("people.sign_in", next=_return_path()))
    return None


def _return_path() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def declared_permission(app: Flask, endpoint: str) -> Permission | None:
    """The permission an endpoint declares, ``None`` for those exempt."""
    if endpoint.rpartition(".")[2] in EXEMPT:
        return None
    permission: Permission | None = getattr(app.view_functions[endpoint], "permission", None)
    if permission is None:
        raise RuntimeError(f"endpoint {endpoint} declares no permission")
    return permission


def require_declarations(app: Flask) -> None:
    """Refuse to start with an endpoint that declares no permission, or takes a POST from anybody without a count."""
    for endpoint in app.view_functions:
        declared_permission(app, endpoint)
    for rule in app.url_map.iter_rules():
        permission = declared_permission(app, rule.endpoint)
        if "POST" not in (rule.methods or ()) or permission is None or not open_to_anybody(permission):
            continue
        if not getattr(app.view_functions[rule.endpoint], "limit", None):
            raise RuntimeError(f"endpoint {rule.endpoint} takes a POST from anybody and declares no limit")


def open_to_anybody(permission: Permission) -> bool:
    """Whether somebody who is not signed in may have it, at least on what is public."""
    return any(may(PERMISSIONS, permission, ANYONE, scope) for scope in (None, Scope(public=True)))


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(can=can, Permission=Permission, current_actor=current_actor)
