"""What each kind of ledger entry does to a fund: the sums of a ledger are the fund's totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

EFFECTS: Mapping[str, Mapping[str, int]] = {
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
"""Entry kind → total → sign. A contract moves reserved money; a supplement takes free money."""

ENTRY_KINDS = tuple(EFFECTS)


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
