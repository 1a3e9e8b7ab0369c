"""Tasks of the funds: money asked for and entries to be reversed wait for an approver, a refusal for who asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from app.domain.policy import Role
from app.funds.models import REQUEST_KINDS, Fund, FundRequest
from app.portal.queries.tasks.parts import HORIZON, Person, waits


def sources(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """What a person of this stage has to do."""
    if person.holds(Role.APPROVER):
        for kind in REQUEST_KINDS:
            yield _requests(f"funds.confirm_{kind}").where(
                FundRequest.kind == kind,
                FundRequest.state == "waiting",
                FundRequest.asked_by_id != person.id,
            )
    if person.holds(Role.FINANCE):
        yield _refused(person)


def _requests(kind: str) -> Select[*tuple[Any, ...]]:
    return waits(kind, FundRequest.slug, Fund.name, Fund.community_id, since=FundRequest.asked_at).join(
        Fund, FundRequest.fund_id == Fund.id
    )


def _refused(person: Person) -> Select[*tuple[Any, ...]]:
    """Refused lately, and nothing asked for about the fund since."""
    newer = aliased(FundRequest)
    again = select(newer.id).where(newer.fund_id == FundRequest.fund_id, newer.id > FundRequest.id).exists()
    return _requests("funds.mend").where(
        FundRequest.state == "refused",
        FundRequest.asked_by_id == person.id,
        FundRequest.answered_at > person.now - HORIZON,
        ~again,
    )
