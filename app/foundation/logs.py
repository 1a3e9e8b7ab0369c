"""Logs: one JSON line an event, on standard error, so that standard output stays the command's own."""

from __future__ import annotations

import logging
import sys

import structlog

from app.foundation.settings import Settings


def configure(settings: Settings) -> None:
    """Send the logs of the app and its libraries to standard error."""
    logging.basicConfig(stream=sys.stderr, level=settings.log_level, format="%(message)s", force=True)
    for noisy in ("alembic", "werkzeug"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
