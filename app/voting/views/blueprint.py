"""The room's blueprint, and what several of its pages need."""

from __future__ import annotations

from flask import Blueprint, current_app, url_for
from werkzeug.wrappers import Response

from app.council.models import Meeting
from app.council.rule_words import majority_words, quorum_words, turnout_words
from app.domain.quorum import MajorityRule, QuorumRule
from app.voting.models import Round
from app.voting.results import amount_text
from app.voting.wish_words import option_notes, wish_texts
from app.voting.words import rule_words

bp = Blueprint("voting", __name__, url_prefix="/voting")

Answer = str | tuple[str, int] | Response


def project_url(slug: str) -> str | None:
    """The project's page, which a room above shows."""
    known = "portal.project" in current_app.view_functions
    return url_for("portal.project", slug=slug) if known else None


def rule_context(round: Round) -> dict[str, object]:
    """What every page that states the rules needs."""
    currency = str(round.rules.get("currency", "") or "")

    def amount(fen: int | None) -> str:
        return amount_text(fen, currency)

    return {
        "round": round,
        "rule_words": rule_words,
        "project_url": project_url,
        "quorum_text": _quorum(round),
        "majority_text": _majority(round),
        "amount": amount,
        "wish_texts": wish_texts(round, amount),
        "option_notes": option_notes(round),
    }


def _quorum(round: Round) -> str | None:
    meeting: Meeting | None = round.meeting
    if meeting is not None:
        return quorum_words(meeting.quorum, meeting.roll_size, meeting.needed)
    if not round.rules.get("quorum") or not round.voters:
        return None
    rule = QuorumRule.from_setting(round.rules["quorum"])
    return turnout_words(rule, round.voters, rule.needed(round.voters))


def _majority(round: Round) -> str | None:
    meeting: Meeting | None = round.meeting
    if meeting is None or meeting.present is None:
        return None
    rule = MajorityRule.from_setting(round.rules["majority"])
    if rule.of == "cast":
        return majority_words(rule)
    needed = rule.needed(present=meeting.present, roll=meeting.roll_size, cast=0)
    return majority_words(rule, needed)
