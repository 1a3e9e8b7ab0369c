"""Organisations, needs and the fair: what the year gathers before anything is proposed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.cast import Cast, Event
from app.demo.source import Row, at, fen, listed
from app.domain.policy import SYSTEM, Role
from app.fair import commands as fairs
from app.needs import commands as needs
from app.organisations import commands as organisations
from app.people import commands as people
from app.street.models import Zone
from app.street.queries import directory_item, require_street

ORG_TYPES = {
    "企业": "company",
    "基金会": "foundation",
    "民办非企业单位(社会服务机构)": "service_agency",
    "社会团体": "association",
    "社区社会组织(街道备案)": "community_group",
}
CHANNELS = {
    "入户走访": "home_visit",
    "电话代录": "phone",
    "12345诉求": "hotline",
    "议事厅": "meeting",
    "微信群": "online",
    "来访": "visit",
    "满意度调查": "survey",
    "健康讲座问卷": "survey",
    "问卷": "survey",
    "居民提案": "online",
    "学校转介": "visit",
}
ROLES = {"社区书记": Role.SECRETARY, "居民代表": Role.REPRESENTATIVE, "社区工作者": Role.COMMUNITY_WORKER}
RAISED_BY = {"居民代表": "representative", "社区工作者": "community_worker", "社区书记": "secretary"}
OUTSIDE = "指导性目录没有社区治理一类，街道按居民议事的实际需要采购"
BANK = "示范银行风尚支行（虚构）"


def gathering(cast: Cast) -> Iterator[Event]:
    """Organisations come, needs are raised, the fair is held, interest is marked."""
    yield from _organisations(cast)
    yield from _fair(cast)
    for row in cast.source.rows("needs"):
        yield from _need(cast, row)


def _organisations(cast: Cast) -> Iterator[Event]:
    applied, admitted = at(cast.source.day("2026-02-26"), 9), at(cast.source.day("2026-03-04"), 10)
    for row in cast.source.rows("organisations"):
        yield cast.event(applied, 0, register, row)
        yield cast.event(admitted, 0, admit, row)
        if row["flag"] == "列入活动异常名录":
            since = at(cast.source.day(row["flag_since"]), 11)
            yield cast.event(since, 0, flag, row)


def register(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    new = organisations.NewOrganisation(
        name=row["name"],
        org_type=ORG_TYPES[row["registration_type"]],
        uscc=row["uscc"],
        domain=row["domain"],
        intro=row["intro"],
        founded_year=int(row["founded"]),
        full_time_staff=int(row["full_time_staff"]),
        certified_social_workers=int(row["certified_social_workers"]),
        rating=row["rating"] or None,
        rating_valid_to=cast.source.optional_day(row["rating_valid_to"]),
        contact_name="项目联系人",
        bank_name=BANK if row["uscc"] else "",
        bank_account=f"110060{int(row['id'][1:]):013d}" if row["uscc"] else "",
        code=row["id"],
    )
    organisation = organisations.register_organisation(session, SYSTEM, require_street(session), new, now)
    user = people.register_account(
        session, SYSTEM, row["id"], f"{row['name']}项目负责人", now, password_hash=cast.password_hash
    )
    organisations.join_organisation(session, SYSTEM, organisation, user, now)
    cast.users[row["id"]] = user
    cast.add("organisation", row["id"], organisation)


def admit(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    handler = cast.actor(session, "ST-H1", now)
    organisations.admit_organisation(session, handler, cast.the("organisation", row["id"]), now)


def flag(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    handler = cast.actor(session, "ST-H1", now)
    organisations.enter_status(
        session,
        handler,
        cast.the("organisation", row["id"]),
        "abnormal_list",
        cast.source.day(row["flag_since"]),
        "社会组织信用信息公示平台（虚构）",
        now,
    )


def _need(cast: Cast, row: Row) -> Iterator[Event]:
    raised = at(cast.source.day(row["raised_on"]), 9, 30)
    yield cast.event(raised, 0, raise_need, row)
    if row["answered_on"]:
        answered = at(cast.source.day(row["answered_on"]), 15)
        yield cast.event(answered, 9, answer, row)


def raise_need(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    new = needs.NewNeed(
        title=row["title"],
        channel=CHANNELS[row["channel"]],
        raised_by_role=RAISED_BY.get(row["raised_by_role"], "resident"),
        directory_item=directory_item(session, row["catalogue_item_no"]),
        people_affected=int(row["people_affected"]),
        severity=int(row["severity_1_5"]),
        knot=row["knot"],
        mentions=int(row["mentions"]),
        code=row["id"],
    )
    actor = cast.post(session, row["raised_by_role"], row["community"], now)
    need = needs.raise_need(session, actor, cast.the("community", row["community"]), new, now)
    cast.add("need", row["id"], need)


def answer(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    """Answer, decline or merge a need as the files say it ended."""
    actor = cast.post(session, "社区书记", row["community"], now)
    need = cast.the("need", row["id"])
    if row["merged_into"]:
        needs.merge_needs(session, actor, need, cast.the("need", row["merged_into"]), now)
        return
    declined = row["status"] == "不予受理"
    needs.answer_need(
        session, actor, need, row["answer"] if declined else _first_answer(cast, row), now, declined
    )


def _first_answer(cast: Cast, row: Row) -> str:
    titles = {proposal["id"]: proposal["title"] for proposal in cast.source.rows("proposals")}
    plans = "、".join(f"《{titles[code]}》" for code in listed(row["proposal_ids"]))
    return f"已有社会组织就此申报{plans}，请在项目页看进展。"


def _fair(cast: Cast) -> Iterator[Event]:
    day = cast.source.day("2026-03-21")
    yield Event(at(day - timedelta(days=14), 9), 0, "fair", lambda s, now: open_fair(s, cast, now))
    for row in cast.source.rows("offerings"):
        listing = at(day - timedelta(days=11), 10)
        yield cast.event(listing, 0, list_offering, row)
    yield Event(at(day - timedelta(days=9), 10), 0, "talks", lambda s, now: schedule(s, cast, now))
    for row in cast.source.rows("questions"):
        asked = at(cast.source.day(row["asked_on"]), 13)
        yield cast.event(asked, 0, ask, row)
        if row["answered_on"]:
            answered = at(cast.source.day(row["answered_on"]), 17)
            yield cast.event(answered, 1, reply, row)
    for row in cast.source.rows("interests"):
        marked = at(cast.source.day(row["marked_on"]), 16)
        yield cast.event(marked, 0, mark, row)


def open_fair(session: Session, cast: Cast, now: datetime) -> None:
    handler = cast.actor(session, "ST-H1", now)
    held = cast.source.day("2026-03-21")
    new = fairs.NewFair(
        name=f"{cast.source.year} 年社会组织服务推介会",
        opens_on=held,
        closes_on=held + timedelta(days=285),
        held_on=held,
        place="风尚街道文化活动中心（虚构）",
    )
    fair = fairs.open_fair(session, handler, cast.the("cycle", "year"), new, now)
    cast.add("fair", "fair", fair)
    for row in cast.source.rows("organisations"):
        fairs.assign_booth(session, handler, fair, cast.the("organisation", row["id"]), row["booth"], now)


def list_offering(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    zones = [z for z in session.scalars(select(Zone)).all() if z.name in listed(row["suits_zone"])]
    new = fairs.NewOffering(
        title=row["title"],
        price_unit=row["price_unit"],
        unit_price_fen=fen(row["unit_price_yuan"]),
        min_total_fen=fen(row["min_total_yuan"]),
        max_total_fen=fen(row["max_total_yuan"]),
        months=int(row["months"]),
        capacity=int(row["capacity"]),
        capacity_unit=row["capacity_unit"],
        directory_item=directory_item(session, row["catalogue_item_no"]),
        outside_reason=OUTSIDE if row["catalogue_item"] == "(目录外)" else "",
        target_group=row["target_group"],
        zones=zones,
        code=row["id"],
    )
    organisation = cast.the("organisation", row["org_id"])
    actor = cast.actor(session, row["org_id"], now)
    cast.add("offering", row["id"], fairs.list_offering(session, actor, organisation, new, now))


def schedule(session: Session, cast: Cast, now: datetime) -> None:
    handler = cast.actor(session, "ST-H1", now)
    for row in cast.source.rows("talks"):
        talk = fairs.NewTalk(
            day=cast.source.day(row["date"]),
            hall=row["hall"],
            starts=time.fromisoformat(row["from"]),
            ends=time.fromisoformat(row["to"]),
            topic=row["topic"],
            offering=cast.the("offering", row["offering_id"]),
        )
        organisation = cast.the("organisation", row["org_id"])
        fairs.schedule_talk(session, handler, cast.the("fair", "fair"), organisation, talk, now)


def ask(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    community = cast.the("community", row["community"])
    actor = cast.post(session, row["asked_by_role"], row["community"], now)
    role = ROLES.get(row["asked_by_role"], Role.COMMUNITY_WORKER)
    offering = cast.the("offering", row["offering_id"])
    question = fairs.ask_question(session, actor, offering, row["question"], now, community, role)
    cast.add("question", row["id"], question)


def reply(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    actor = cast.actor(session, row["org_id"], now)
    fairs.answer_question(session, actor, cast.the("question", row["id"]), row["answer"], now)


def mark(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    community, offering = cast.the("community", row["community"]), cast.the("offering", row["offering_id"])
    actor = cast.post(session, row["marked_by_role"], row["community"], now)
    role = ROLES.get(row["marked_by_role"], Role.COMMUNITY_WORKER)
    fairs.mark_interest(session, actor, community, offering, int(row["priority"]), row["note"], now, role)
