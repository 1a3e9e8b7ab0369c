"""What is read of public notice."""

from __future__ import annotations

from app.notices.queries.finding import (
    notice_by_slug,
    notice_of,
    objection_by_slug,
    passed_resolution,
    supplements_of,
)
from app.notices.queries.lists import (
    NoticeCounts,
    NoticeRow,
    ObjectionRow,
    awaiting_notice,
    notice_counts,
    notices_page,
    objections_to_answer,
    over_and_posted,
)

__all__ = [
    "NoticeCounts",
    "NoticeRow",
    "ObjectionRow",
    "awaiting_notice",
    "notice_by_slug",
    "notice_counts",
    "notice_of",
    "notices_page",
    "objection_by_slug",
    "objections_to_answer",
    "over_and_posted",
    "passed_resolution",
    "supplements_of",
]
