"""What changes in the street."""

from __future__ import annotations

from app.street.commands.directory import NewDirectoryItem, import_directory
from app.street.commands.places import NewCommunity, add_community, add_zone, change_community, found_street
from app.street.commands.settings import clear_rule, set_rule
from app.street.commands.workdays import clear_workday, override_workday
from app.street.commands.years import NewPhase, change_phases, open_cycle

__all__ = [
    "NewCommunity",
    "NewDirectoryItem",
    "NewPhase",
    "add_community",
    "add_zone",
    "change_community",
    "change_phases",
    "clear_rule",
    "clear_workday",
    "found_street",
    "import_directory",
    "open_cycle",
    "override_workday",
    "set_rule",
]
