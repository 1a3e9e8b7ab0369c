"""A contract under way with a client for each role, and its pages."""

from __future__ import annotations

from dataclasses import dataclass

from flask.testing import FlaskClient

from app.contracts.models import Contract, ContractPart
from app.delivery.models import Milestone
from app.domain.policy import Role
from app.people.models import User
from tests.factories import World
from tests.support.delivery import RATED, milestones_of
from tests.support.notices import at
from tests.support.people import Sign
from tests.web.test_url_map import check_page

NOW = at(RATED, 9)


@dataclass
class Stage:
    """A contract under way with a client for each role."""

    world: World
    contract: Contract
    sign: Sign

    @property
    def part(self) -> ContractPart:
        return self.contract.parts[0]

    @property
    def slug(self) -> str:
        return self.part.proposal.slug

    @property
    def milestone(self) -> Milestone:
        return milestones_of(self.part)[0]

    def user(self, role: Role) -> User:
        if role is Role.ORGANISATION_MEMBER:
            return self.world.user(role, organisation_ref=self.contract.organisation_id)
        street = role in (Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE, Role.AUDITOR)
        return self.world.user(role, None if street else self.world.north)

    def client(self, role: Role) -> FlaskClient:
        return self.sign.client_of(self.user(role))


def fetch(client: FlaskClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    html = answer.get_data(as_text=True)
    if status == 200:
        check_page(html, url)
    return html
