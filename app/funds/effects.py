"""What each kind of ledger entry does to a fund: the sums of a ledger are the fund's totals.

A wrong entry is put right by a reversing one, of the same amount and the opposite sign (红字冲正, 会计基础工作规范
art. 51): nothing is edited and nothing is taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

_MOVEMENTS: Mapping[str, Mapping[str, int]] = {
    "appropriated": {"appropriated_fen": 1},
    "carried_over": {"carried_over_fen": 1},
    "carried_out": {"carried_out_fen": 1},
    "reserved": {"reserved_fen": 1},
    "reservation_released": {"reserved_fen": -1},
    "committed": {"reserved_fen": -1, "committed_fen": 1},
    "supplemented": {"committed_fen": 1},
    "commitment_released": {"committed_fen": -1},
    "paid": {"paid_fen": 1},
}
REVERSALS: Mapping[str, str] = {
    "appropriated": "appropriation_reversed",
    "carried_over": "carry_over_reversed",
    "carried_out": "carry_out_reversed",
    "paid": "payment_reversed",
}
"""Kinds that a person enters, each with the kind that undoes it.

The other kinds follow from a decision (a vote, a signature, a supplement, a closing), which has its own way back.
"""
EFFECTS: Mapping[str, Mapping[str, int]] = {
    **_MOVEMENTS,
    **{
        undoing: {total: -sign for total, sign in _MOVEMENTS[kind].items()}
        for kind, undoing in REVERSALS.items()
    },
}
"""Entry kind → total → sign. A contract moves reserved money; a supplement takes free money."""

ENTRY_KINDS = tuple(EFFECTS)
BY_TWO = ("appropriated", "carried_over", "carried_out", *REVERSALS.values())
"""Kinds that enter the ledger only under a request that one person made and another confirmed."""


@dataclass(frozen=True)
class Balance:
    """Fen of a fund, or of one project in it; ``paid`` is part of ``committed``."""

    appropriated_fen: int = 0
    carried_over_fen: int = 0
    carried_out_fen: int = 0
    reserved_fen: int = 0
    committed_fen: int = 0
    paid_fen: int = 0

    @property
    def total_fen(self) -> int:
        return self.appropriated_fen + self.carried_over_fen - self.carried_out_fen

    @property
    def free_fen(self) -> int:
        return self.total_fen - self.reserved_fen - self.committed_fen

    @property
    def unpaid_fen(self) -> int:
        """Committed and not paid yet."""
        return self.committed_fen - self.paid_fen


TOTALS = tuple(field.name for field in fields(Balance))


def balance_of(sums: Iterable[tuple[str, int]]) -> Balance:
    """The balance that sums of fen by entry kind amount to. KeyError for an unknown kind."""
    totals = dict.fromkeys(TOTALS, 0)
    for kind, amount_fen in sums:
        for total, sign in EFFECTS[kind].items():
            totals[total] += sign * amount_fen
    return Balance(**totals)
