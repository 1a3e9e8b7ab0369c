"""门户: home, my tasks, project page, search, downloads (reads only)."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages and what stands around every page."""
    from app.foundation.database import db
    from app.foundation.withholding import kept_words
    from app.portal import audit_naming, chrome, views, words

    words.register()
    audit_naming.register()
    app.jinja_env.globals["kept_words"] = lambda kind, rows: kept_words(db.session(), kind, rows)
    chrome.init_app(app)
    app.register_blueprint(views.bp)
