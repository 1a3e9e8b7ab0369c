"""Whether a meeting may decide and what it decided: quorum and majority as exact fractions.

Both rules are settings of the street or community with a source; the statute was revised with effect from
2026-01-01 and a person has to confirm its fractions, so nothing here is applied by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar, Generic, Literal, Self, TypeVar, cast

from app.domain.errors import RuleViolation

MajorityBase = Literal["present", "roll", "cast"]
Outcome = Literal["passed", "rejected", "invalid"]
Rule = TypeVar("Rule", "QuorumRule", "MajorityRule")


@dataclass(frozen=True, slots=True)
class _FractionRule:
    """At least (``strict``: more than) numerator/denominator ``of`` a base.

    Raises ``RuleViolation`` ``quorum.fraction`` unless the fraction is above 0 and can be reached,
    ``quorum.strict`` and ``quorum.of`` for values of another kind.
    """

    BASES: ClassVar[tuple[str, ...]] = ()

    numerator: int
    denominator: int
    strict: bool
    of: str

    def __post_init__(self) -> None:
        if type(self.numerator) is not int or type(self.denominator) is not int:
            raise RuleViolation("quorum.fraction", field="numerator")
        if type(self.strict) is not bool:
            raise RuleViolation("quorum.strict", field="strict")
        if not 0 < self.numerator <= self.denominator - self.strict:
            raise RuleViolation("quorum.fraction", field="numerator")
        if self.of not in self.BASES:
            raise RuleViolation("quorum.of", field="of")

    @classmethod
    def from_setting(cls, setting: Mapping[str, object]) -> Self:
        """Read what ``to_setting`` wrote; raises ``RuleViolation`` as the class does."""
        numerator, denominator, strict, of = map(setting.get, ("numerator", "denominator", "strict", "of"))
        return cls(cast(int, numerator), cast(int, denominator), cast(bool, strict), cast(str, of))

    def to_setting(self) -> dict[str, object]:
        """The rule as a dict that JSON can hold."""
        return asdict(self)

    def _least(self, base: int) -> int:
        whole, rest = divmod(base * self.numerator, self.denominator)
        return max(1, whole + (1 if self.strict or rest else 0))


@dataclass(frozen=True, slots=True)
class QuorumRule(_FractionRule):
    """How much of the roll must be present for a meeting to be valid."""

    BASES = ("roll",)

    of: Literal["roll"] = "roll"

    def needed(self, roll: int) -> int:
        """The least number of people present that makes a quorum of a roll; never below 1."""
        return self._least(roll)

    def met(self, present: int, roll: int) -> bool:
        """Whether ``present`` of ``roll`` people make a quorum."""
        return present >= self.needed(roll)


@dataclass(frozen=True, slots=True)
class MajorityRule(_FractionRule):
    """How many votes for carry a proposal.

    The base is those ``present`` (abstentions and silence then weigh against), the whole ``roll``, or the
    votes ``cast`` for and against.
    """

    BASES = ("present", "roll", "cast")

    of: MajorityBase

    def needed(self, *, present: int, roll: int, cast: int) -> int:
        """The least number of votes for that carries a proposal; never below 1."""
        return self._least({"present": present, "roll": roll, "cast": cast}[self.of])


@dataclass(frozen=True, slots=True)
class Preset(Generic[Rule]):
    """A rule seen somewhere, offered as a starting point; ``source`` is shown beside it."""

    rule: Rule
    source: str


QUORUM_PRESETS: Mapping[str, Preset[QuorumRule]] = {
    "more_than_half": Preset(
        QuorumRule(1, 2, strict=True),
        "《城市居民委员会组织法》第九条（施行至2025年12月31日的文本）；2026年1月1日起施行的修订文本须由本街道核对",
    ),
    "two_thirds": Preset(
        QuorumRule(2, 3, strict=False),
        "参照《村民委员会组织法》对村民代表会议的规定，居民代表会议采用须有本地依据",
    ),
}
MAJORITY_PRESETS: Mapping[str, Preset[MajorityRule]] = {
    "more_than_half_of_present": Preset(
        MajorityRule(1, 2, strict=True, of="present"),
        "《城市居民委员会组织法》第九条（施行至2025年12月31日的文本）；2026年1月1日起施行的修订文本须由本街道核对",
    ),
    "more_than_half_of_roll": Preset(
        MajorityRule(1, 2, strict=True, of="roll"), "部分地方的做法，采用须有本地依据"
    ),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a meeting decided, the thresholds it was measured by, and by how much it fell short."""

    outcome: Outcome
    needed_present: int
    needed_yes: int
    missing_present: int
    missing_yes: int
    """Votes for that were wanting, all else as counted; 0 when there were enough."""


def count_present(modes: Iterable[str], counting: frozenset[str]) -> int:
    """How many of those attending count as present: those whose mode (hall, online …) is in ``counting``.

    Which modes count is a local decision: a setting, not a rule of law.
    """
    return sum(mode in counting for mode in modes)


def decide(
    *,
    yes: int,
    no: int,
    abstain: int,
    present: int,
    roll: int,
    quorum: QuorumRule,
    majority: MajorityRule,
) -> Decision:
    """Decide one proposal: ``invalid`` without a quorum, else ``passed`` or ``rejected``.

    An abstention is a presence, and so is sitting through the vote in silence. Raises ``RuleViolation``
    ``vote.counts`` when counts are negative, more people voted than were present, or more came than are on
    the roll.
    """
    if min(yes, no, abstain) < 0 or not yes + no + abstain <= present <= roll:
        raise RuleViolation("vote.counts", yes=yes, no=no, abstain=abstain, present=present, roll=roll)
    needed_present = quorum.needed(roll)
    needed_yes = majority.needed(present=present, roll=roll, cast=yes + no)
    outcome: Outcome = "passed" if yes >= needed_yes else "rejected"
    return Decision(
        outcome=outcome if quorum.met(present, roll) else "invalid",
        needed_present=needed_present,
        needed_yes=needed_yes,
        missing_present=max(0, needed_present - present),
        missing_yes=max(0, needed_yes - yes),
    )
