"""``flask pabulib import FILE``, ``flask pabulib export ROUND`` and ``flask count FILE``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from app.domain.counting.__main__ import main as count_main
from app.domain.counting.pb import BrokenFile
from app.domain.counting.shown import refusal
from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM
from app.foundation.clock import now
from app.foundation.database import db, unit_of_work
from app.street.queries import the_street
from app.voting.commands import import_election
from app.voting.exporting import election_file
from app.voting.models import Round
from app.voting.publishing import file_of
from app.voting.queries import count_of, protocol_of, round_by_slug

BROKEN = 2
NO_ROUND = {"pabulib.money": "it has no budget, or a cost of less than a hundredth of a unit of currency"}
NO_FILE = {
    "round.not_counted": "it is no counted allocation",
    "count.export": "nobody marked a project that the format can hold",
}


@click.group("pabulib")
def pabulib() -> None:
    """Real elections of pabulib.org."""


@pabulib.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--official", is_flag=True, help="Count by the rule the file names, not greedily.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def import_file(file: Path, official: bool, as_json: bool) -> None:
    """Load FILE as a finished round; a broken file is named with line, column and reason (exit 2)."""
    try:
        with unit_of_work() as session:
            round = import_election(session, SYSTEM, file.read_bytes(), file.name, now(), official=official)
            answer = _answer(round, count_of(session, round).outcome)
    except (BrokenFile, RuleViolation) as error:
        reason = NO_ROUND.get(str(error)) or (refusal(error) if isinstance(error, RuleViolation) else error)
        click.echo(f"{file}: {reason}", err=True)
        raise SystemExit(BROKEN) from None
    if as_json:
        click.echo(json.dumps(answer))
    else:
        click.echo(
            f"{answer['title']}: {answer['ballots']} ballots, {len(answer['selected'])} projects won.\n"
            f"/voting/{answer['round']}"
        )


@pabulib.command("export")
@click.argument("slug", metavar="ROUND")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the screen."
)
def export_file(slug: str, output: Path | None) -> None:
    """Write the counted allocation ROUND (its address after /voting/) as a .pb file; exit 2 where there is none."""
    session = db.session()
    round = round_by_slug(session, slug)
    try:
        if round is None or round.state != "counted":
            raise RuleViolation("round.not_counted")
        kept = file_of(session, round, "election.pb")
        text = kept.content.decode() if kept else _made_now(session, round)
    except RuleViolation as violation:
        click.echo(f"{slug}: no file: {NO_FILE[violation.code]}.", err=True)
        raise SystemExit(BROKEN) from None
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8", newline="")


def _made_now(session: Session, round: Round) -> str:
    """The file of a count that a page would wait too long for."""
    return election_file(round, protocol_of(session, round), the_street(session))


def _answer(round: Round, outcome: dict[str, Any]) -> dict[str, Any]:
    return {
        "round": round.slug,
        "title": round.title,
        "ballots": outcome["voted"],
        "selected": outcome["selected"],
        "published": round.rules["published"],
        "rule": outcome["rule"],
    }


@click.command(
    "count",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def count(arguments: tuple[str, ...]) -> None:
    """Count a .pb file: the same as python -m app.domain.counting."""
    raise SystemExit(count_main(arguments))
