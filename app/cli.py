"""The command line: ``flask --app wsgi …``."""

from __future__ import annotations

import json
import time

import click
from flask import Flask

from app.demo.cli import demo
from app.foundation import audit, jobs
from app.foundation.clock import now
from app.foundation.database import db
from app.people.cli import people_group
from app.people.founding import street_group
from app.voting.cli import count, pabulib


def register(app: Flask) -> None:
    """Add the product's commands."""
    app.cli.add_command(audit_group)
    app.cli.add_command(worker)
    app.cli.add_command(demo)
    app.cli.add_command(people_group)
    app.cli.add_command(street_group)
    app.cli.add_command(pabulib)
    app.cli.add_command(count)


@click.group("audit")
def audit_group() -> None:
    """The audit log."""


@audit_group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def verify(as_json: bool) -> None:
    """Walk the audit chain; name the first broken row and exit 1."""
    breach = audit.verify(db.session())
    if as_json:
        found = None if breach is None else {"seq": breach.seq, "reason": breach.reason}
        click.echo(json.dumps({"ok": breach is None, "breach": found}))
    elif breach is None:
        click.echo("The audit log is whole.")
    else:
        click.echo(f"The audit log is broken at row {breach.seq}: {breach.reason}.")
    if breach is not None:
        raise SystemExit(1)


@click.command("worker")
@click.option("--once", is_flag=True, help="Run what is due and stop.")
@click.option("--every", default=10, help="Seconds between looks.")
def worker(once: bool, every: int) -> None:
    """Run jobs as they fall due."""
    while True:
        jobs.run_due(now())
        db.session.remove()
        if once:
            return
        time.sleep(every)
