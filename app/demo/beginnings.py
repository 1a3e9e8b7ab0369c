"""Street, rules, directory, cycle, funds, posts, representatives: what stands when the year begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.demo.cast import Cast, Event
from app.demo.source import Row, at, fen
from app.domain.policy import SYSTEM, Role
from app.funds import commands as funds
from app.people import commands as people
from app.street import commands as streets
from app.street.models import Street
from app.street.queries import require_street

ROLES = {
    "街道经办": Role.STREET_HANDLER,
    "街道审核": Role.REVIEWER,
    "街道审批": Role.APPROVER,
    "街道财务": Role.FINANCE,
    "审计": Role.AUDITOR,
    "系统管理员": Role.ADMINISTRATOR,
    "社区书记": Role.SECRETARY,
    "社区代表": Role.COMMUNITY_DELEGATE,
    "社区工作者": Role.COMMUNITY_WORKER,
    "居务监督委员": Role.SUPERVISOR,
}
FUND = "党组织服务群众项目经费"
DEMO_SOURCE = "演示默认值，未经核实为官方标准，须按当地规定改"
COUNTS = (
    "age60plus",
    "age0_14",
    "disabled",
    "veterans",
    "floating_population",
    "residential_buildings",
    "stairwells",
)
NEGATIVE_LIST = [
    "办公经费",
    "社区工作人员工资、补贴",
    "偿还债务",
    "应由居民自己付费的服务",
    "已有财政经费保障的项目",
    "应由物业企业承担的费用",
    "社区办公用房建设和硬件",
]


def beginnings(cast: Cast) -> Iterator[Event]:
    """Everything of the day the year's work starts."""
    morning = at(cast.source.day("2026-02-24"), 8)
    steps = (found, set_rules, add_directory, add_communities, open_year, fill_posts, open_funds)
    for number, step in enumerate(steps):
        yield Event(morning, number, step.__name__, partial(_begin, step, cast))
    yield Event(morning, len(steps), "representatives", lambda s, now: seat_all(s, cast, now, morning.date()))
    for row in cast.source.rows("representatives"):
        starts = cast.source.day(row["term_from"])
        if starts > morning.date():
            yield cast.event(at(starts, 8), 0, seat, row)


def _begin(
    step: Callable[[Session, Cast, datetime], None], cast: Cast, session: Session, now: datetime
) -> None:
    step(session, cast, now)


def found(session: Session, cast: Cast, now: datetime) -> None:
    data = cast.source.street["street"]
    street = streets.found_street(
        session, SYSTEM, data["name"], now, district=data["district"], note=data["note"]
    )
    for zone in (data["north"], data["south"]):
        name, _, note = zone.partition(":")
        streets.add_zone(session, SYSTEM, street, name, note, now)


def set_rules(session: Session, cast: Cast, now: datetime) -> None:
    street = require_street(session)
    defaults = cast.source.street["rules_demo_defaults"]
    sources = {"rating_policy": defaults["rating_note"]}
    for key, value in rule_values(defaults).items():
        streets.set_rule(session, SYSTEM, street, key, value, sources.get(key, DEMO_SOURCE), now)


def rule_values(defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of the demo street, from its file where the file names them."""
    half = {"numerator": 1, "denominator": 2, "strict": True}
    return {
        "quorum": {**half, "of": "roll"},
        "majority": {**half, "of": "present"},
        "counting_modes": ["hall", "online", "home_visit", "phone"],
        "notice_period": {"number": defaults["publicity_days"], "kind": defaults["publicity_day_kind"]},
        "objection_answer_days": defaults["reply_to_objection_days"],
        "instalment_percents": defaults["instalments"],
        "instalment_conditions": defaults["instalment_conditions"],
        "rectify_below_tenths": round(defaults["rectify_below_satisfaction"] * 10),
        "rectify_within_workdays": defaults["rectify_within_workdays"],
        "least_answers_told": 5,
        "evaluation_days": 3,
        "management_fee_cap_percent": defaults["management_fee_cap_percent"],
        "term_warn_months": defaults["contract_max_months"],
        "term_max_months": 36,
        "longer_term_recognition": "resolution",
        "supplement_cap_percent": 10,
        "supplement_resolution_percent": 5,
        "splitting_threshold_fen": 100_000_000,
        "rating_policy": defaults["rating_required"],
        "rating_valid_years": 5,
        "payment_overdue_days": defaults["payment_overdue_days"],
        "payment_regulation": "all",
        "acceptance_days": 30,
        "need_unanswered_days": defaults["need_unanswered_days"],
        "negative_list": NEGATIVE_LIST,
        "tie_rule": ["least_cost", "id"],
    }


def add_directory(session: Session, cast: Cast, now: datetime) -> None:
    items = [
        streets.NewDirectoryItem(
            row["item_no"], int(row["category_no"]), row["category"], row["item"], row["source"]
        )
        for row in cast.source.rows("directory")
    ]
    streets.import_directory(session, SYSTEM, require_street(session), items, now)


def add_communities(session: Session, cast: Cast, now: datetime) -> None:
    street = require_street(session)
    for row in cast.source.rows("communities"):
        community = streets.add_community(session, SYSTEM, street, _community(row), now)
        cast.add("community", row["code"], community)


def _community(row: Row) -> streets.NewCommunity:
    return streets.NewCommunity(
        code=row["code"],
        name=row["name"],
        zone=row["zone"],
        kind=row["type"],
        phone=f"010-0000{1000 + sum(map(ord, row['code']))}",
        households=int(row["households"]),
        population=int(row["population"]),
        profile={name: int(row[name]) for name in COUNTS}
        | {"property_management": row["property_management"] == "有"},
        longitude=float(row["centre_lon"]),
        latitude=float(row["centre_lat"]),
    )


def open_year(session: Session, cast: Cast, now: datetime) -> None:
    phases = [_phase(cast, step) for step in cast.source.street["cycle"]]
    street: Street = require_street(session)
    cast.add("cycle", "year", streets.open_cycle(session, SYSTEM, street, cast.source.year, phases, now))


def _phase(cast: Cast, step: Mapping[str, Any]) -> streets.NewPhase:
    first = str(step.get("from") or step["on"])
    last = str(step.get("to") or step["on"])
    return streets.NewPhase(
        stage=_stage_of(step["step"]),
        name=step["step"],
        starts_on=cast.source.day(first),
        ends_on=cast.source.day(last),
        note=str(step.get("place") or ""),
    )


def _stage_of(name: str) -> str:
    words = {
        "需求": "needs",
        "推介会": "fair",
        "申报": "proposals",
        "审核": "review",
        "议事厅": "council",
        "表决": "voting",
        "认定": "contracts",
        "执行": "delivery",
        "评议": "evaluation",
        "公示": "notices",
    }
    return next((stage for word, stage in words.items() if word in name), "start")


def open_funds(session: Session, cast: Cast, now: datetime) -> None:
    """Finance asks for each community's money and the approver confirms: one paper for all of them."""
    finance, approver = cast.actor(session, "ST-F1", now), cast.actor(session, "ST-A1", now)
    year = cast.source.year
    for row in cast.source.rows("communities"):
        community = cast.the("community", row["code"])
        fund = funds.open_fund(session, finance, community, year, FUND, now)
        budget = funds.Incoming(fen(row["budget_2026_yuan"]), paper(year, 1), "年度预算")
        request = funds.ask_appropriation(session, finance, fund, budget, now)
        funds.confirm_request(session, approver, request, now)
        if fen(row["carried_over_yuan"]):
            rest = funds.Incoming(fen(row["carried_over_yuan"]), paper(year, 2), "上年结转")
            request = funds.ask_carry_over(session, finance, fund, rest, now)
            funds.confirm_request(session, approver, request, now)
        cast.add("fund", row["code"], fund)


def paper(year: int, number: int) -> str:
    """The number of a paper of the street's finance office."""
    return f"街财〔{year}〕{number}号"


def fill_posts(session: Session, cast: Cast, now: datetime) -> None:
    for row in cast.source.rows("staff"):
        user = people.register_account(
            session, SYSTEM, row["id"], row["display_name"], now, password_hash=cast.password_hash
        )
        community = cast.the("community", row["community"]) if row["community"] else None
        people.grant_role(session, SYSTEM, user, ROLES[row["role"]], now, community=community)
        if row["role"] == "居务监督委员":
            people.grant_role(session, SYSTEM, user, Role.SCRUTINEER, now, community=community)
        cast.users[row["id"]] = user
    add_residents(session, cast, now)


def add_residents(session: Session, cast: Cast, now: datetime) -> None:
    """Two residents with accounts; most residents of the demo have none and do without."""
    for code in ("N1", "S3"):
        community = cast.the("community", code)
        name = f"{community.name}居民"
        user = people.register_account(
            session, SYSTEM, f"RES-{code}", name, now, password_hash=cast.password_hash
        )
        people.grant_role(session, SYSTEM, user, Role.RESIDENT, now, community=community)
        cast.users[f"RES-{code}"] = user


def seat_all(session: Session, cast: Cast, now: datetime, on: date) -> None:
    """Seat the representatives whose term has begun."""
    for row in cast.source.rows("representatives"):
        if cast.source.day(row["term_from"]) <= on:
            seat(session, cast, row, now)


def seat(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    """Give a representative an account and a mandate."""
    user = people.register_account(
        session, SYSTEM, row["id"], row["display_name"], now, password_hash=cast.password_hash
    )
    mandate = people.seat_representative(
        session,
        SYSTEM,
        cast.the("community", row["community"]),
        user,
        row["id"],
        now,
        starts_on=cast.source.day(row["term_from"]),
        ends_on=cast.source.day(row["term_to"]),
        stairwell=row["stairwell"],
        age_band=row["age_band"],
        access_preference=row["access_preference"],
        party_member=row["party_member"] == "是",
    )
    cast.users[row["id"]] = user
    cast.add("mandate", row["id"], mandate)
