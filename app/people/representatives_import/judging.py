"""What importing each row of a list of representatives would do.

A row concerns the mandate with its code in the community, or that of the person with the same name and phone.
What is on the roll already comes in no second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.domain.account_names import seat_account_name
from app.domain.errors import RuleViolation
from app.domain.names import comparison_key
from app.foundation.imports import Row, Verdict
from app.people.models import Mandate, User
from app.people.queries import username_beside
from app.people.representatives_import.roll import Person, Roll, load_roll, person_of

COMPARED = ("name", "stairwell", "age_band", "access_preference", "party_member", "starts_on", "ends_on")
KEPT_WHEN_EMPTY = frozenset({"stairwell", "age_band", "access_preference"})


@dataclass(frozen=True)
class Seat:
    """A seat to fill: its code, and whose account, or the username of a new one."""

    code: str
    user: User | None
    username: str


@dataclass
class _Seen:
    """Rows of the file looked at so far, by what they may share with later ones."""

    codes: dict[str, int] = field(default_factory=dict)
    people: dict[Person, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    phones: dict[str, int] = field(default_factory=dict)
    usernames: set[str] = field(default_factory=set)

    def note(self, row: Row, person: Person) -> None:
        self.people.setdefault(person, row.number)
        self.names.setdefault(person[0], row.number)
        if row.values["code"]:
            self.codes.setdefault(row.values["code"], row.number)
        if row.values["phone"]:
            self.phones.setdefault(row.values["phone"], row.number)


def judge(session: Session, area: int | None, rows: Sequence[Row]) -> Sequence[Verdict]:
    """A verdict for each row; ``area`` is the community's id."""
    if area is None:
        raise ValueError("representatives are imported into a community")
    roll = load_roll(session, area, [row.values for row in rows])
    codes = _free_codes(roll, rows)
    seen = _Seen()
    verdicts = []
    for row in rows:
        person = person_of(row.values["name"], row.values["phone"], row.values["stairwell"])
        verdicts.append(_judge(row, person, roll, seen, codes))
        seen.note(row, person)
    return verdicts


def _judge(row: Row, person: Person, roll: Roll, seen: _Seen, codes: Iterator[str]) -> Verdict:
    try:
        _check(row, person, seen)
        known = _known(row, person, roll)
    except RuleViolation as violation:
        return Verdict("refused", problem=violation)
    if known is None:
        return Verdict("new", _seat(row, person, roll, seen, codes), _warnings(row, person, roll, seen))
    changed = differences(row.values, known)
    renamed = (
        (RuleViolation("mandate.renamed", field="name", before=known.name),) if "name" in changed else ()
    )
    return Verdict("changed" if changed else "same", known, renamed)


def _check(row: Row, person: Person, seen: _Seen) -> None:
    if row.values["ends_on"] < row.values["starts_on"]:
        raise RuleViolation("mandate.days", field="ends_on")
    if row.values["code"] in seen.codes:
        raise RuleViolation("mandate.repeated", field="code", row=seen.codes[row.values["code"]])
    if person in seen.people:
        raise RuleViolation("mandate.repeated", field="name", row=seen.people[person])


def _known(row: Row, person: Person, roll: Roll) -> Mandate | None:
    """The mandate a row concerns. Raises RuleViolation where the roll says otherwise."""
    code = row.values["code"]
    if code in roll.by_code:
        return _same_person(row, person, roll.by_code[code])
    mandate = roll.by_person.get(person)
    if mandate is None or row.values["starts_on"] > mandate.ends_on:
        return None
    if mandate.ended_because:
        raise RuleViolation("mandate.ended", field="name")
    if code:
        raise RuleViolation("mandate.seated", field="code", seat=mandate.code)
    return mandate


def _same_person(row: Row, person: Person, mandate: Mandate) -> Mandate:
    same_name = comparison_key(mandate.name) == person[0]
    same_phone = bool(row.values["phone"]) and row.values["phone"] == mandate.user.phone
    if not same_name and not same_phone:
        raise RuleViolation("mandate.code_other", field="code", taken=mandate.code)
    if mandate.ended_because:
        raise RuleViolation("mandate.ended", field="code")
    if row.values["starts_on"] > mandate.ends_on:
        raise RuleViolation("mandate.code_taken", field="code", taken=mandate.code)
    return mandate


def differences(values: Mapping[str, Any], mandate: Mandate) -> dict[str, Any]:
    """What a row would change of a mandate; an empty cell changes nothing."""
    found = {
        key: values[key]
        for key in COMPARED
        if values[key] != getattr(mandate, key) and (values[key] or key not in KEPT_WHEN_EMPTY)
    }
    if values["phone"] and values["phone"] != mandate.user.phone:
        found["phone"] = values["phone"]
    return found


def _seat(row: Row, person: Person, roll: Roll, seen: _Seen, codes: Iterator[str]) -> Seat:
    code = row.values["code"] or next(codes)
    wanted = seat_account_name(roll.community.code, code)
    username = username_beside(wanted, roll.usernames | seen.usernames)
    seen.usernames.add(username)
    account = roll.accounts.get(person) if row.values["phone"] else None
    return Seat(code, account, username)


def _free_codes(roll: Roll, rows: Sequence[Row]) -> Iterator[str]:
    """Codes for rows without one: the community's code and the next numbers nobody has."""
    taken = {code.lower() for code in roll.by_code} | {str(row.values["code"]).lower() for row in rows}
    numbered = (f"{roll.community.code}-R{number:02d}" for number in count(len(roll.by_code) + 1))
    return (code for code in numbered if code.lower() not in taken)


def _warnings(row: Row, person: Person, roll: Roll, seen: _Seen) -> tuple[RuleViolation, ...]:
    """What a person should look at before a new row comes in."""
    found = []
    if person[0] in seen.names:
        found.append(RuleViolation("mandate.same_name", field="name", row=seen.names[person[0]]))
    if person[0] in roll.by_name:
        seat = roll.by_name[person[0]].code
        found.append(RuleViolation("mandate.name_on_roll", field="name", seat=seat))
    phone = row.values["phone"]
    if not phone:
        found.append(RuleViolation("mandate.no_phone", field="phone"))
    elif phone in seen.phones:
        found.append(RuleViolation("mandate.phone_shared", field="phone", row=seen.phones[phone]))
    return tuple(found)
