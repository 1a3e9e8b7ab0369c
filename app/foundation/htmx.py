"""The one place that knows htmx: request detection, ``Vary`` and response headers."""

from __future__ import annotations

from flask import Flask, Response, make_response, redirect, render_template
from htmx_flask import Htmx, request
from werkzeug.wrappers import Response as BaseResponse

_htmx = Htmx()


def init_app(app: Flask) -> None:
    _htmx.init_app(app)

    @app.after_request
    def _vary(response: Response) -> Response:
        response.vary.add("HX-Request")
        return response


def is_htmx() -> bool:
    """Whether htmx asked for a part of a page (a restored history entry needs the whole)."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def render(page: str, partial: str | None = None, **context: object) -> str:
    """The whole page, or its part when htmx asks for it."""
    return render_template(partial if partial and is_htmx() else page, **context)


def go(url: str) -> BaseResponse:
    """Send the browser to ``url``, with or without htmx."""
    if not is_htmx():
        return redirect(url, 303)
    response = make_response("", 204)
    response.headers["HX-Redirect"] = url
    return response
