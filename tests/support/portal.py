"""Small things that several rooms' tasks wait for, made through the commands where there is one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.contracts.models import Contract
from app.domain.policy import SYSTEM, Role
from app.fair import commands as fair
from app.fair.models import Offering, Question
from app.foundation.database import db, unit_of_work
from app.foundation.imports import ImportBatch
from app.notices import commands as notices
from app.notices.models import Notice, Objection
from app.people.models import Mandate
from app.street.models import Community
from tests.factories import NOW, World
from tests.support.delivery import ACCEPTED, NOTICE_OVER, pay_instalment


def mandates(community: Community) -> Sequence[Mandate]:
    return db.session.scalars(
        select(Mandate).where(Mandate.community_id == community.id).order_by(Mandate.code)
    ).all()


def prefer(mandate: Mandate, way: str) -> None:
    """The representative wishes to be reached that way."""
    with unit_of_work():
        mandate.access_preference = way


def ask(world: World, offering: Offering) -> Question:
    """A secretary asks about an offering."""
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        return fair.ask_question(
            session, secretary, offering, "周末能上门吗？", NOW, community=world.north, role=Role.SECRETARY
        )


def object_to(world: World, notice: Notice) -> Objection:
    with unit_of_work() as session:
        return notices.raise_objection(session, SYSTEM, notice, "人数算错了", "resident", "", NOW)


def pay_everything(world: World, contract: Contract) -> None:
    """All instalments of an accepted contract, one after another."""
    for seq, on in ((1, ACCEPTED), (2, ACCEPTED), (3, NOTICE_OVER)):
        pay_instalment(world, contract, seq, on)


def leave_an_import(community: Community) -> ImportBatch:
    """A file of representatives that was read and not confirmed."""
    with unit_of_work() as session:
        batch = ImportBatch(
            kind="representatives",
            area=community.id,
            sha256="0" * 64,
            file_name="代表名册.xlsx",
            sheet="",
            content="[]",
            read_at=NOW,
        )
        session.add(batch)
    return batch
