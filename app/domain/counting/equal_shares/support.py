"""Effective support: how much of a project's cost its supporters would pay at the rate of the project
bought.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from app.domain.counting.equal_shares.field import Candidate, nearest
from app.domain.counting.equal_shares.run import Purchase, Run


def support_at(run: Run, purchase: Purchase) -> dict[int, int]:
    return {}
