"""Forms of the room."""

from __future__ import annotations

from app.street.forms.others import DirectoryImportForm, PhasesForm, WorkdayForm
from app.street.forms.settings import ClearForm, SettingForm, setting_form

__all__ = ["ClearForm", "DirectoryImportForm", "PhasesForm", "SettingForm", "WorkdayForm", "setting_form"]
