"""Public words of any room are withheld, restored and read on record; what takes two is confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import flash, make_response, render_template, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.domain.policy import Scope
from app.foundation import withholding
from app.foundation.clock import now
from app.foundation.database import db, unit_of_work
from app.foundation.forms import perform, submit
from app.foundation.guard import can, current_actor, permit
from app.foundation.htmx import go
from app.foundation.paging import SIZE, Page, asked_page
from app.foundation.public_words import MARK
from app.foundation.withholding import TWO_HANDED, Subject, WithheldWords, WithholdingRequest
from app.foundation.wording import label
from app.portal.forms import DecideForm, WithholdForm
from app.portal.views.blueprint import bp

Answer = str | tuple[str, int] | Response


@dataclass(frozen=True)
class Asked:
    """A request and what it is about, so that the guard knows whose area it is in."""

    request: WithholdingRequest
    subject: Subject

    @property
    def scope(self) -> Scope:
        return self.subject.scope


def _subject(session: Session, kind: str, slug: str) -> Subject | None:
    return withholding.find(session, kind, slug)


def _asked(session: Session, slug: str) -> Asked | None:
    request = session.scalars(select(WithholdingRequest).where(WithholdingRequest.slug == slug)).one_or_none()
    subject = withholding.find(session, request.kind, id_=request.subject_id) if request else None
    return Asked(request, subject) if request and subject else None


@bp.get("/withheld")
@permit(Permission.WORDS_REVEAL)
def withheld() -> str:
    """What waits for a second person, and what is withheld now, of the reader's area."""
    session = db.session()
    waiting = withholding.subjects(
        session,
        session.scalars(
            select(WithholdingRequest)
            .where(WithholdingRequest.state == "waiting")
            .order_by(WithholdingRequest.id)
        ),
    )
    kept = withholding.subjects(
        session,
        session.scalars(
            select(WithheldWords).where(WithheldWords.restored_at.is_(None)).order_by(WithheldWords.id.desc())
        ),
    )
    return render_template(
        "portal/withholding/index.html",
        waiting=[pair for pair in waiting if can(Permission.WORDS_REVEAL, pair[0])],
        page=_paged([pair for pair in kept if can(Permission.WORDS_REVEAL, pair[0])]),
    )


def _paged(mine: Sequence[tuple[Subject, WithheldWords]]) -> Page[tuple[Subject, WithheldWords]]:
    """Whose area a record is in is known only once it is loaded, so what is paged is what is left."""
    number = min(asked_page(), max(1, -(-len(mine) // SIZE)))
    return Page(mine[(number - 1) * SIZE : number * SIZE], number, len(mine))


@bp.get("/withheld/<kind>/<slug>")
@permit(Permission.WORDS_REVEAL, load=_subject)
def withheld_words(subject: Subject) -> str:
    """Why a record's words are withheld; the form to withhold them, for those who may."""
    return _page(subject, WithholdForm() if can(Permission.WORDS_WITHHOLD, subject) else None)


@bp.post("/withheld/<kind>/<slug>")
@permit(Permission.WORDS_WITHHOLD, load=_subject)
def withhold(subject: Subject) -> Answer:
    """Withhold a record's words, or ask to."""
    form = WithholdForm()
    two = subject.kind.name in TWO_HANDED
    act = withholding.ask_to_withhold if two else withholding.withhold_words
    done = submit(form, lambda unit: act(unit, current_actor(), subject, form.reason.data, now()))
    if done is None:
        return _page(subject, form), 422
    flash(
        gettext("已经提出，等另一个人确认。确认以前，原话照旧公开。") if two else gettext("内容已经隐去。"),
        "success",
    )
    return go(_back(subject))


@bp.post("/withheld/<kind>/<slug>/restore")
@permit(Permission.WORDS_WITHHOLD, load=_subject)
def restore_words(subject: Subject) -> Response:
    perform(
        lambda unit: withholding.restore_words(unit, current_actor(), subject, now()),
        done=gettext("内容恢复了。"),
    )
    return go(_back(subject))


@bp.post("/withheld/<kind>/<slug>/words")
@permit(Permission.WORDS_REVEAL, load=_subject)
def reveal_words(subject: Subject) -> Response:
    with unit_of_work() as unit:
        kept = withholding.reveal_words(unit, current_actor(), subject, now())
    page = make_response(_page(subject, words=_labelled(subject, kept.words)))
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.route("/withheld/requests/<slug>", methods=["GET", "POST"])
@permit(Permission.WORDS_CONFIRM, load=_asked)
def withholding_request(asked: Asked) -> Answer:
    """A second person reads what is asked, and decides."""
    form = DecideForm()

    def decide(unit: Session) -> WithholdingRequest:
        action, answer = form.decision.data, form.answer.data or ""
        return withholding.answer_withholding(unit, current_actor(), asked.request, action, now(), answer)

    if submit(form, decide) is None:
        page = render_template(
            "portal/withholding/request.html",
            asked=asked.request,
            subject=asked.subject,
            shown=_shown(asked.subject),
            back=_back(asked.subject),
            own=asked.request.asked_by_id == current_actor().user_id,
            form=form,
        )
        return page, 422 if form.errors else 200
    flash(gettext("已经记下您的决定。"), "success")
    return go(url_for("portal.withheld"))


@bp.post("/withheld/requests/<slug>/withdraw")
@permit(Permission.WORDS_WITHHOLD, load=_asked)
def withdraw_withholding(asked: Asked) -> Response:
    perform(
        lambda unit: withholding.answer_withholding(unit, current_actor(), asked.request, "withdraw", now()),
        done=gettext("已经撤回，原话照旧公开。"),
    )
    return go(_back(asked.subject))


def _page(
    subject: Subject, form: WithholdForm | None = None, words: list[tuple[str, str]] | None = None
) -> str:
    session = db.session()
    waiting = session.scalars(
        select(WithholdingRequest).where(
            WithholdingRequest.kind == subject.kind.name,
            WithholdingRequest.subject_id == subject.row.id,
            WithholdingRequest.state == "waiting",
        )
    ).first()
    return render_template(
        "portal/withholding/subject.html",
        subject=subject,
        kept=withholding.standing(session, subject.kind.name, subject.row.id),
        waiting=waiting,
        form=form,
        words=words,
        hidden=all(text == MARK for _, text in _texts(subject)),
        shown=_shown(subject),
        back=_back(subject),
        two_hands=subject.kind.name in TWO_HANDED,
    )


def _shown(subject: Subject) -> list[tuple[str, str]]:
    return _labelled(subject, dict(_texts(subject)))


def _texts(subject: Subject) -> list[tuple[str, str]]:
    return [(column, text) for column in subject.kind.columns if (text := getattr(subject.row, column))]


def _labelled(subject: Subject, words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(label(column, "words.column"), text) for column, text in words.items()]


def _back(subject: Subject) -> str:
    endpoint, values = subject.kind.page(subject.row)
    return url_for(endpoint, **cast("dict[str, Any]", values))
