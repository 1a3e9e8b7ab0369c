"""What everybody can look at: the list, an offering, a booth, the timetable."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from flask import render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.domain.permissions import Permission
from app.domain.policy import Role
from app.fair import queries
from app.fair.forms import FilterForm
from app.fair.models import Offering, Talk
from app.fair.views.blueprint import bp
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.guard import current_actor, permit
from app.foundation.paging import asked_page
from app.foundation.withholding import withheld_among
from app.funds.queries import fund_of
from app.organisations.models import Organisation
from app.organisations.queries import organisation_by_slug, track_records
from app.street.models import Community
from app.street.queries import communities

AT_HOME = (
    Role.SECRETARY,
    Role.COMMUNITY_WORKER,
    Role.COMMUNITY_DELEGATE,
    Role.REPRESENTATIVE,
    Role.SUPERVISOR,
    Role.RESIDENT,
)

STEMS = "甲乙丙丁戊己庚辛壬癸"
"""The order in which halls are counted."""


@bp.get("/")
@permit(Permission.FAIR_READ)
def index() -> str:
    session = db.session()
    places = communities(session)
    counts = queries.category_counts(session)
    form = _filter_form(places, counts)
    community = next((c for c in places if c.slug == form.community.data), None)
    page = queries.catalogue_page(session, _wanted(form, community), asked_page())
    return render_template(
        "fair/index.html",
        form=form,
        page=page,
        community=community,
        free_fen=_free_fen(session, community),
        fair=queries.current_fair(session),
        size=queries.fair_size(session),
        today=today(),
    )


def _filter_form(places: Sequence[Community], counts: Sequence[queries.CategoryCount]) -> FilterForm:
    home = my_communities(places)
    form = FilterForm(request.args, data={"community": home[0].slug if home else "", "zone": ""})
    form.community.choices = [("", gettext("不限")), *((c.slug, c.name) for c in places)]
    zones = dict.fromkeys(c.zone.name for c in places)
    form.zone.choices = [("", gettext("不限")), *((zone, zone) for zone in zones)]
    form.category.choices = [(c.number, _category(c)) for c in counts]
    form.validate()
    return form


def _category(count: queries.CategoryCount) -> str:
    return f"{count.name or gettext('目录外')} {count.count}"


def _wanted(form: FilterForm, community: Community | None) -> queries.Wanted:
    return queries.Wanted(
        text=form.q.data or "",
        categories=frozenset(form.category.data or ()) & {number for number, _ in form.category.choices},
        zone=form.zone.data or "",
        community_id=community.id if community else None,
        fits_only=bool(form.fits.data),
        ceiling_fen=form.ceiling.data,
        capacity_left=bool(form.capacity.data),
    )


def my_communities(places: Sequence[Community], *roles: Role) -> list[Community]:
    """Those of ``places`` where the present actor holds any of ``roles`` (any community role by default)."""
    mine = current_actor().communities(*(roles or AT_HOME))
    return [place for place in places if place.id in mine]


def _free_fen(session: Session, community: Community | None) -> int | None:
    fund = fund_of(session, community.id, today().year) if community else None
    return fund.free_fen if fund else None


@bp.get("/offerings/<slug>")
@permit(Permission.FAIR_READ, load=queries.offering_by_slug)
def offering(offering: Offering) -> str:
    session = db.session()
    home = my_communities(communities(session))
    place = home[0] if home else None
    questions = queries.questions_of(session, offering_id=offering.id)
    fair = queries.current_fair(session)
    return render_template(
        "fair/offering.html",
        offering=offering,
        places=home,
        community=place,
        fit=queries.fit_of(session, place.id, offering.directory_item_id) if place else None,
        free_fen=_free_fen(session, place),
        interests=queries.interests_of(session, offering),
        questions=questions,
        withheld=withheld_among(session, "question", [question.id for question in questions]),
        fair=fair,
        booth=queries.booth_numbers(session, fair, [offering.organisation_id]).get(offering.organisation_id),
        talks=[talk for talk in _talks(session, offering.organisation) if talk.offering_id == offering.id],
    )


def _talks(session: Session, organisation: Organisation) -> Sequence[Talk]:
    fair = queries.current_fair(session)
    return queries.talks(session, fair, organisation.id) if fair else []


def _admitted(session: Session, slug: str) -> Organisation | None:
    organisation = organisation_by_slug(session, slug)
    return organisation if organisation is not None and organisation.state == "admitted" else None


@bp.get("/booths/<slug>")
@permit(Permission.FAIR_READ, load=_admitted)
def booth(organisation: Organisation) -> str:
    session = db.session()
    fair = queries.current_fair(session)
    return render_template(
        "fair/booth.html",
        organisation=organisation,
        offerings=queries.offerings_by(session, organisation.id, listed_only=True),
        questions=queries.questions_of(session, organisation_id=organisation.id),
        talks=_talks(session, organisation),
        records=track_records(session, organisation),
        number=queries.booth_numbers(session, fair, [organisation.id]).get(organisation.id),
        today=today(),
    )


@bp.get("/timetable")
@permit(Permission.FAIR_READ)
def timetable() -> str:
    session = db.session()
    fair = queries.current_fair(session)
    talks = queries.talks(session, fair) if fair else []
    numbers = queries.booth_numbers(session, fair, [talk.organisation_id for talk in talks])
    days = [(day, list(of_day)) for day, of_day in groupby(talks, key=lambda talk: talk.day)]
    return render_template(
        "fair/timetable.html", fair=fair, days=[(d, *_grid(t)) for d, t in days], booths=numbers
    )


def _grid(talks: Sequence[Talk]) -> tuple[list[str], list[tuple[Talk, list[Talk | None]]]]:
    """Halls across, times down; each row begins with one of its talks for the time."""
    halls = sorted({talk.hall for talk in talks}, key=lambda hall: (STEMS.find(hall[0]), hall))
    rows = []
    for _, at_once in groupby(talks, key=lambda talk: (talk.starts, talk.ends)):
        by_hall = {talk.hall: talk for talk in at_once}
        rows.append((next(iter(by_hall.values())), [by_hall.get(hall) for hall in halls]))
    return halls, rows
