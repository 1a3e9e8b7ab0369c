"""Large elections made from the ballots of a real one."""

from __future__ import annotations

import random
from pathlib import Path

PROJECTS = 200


def write_crowd(source: Path, target: Path, voters: int, seed: int = 1) -> None:
    """A file of so many ballots over 200 projects: real ones, most with one mark moved to another project."""
    chance = random.Random(seed)
    head, _, body = source.read_text(encoding="utf-8").partition("\nVOTES\n")
    meta, _, rows = head.partition("\nPROJECTS\n")
    ballots = [line.split(";")[1].split(",") for line in body.splitlines()[1:]]
    known = [row.split(";")[0] for row in rows.splitlines()[1:]]
    added = [f"x{number}" for number in range(PROJECTS - len(known))]
    columns = rows.splitlines()[0].count(";") - 1
    more = [f"{name};{chance.randrange(10, 80)}000000{';0' * columns}" for name in added]
    with target.open("w", encoding="utf-8") as out:
        out.write("\n".join([meta, "PROJECTS", rows, *more, "VOTES", "voter_id;vote", ""]))
        for number in range(voters):
            marks = list(chance.choice(ballots))
            if chance.random() < 0.7:
                other = chance.choice(added if chance.random() < 0.3 else known)
                marks[chance.randrange(len(marks))] = other if other not in marks else marks[0]
            out.write(f"{number};{','.join(dict.fromkeys(marks))}\n")
