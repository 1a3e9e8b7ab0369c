"""The same problem as an integer programme for HiGHS (highs.dev), for those too large for the exact search.

HiGHS proves optimality within the tolerances of floats; what it returns is checked with whole numbers.
"""

from __future__ import annotations

from itertools import combinations
from math import gcd

import numpy as np

from app.domain.counting.welfare.problem import Problem
from app.domain.counting.welfare.search import Chosen
from app.domain.errors import RuleViolation


def solve(problem: Problem) -> Chosen:
    """The items of greatest value; raises ``RuleViolation`` ``count.infeasible``, or ``count.unproven``."""
    import highspy

    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
        highs.setOptionValue(option, value)
    for option in ("mip_rel_gap", "mip_abs_gap"):
        highs.setOptionValue(option, 0.0)
    size = len(problem.costs)
    money, worth = gcd(problem.budget, *problem.costs) or 1, gcd(*problem.values) or 1
    for item in range(size):
        highs.addVar(0.0, 1.0)
        highs.changeColIntegrality(item, highspy.HighsVarType.kInteger)
        highs.changeColCost(item, problem.values[item] / worth)
    every = np.arange(size, dtype=np.int32)
    costs = np.array([cost / money for cost in problem.costs])
    highs.addRow(0.0, problem.budget / money, size, every, costs)
    for area in problem.areas:
        items = np.array(sorted(area.items), dtype=np.int32)
        ceiling = highs.getInfinity() if area.ceiling is None else area.ceiling / money
        highs.addRow(area.floor / money, ceiling, len(items), items, costs[items])
    for one, other in combinations(range(size), 2):
        if other in problem.rivals[one]:
            highs.addRow(0.0, 1.0, 2, np.array([one, other], dtype=np.int32), np.ones(2))
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise RuleViolation("count.infeasible")
    chosen = tuple(item for item, value in enumerate(highs.getSolution().col_value) if value > 0.5)
    if status != highspy.HighsModelStatus.kOptimal or not problem.feasible(chosen):
        raise RuleViolation("count.unproven")
    return chosen
