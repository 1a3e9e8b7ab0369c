"""What changes in the residents' meetings."""

from app.council.commands.attendance import record_attendance, record_attendance_sheet
from app.council.commands.calling import NewMeeting, call_meeting, cancel_meeting
from app.council.commands.deciding import hold_meeting, record_opinion, record_resolution

__all__ = [
    "NewMeeting",
    "call_meeting",
    "cancel_meeting",
    "hold_meeting",
    "record_attendance",
    "record_attendance_sheet",
    "record_opinion",
    "record_resolution",
]
