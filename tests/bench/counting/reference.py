"""Count a file with pabutools, equal ballots merged: ``reference.py FILE RULE``; prints JSON."""

from __future__ import annotations

import json
import sys

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen

RULES = {
    "greedy": lambda election, ballots: greedy_utilitarian_welfare(election, ballots, sat_class=Cost_Sat),
    "equal-shares": lambda election, ballots: method_of_equal_shares(election, ballots, sat_class=Cost_Sat),
    "phragmen": sequential_phragmen,
}

if __name__ == "__main__":
    file, rule = sys.argv[1:]
    election, profile = parse_pabulib(file)
    print(json.dumps({"selected": [one.name for one in RULES[rule](election, profile.as_multiprofile())]}))
