"""``flask demo``: the demo street, once."""

from __future__ import annotations

import click

from app.demo.cast import PASSWORD
from app.demo.loader import load
from app.foundation.clock import today

ACCOUNTS = (
    ("居民", "resident", "res-n1"),
    ("居民代表", "representative", "n1-r01"),
    ("社会组织", "organisation member", "o03"),
    ("社区书记", "community secretary", "sec-n1"),
    ("社区工作者", "community worker", "wk-n1"),
    ("另一位社区工作者", "second community worker", "wk2-n1"),
    ("社区代表", "community delegate", "del-n1"),
    ("居务监督委员", "supervision committee, scrutineer", "sup-n1"),
    ("街道经办", "street handler", "st-h1"),
    ("街道审核", "reviewer", "st-v1"),
    ("街道审核（第二人）", "second reviewer", "st-v2"),
    ("街道审批", "approver", "st-a1"),
    ("街道审批（第二人）", "second approver", "st-a2"),
    ("街道财务", "finance", "st-f1"),
    ("审计", "auditor", "st-au1"),
    ("系统管理员", "administrator", "st-ad1"),
)


@click.command("demo")
@click.option("--today", "shift", is_flag=True, help="Move its year so that it reaches to today.")
@click.option("--if-empty", is_flag=True, help="Say nothing but the accounts when a street is there.")
def demo(shift: bool, if_empty: bool) -> None:
    """Load the demo street into an empty database and print its accounts."""
    loaded = load(today() if shift else None, lambda line: click.echo(f"  {line}"))
    if not loaded and not if_empty:
        click.echo("A street is already there; nothing was loaded. | 已有街道数据，没有再载入。")
    click.echo(f"Accounts (password {PASSWORD}) | 演示账号（密码 {PASSWORD}）")
    for chinese, english, username in ACCOUNTS:
        click.echo(f"  {username:<10} {chinese} ({english})")
