"""Walking the application as everybody: the roles, an object of every kind, every endpoint asked about each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from app.contracts.models import Amendment, Contract, ContractPart
from app.delivery.models import Evidence, Milestone
from app.domain.policy import Role, Scope
from app.foundation.database import Base, db, unit_of_work
from app.foundation.files import StoredFile
from app.foundation.imports import ImportBatch
from app.foundation.withholding import WithholdingRequest
from app.notices.models import Objection
from app.organisations.models import Organisation
from app.people.commands import ask_appointment
from app.people.queries import actor_of, user_by_username
from app.proposals.commands import draft_proposal
from app.proposals.content import ProposalContent
from app.proposals.models import Proposal
from app.street.models import Community
from tests.factories import NOW, TODAY
from tests.support.people import Sign

MATRIX = Path(__file__).parents[1] / "web" / "matrix.tsv"
ROLES = {
    "public": "",
    "resident": "res-n1",
    "representative": "n1-r01",
    "rep. elsewhere": "s5-r01",
    "organisation": "o14",
    "org. elsewhere": "o25",
    "secretary": "sec-n1",
    "sec. elsewhere": "sec-s5",
    "worker": "wk-n1",
    "worker elsewhere": "wk-s5",
    "delegate": "del-n1",
    "supervisor": "sup-n1",
    "handler": "st-h1",
    "reviewer": "st-v1",
    "approver": "st-a1",
    "finance": "st-f1",
    "auditor": "st-au1",
    "administrator": "st-ad1",
}


@dataclass(frozen=True)
class Case:
    """An endpoint asked about one object (or none)."""

    name: str
    rule: Rule
    url: str

    @property
    def method(self) -> str:
        return "GET" if "GET" in (self.rule.methods or ()) else "POST"


def things() -> Iterator[tuple[str, str]]:
    """(what it is, slug) of an object of every kind: community N1's or organisation O14's where there is one."""
    session = db.session()
    home = session.scalars(select(Community.id).where(Community.code == "N1")).one()
    ours = session.scalars(select(Organisation.id).where(Organisation.code == "O14")).one()
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: str(mapper.local_table)):
        if "slug" not in mapper.columns:
            continue
        rows = session.scalars(select(mapper.class_).order_by(mapper.class_.id)).all()
        if rows:
            nearest = min(rows, key=lambda row: _distance(getattr(row, "scope", Scope()), home, ours))
            yield str(mapper.local_table), nearest.slug
    yield "withholding_request", _asked_to_withhold()
    yield "appointment", _asked_to_appoint()
    yield "kind", "need"
    yield "organisation applied", _applied().slug
    yield "proposal draft", _draft().slug
    yield "setting", "quorum"
    yield "file of evidence", _evidence()
    for kind in ("representatives", "directory"):
        yield f"import of {kind}", _import(kind, home if kind == "representatives" else None)
    yield "amendment in force", _supplement_in_force()
    unsigned = select(Contract.slug).where(Contract.code == "C19")
    yield "contract unsigned", session.scalars(unsigned).one()


def _distance(scope: Scope, home: int, ours: int) -> int:
    return (home not in scope.community_ids) + (scope.organisation_id not in (ours, None))


def _applied() -> Organisation:
    with unit_of_work() as session:
        row = Organisation(
            street_id=session.scalars(select(Community.street_id)).first(),
            name="还没被接纳的组织",
            org_type="community_group",
            legal_person=False,
            state="applied",
            applied_at=NOW,
        )
        session.add(row)
    return row


def _draft() -> Proposal:
    with unit_of_work() as session:
        organisation = session.scalars(select(Organisation).where(Organisation.code == "O14")).one()
        community = session.scalars(select(Community).where(Community.code == "N1")).one()
        user = user_by_username(session, "o14")
        assert user is not None
        content = ProposalContent(title="还是草稿")
        actor = actor_of(session, user, TODAY)
        return draft_proposal(session, actor, community, content, NOW, organisation)


def _asked_to_withhold() -> str:
    with unit_of_work() as session:
        secretary = user_by_username(session, "sec-n1")
        objection = session.scalars(select(Objection)).first()
        assert objection is not None and secretary is not None
        row = WithholdingRequest(
            kind="objection",
            subject_id=objection.id,
            reason="写了姓名",
            asked_by_id=secretary.id,
            asked_at=NOW,
        )
        session.add(row)
    return row.slug


def _asked_to_appoint() -> str:
    with unit_of_work() as session:
        administrator, worker = (user_by_username(session, name) for name in ("st-ad1", "wk-n1"))
        assert administrator is not None and worker is not None
        actor = actor_of(session, administrator, TODAY)
        return ask_appointment(session, actor, worker, Role.REVIEWER, "街办〔2026〕5号", NOW).slug


def _supplement_in_force() -> str:
    """The demo's supplement once more, as if it had been signed."""
    with unit_of_work() as session:
        waiting = session.scalars(select(Amendment)).one()
        kept = {c.name: getattr(waiting, c.name) for c in Amendment.__table__.columns}
        row = Amendment(
            **{**kept, "id": None, "slug": None, "number": 2, "state": "in_force", "signed_on": TODAY}
        )
        session.add(row)
        session.flush()
        return row.slug


def _evidence() -> str:
    with unit_of_work() as session:
        of_o14 = ContractPart.proposal.has(Proposal.code == "P03")
        milestone = session.scalars(select(Milestone).where(Milestone.part.has(of_o14))).first()
        assert milestone is not None
        file = StoredFile(sha256="0" * 64, size=1, media_type="image/png", name="签到表.png", uploaded_at=NOW)
        milestone.evidence.append(Evidence(file=file))
        session.flush()
        return file.slug


def _import(kind: str, community_id: int | None) -> str:
    with unit_of_work() as session:
        batch = ImportBatch(
            kind=kind,
            area=community_id,
            sha256="0" * 64,
            file_name="名单.csv",
            sheet="",
            content='{"good": [], "faults": [], "unused": []}',
            read_at=NOW,
        )
        session.add(batch)
        session.flush()
        return batch.slug


def cases(app: Flask, found_things: Iterable[tuple[str, str]] = ()) -> Iterator[Case]:
    """Each endpoint without an object once; one with an object once for each object its loader finds: of
    ``found_things``, else of ``things``.
    """
    known = list(found_things) or list(things())
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        if rule.endpoint == "static":
            continue
        view = app.view_functions[rule.endpoint]
        if not rule.arguments:
            yield Case(rule.endpoint, rule, _url(app, rule, {}))
            continue
        others = {name: dict(known).get(name, 1) for name in rule.arguments - {"slug"}}
        found = [(kind, {"slug": slug, **others}) for kind, slug in known if _loads(view, slug, others)]
        assert found, f"no object of the test world fits {rule.endpoint} {rule.rule}"
        for kind, values in found:
            yield Case(f"{rule.endpoint} [{kind}]", rule, _url(app, rule, values))


def _loads(view: object, slug: str, others: dict[str, str | int]) -> bool:
    load = getattr(view, "load", None)
    return load is not None and load(db.session(), slug=slug, **others) is not None


def _url(app: Flask, rule: Rule, values: dict[str, str | int]) -> str:
    method = "GET" if "GET" in (rule.methods or ()) else "POST"
    return str(app.url_map.bind("localhost").build(rule.endpoint, values, method=method))


def client_of(app: Flask, sign: Sign, username: str) -> FlaskClient:
    """A client signed in as somebody, or as nobody."""
    if not username:
        return app.test_client()
    user = user_by_username(db.session(), username)
    assert user is not None, username
    return sign.client_of(user)


def read_matrix() -> Mapping[str, Mapping[str, str]]:
    """What matrix.tsv promises: {endpoint about an object: {role: letter}}."""
    lines = [line.split("\t") for line in MATRIX.read_text(encoding="utf-8").splitlines()]
    assert lines[0][1:] == list(ROLES)
    return {name: dict(zip(ROLES, row, strict=True)) for name, *row in lines[1:]}
