"""The states of a project as the public reads them: six groups instead of seventeen states."""

from __future__ import annotations

from collections.abc import Mapping

GROUPS: Mapping[str, tuple[str, ...]] = {
    "deciding": ("deliberating", "awaiting_vote"),
    "signing": ("resolved", "on_notice", "awaiting_contract", "contracted"),
    "delivering": ("delivering", "rectifying"),
    "finished": ("accepted", "closed"),
    "back": ("objection_upheld", "under_review", "returned"),
    "stopped": ("voted_down", "ineligible", "withdrawn"),
}
