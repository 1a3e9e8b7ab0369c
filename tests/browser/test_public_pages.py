"""What anybody reads, with and without JavaScript, at both widths, and in elder mode."""

from __future__ import annotations

import pytest

from app.domain.policy import SYSTEM
from app.foundation.database import unit_of_work
from app.people import commands
from tests.factories import NOW, make_street
from tests.support.walker import Walker

pytestmark = pytest.mark.browser
PASSWORD = "一个足够长的密码八位"
PAGES = ("/", "/search", "/sign-in")


def test_public_pages_give_axe_nothing_to_say(walker: Walker) -> None:
    make_street()
    for path in PAGES:
        walker.visit(path)
    walker.visit("/").page.get_by_role("button", name="长辈版").click()
    for path in PAGES:
        walker.visit(path)


def test_signing_in_works_without_scripts(plain_walker: Walker) -> None:
    hashed = commands.hash_password(PASSWORD)
    with unit_of_work() as session:
        commands.register_account(session, SYSTEM, "li", "李代表", NOW, password_hash=hashed)
    plain_walker.sign_in("li", "错的密码错的密码").sees("账号或密码不对")
    plain_walker.sign_in("li", PASSWORD).sees("李代表")
