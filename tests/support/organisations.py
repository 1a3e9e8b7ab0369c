"""Organisations to test with, made through the commands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn.uscc import calc_check_digit

from app.domain.policy import SYSTEM
from app.foundation.database import db, unit_of_work
from app.organisations import commands
from app.organisations.commands import NewOrganisation
from app.organisations.models import Organisation
from app.street.queries import require_street
from tests.factories import NOW

_numbers = count(1)


def make_uscc(number: int | None = None) -> str:
    """A right credit code of no real body, another one each time."""
    stem = f"52119900MJ{next(_numbers) if number is None else number:07d}"
    return stem + calc_check_digit(stem)


def applications(session: Session) -> Sequence[Organisation]:
    """Organisations that wait for the street's decision, oldest first."""
    return session.scalars(
        select(Organisation).where(Organisation.state == "applied").order_by(Organisation.applied_at)
    ).all()


def make_organisation(
    name: str = "暖邻居家养老服务中心",
    *,
    admitted: bool = True,
    org_type: str = "service_agency",
    rating: str | None = "4A",
    rating_valid_to: date | None = date(2029, 6, 30),
    domain: str = "养老",
    code: str | None = None,
    uscc: str | None = None,
) -> Organisation:
    """An organisation that the street admitted, or that still waits."""
    new = NewOrganisation(
        name=name,
        org_type=org_type,
        uscc="" if org_type == "community_group" else uscc or make_uscc(),
        domain=domain,
        intro="居家照护、助浴、陪同就医",
        founded_year=2013,
        full_time_staff=26,
        certified_social_workers=7,
        rating=rating,
        rating_valid_to=rating_valid_to if rating else None,
        contact_name="张联系",
        phone="13812345678",
        bank_name="风尚银行",
        bank_account="6222000011112222",
        code=code,
    )
    with unit_of_work() as session:
        organisation = commands.register_organisation(session, SYSTEM, require_street(db.session()), new, NOW)
        if admitted:
            commands.admit_organisation(session, SYSTEM, organisation, NOW)
    return organisation
