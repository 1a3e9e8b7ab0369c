"""Forms of the room."""

from __future__ import annotations

from app.street.forms.others import DirectoryImportForm, PhasesForm, WorkdayForm
from app.street.forms.places import CommunityDetailsForm, CommunityForm, ZoneForm
from app.street.forms.settings import ClearForm, SettingForm, setting_form

__all__ = [
    "ClearForm",
    "CommunityDetailsForm",
    "CommunityForm",
    "DirectoryImportForm",
    "PhasesForm",
    "SettingForm",
    "WorkdayForm",
    "ZoneForm",
    "setting_form",
]
