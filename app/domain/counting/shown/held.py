"""What a protocol that holds told, for the command's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.counting.shown.text import outcome_as_text

if TYPE_CHECKING:
    from app.domain.counting.protocol import Held


def held_as_json(held: Held) -> dict[str, Any]:
    """The winners and the hash of what was counted, or what became of each resolution."""
    if held.outcome is None:
        return {"resolutions": {one["key"]: one["outcome"] for one in held.resolutions}}
    return {"selected": list(held.outcome.selected), "sha256": held.outcome.sha256}


def held_as_text(held: Held) -> str:
    """The outcome as a table, or a line for each resolution."""
    if held.election is not None and held.outcome is not None:
        return outcome_as_text(held.election, held.outcome)
    return "\n".join(
        f"{one['key']} {one['title']}: {one['outcome']}, {one['yes']} for, {one['no']} against,"
        f" {one['abstain']} abstained, {one['needed_yes']} for were needed"
        for one in held.resolutions
    )
