"""``flask street found``: the street this installation serves, empty, with its first administrator."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from app.domain.account_names import account_name
from app.domain.errors import RuleViolation
from app.domain.names import normalise_phone
from app.domain.policy import SYSTEM, Role
from app.foundation.clock import now
from app.foundation.database import unit_of_work
from app.foundation.wording import refusal_text
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
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def found(name: str, district: str, username: str, person: str, phone: str | None, as_json: bool) -> None:
    """Found an empty street and print its administrator's one-time password (exit 1 where there is a street)."""
    password = one_time_password()
    try:
        _found(name, district, username, person, phone, password, now())
    except RuleViolation as violation:
        click.echo(refusal_text(violation), err=True)
        raise SystemExit(1) from None
    if as_json:
        click.echo(json.dumps({"street": name, "username": username, "password": password}))
        return
    click.echo(f"Founded | 已设立: {district}{name}")
    click.echo(f"Username | 账号: {username}")
    click.echo(
        f"One-time password, good for {ONE_TIME.days} days | 一次性密码，{ONE_TIME.days} 天内有效: {password}"
    )
    click.echo(
        "Sign in and set your own; the home page says what is missing. | 登录后先改密码，首页列出还差什么。"
    )


def _found(
    name: str, district: str, username: str, person: str, phone: str | None, password: str, moment: datetime
) -> None:
    hashed = commands.hash_password(password)
    with unit_of_work() as session:
        found_street(session, SYSTEM, name, moment, district=district)
        user = commands.register_account(session, SYSTEM, username, person, moment, phone=phone)
        commands.grant_role(session, SYSTEM, user, Role.ADMINISTRATOR, moment)
        commands.reset_password(session, SYSTEM, user, hashed, moment)
