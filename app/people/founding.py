"""``flask street found``: the street this installation serves, empty, with the two people that giving posts takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import click
from sqlalchemy.orm import Session

from app.domain.account_names import account_name
from app.domain.errors import RuleViolation
from app.domain.names import normalise_phone
from app.domain.policy import SYSTEM, Role
from app.foundation.clock import now
from app.foundation.database import unit_of_work
from app.foundation.wording import label, refusal_text
from app.people import commands
from app.people.commands.passwords import ONE_TIME, one_time_password
from app.street.commands import found_street


@click.group("street")
def street_group() -> None:
    """The street this installation serves."""


def _filled(longest: int) -> Any:
    def check(context: click.Context, parameter: click.Parameter, value: str) -> str:
        text = value.strip()
        if not text or len(text) > longest:
            raise click.BadParameter(f"1 to {longest} characters")
        return text

    return check


def _username(context: click.Context, parameter: click.Parameter, value: str) -> str:
    try:
        return account_name(value)
    except RuleViolation as violation:
        raise click.BadParameter(refusal_text(violation)) from violation


def _phone(context: click.Context, parameter: click.Parameter, value: str) -> str | None:
    try:
        return normalise_phone(value, landline=True) if value.strip() else None
    except RuleViolation as violation:
        raise click.BadParameter(refusal_text(violation)) from violation


AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
APPROVER_USERNAME = click.option(
    "--approver-username",
    prompt="Approver's username | 街道审批账号",
    callback=_username,
    help="Of another person, who confirms the posts that the administrator asks for.",
)
APPROVER_PERSON = click.option(
    "--approver-person",
    prompt="Approver's name or post | 街道审批姓名或岗位",
    callback=_filled(80),
    help="As shown.",
)


@dataclass(frozen=True)
class Founder:
    """An account that an installation begins with, and the one-time password it is handed over with."""

    username: str
    person: str
    role: Role
    phone: str | None = None
    password: str = field(default_factory=one_time_password)


@street_group.command("found")
@click.option("--name", prompt="Street | 街道名称", callback=_filled(60), help="As 风尚街道.")
@click.option("--district", prompt="District | 所在区", callback=_filled(60), help="As 东城区.")
@click.option(
    "--username", prompt="Administrator's username | 管理员账号", callback=_username, help="To sign in with."
)
@click.option(
    "--person",
    prompt="Administrator's name or post | 管理员姓名或岗位",
    callback=_filled(80),
    help="As shown.",
)
@click.option("--phone", default="", callback=_phone, help="The administrator's; it can be signed in with.")
@APPROVER_USERNAME
@APPROVER_PERSON
@AS_JSON
def found(
    name: str,
    district: str,
    username: str,
    person: str,
    phone: str | None,
    approver_username: str,
    approver_person: str,
    as_json: bool,
) -> None:
    """Found an empty street with an administrator and an approver, and print their one-time passwords.

    Exit 1 where there is a street.
    """
    founders = (
        Founder(username, person, Role.ADMINISTRATOR, phone),
        Founder(approver_username, approver_person, Role.APPROVER),
    )

    def begin(session: Session, moment: datetime) -> None:
        found_street(session, SYSTEM, name, moment, district=district)

    _run(founders, begin)
    _tell(founders, f"Founded | 已设立: {district}{name}", as_json, {"street": name})


@street_group.command("approver")
@APPROVER_USERNAME
@APPROVER_PERSON
@AS_JSON
def approver(approver_username: str, approver_person: str, as_json: bool) -> None:
    """Add the approver of a street that has one administrator alone, from before posts took two people.

    Exit 1 where the founding is over.
    """
    founders = (Founder(approver_username, approver_person, Role.APPROVER),)
    _run(founders, lambda session, moment: None)
    _tell(founders, "Added | 已添加", as_json, {})


def _run(founders: Sequence[Founder], begin: Callable[[Session, datetime], None]) -> None:
    moment = now()
    hashed = [commands.hash_password(founder.password) for founder in founders]
    try:
        with unit_of_work() as session:
            begin(session, moment)
            for founder, password_hash in zip(founders, hashed, strict=True):
                _add(session, founder, password_hash, moment)
            commands.end_founding(session, moment)
    except RuleViolation as violation:
        click.echo(refusal_text(violation), err=True)
        raise SystemExit(1) from None


def _add(session: Session, founder: Founder, password_hash: str, moment: datetime) -> None:
    user = commands.register_account(
        session, SYSTEM, founder.username, founder.person, moment, phone=founder.phone
    )
    commands.grant_role(session, SYSTEM, user, founder.role, moment)
    commands.reset_password(session, SYSTEM, user, password_hash, moment)


def _tell(founders: Sequence[Founder], done: str, as_json: bool, more: Mapping[str, str]) -> None:
    if as_json:
        accounts = [
            {"role": founder.role, "username": founder.username, "password": founder.password}
            for founder in founders
        ]
        click.echo(json.dumps({**more, "accounts": accounts}))
        return
    click.echo(done)
    for founder in founders:
        click.echo(f"Username | 账号: {founder.username} ({label(founder.role, 'role')})")
        click.echo(
            f"One-time password, good for {ONE_TIME.days} days | 一次性密码，{ONE_TIME.days} 天内有效: "
            f"{founder.password}"
        )
    click.echo(
        "Hand each password to its own person; they set their own at the first sign-in. The home page says what is "
        "missing. | 密码分别当面交给两个人，各自登录后先改密码；首页列出还差什么。"
    )
