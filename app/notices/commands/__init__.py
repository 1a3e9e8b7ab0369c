"""What changes in public notice."""

from __future__ import annotations

from app.notices.commands.ending import end_notice
from app.notices.commands.objections import answer_objection, raise_objection, reveal_objector
from app.notices.commands.publishing import NewNotice, publish_notice, publish_result

__all__ = [
    "NewNotice",
    "answer_objection",
    "end_notice",
    "publish_notice",
    "publish_result",
    "raise_objection",
    "reveal_objector",
]
