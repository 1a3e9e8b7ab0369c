"""What changes in the residents' meetings."""

from app.council.commands.attendance import (
    check_attendance,
    record_attendance,
    record_attendance_sheet,
)
from app.council.commands.calling import NewMeeting, call_meeting, cancel_meeting
from app.council.commands.deciding import hold_meeting, record_opinion, record_resolution
from app.council.commands.presence import answer_attendance, sign_in

__all__ = [
    "NewMeeting",
    "answer_attendance",
    "call_meeting",
    "cancel_meeting",
    "check_attendance",
    "hold_meeting",
    "record_attendance",
    "record_attendance_sheet",
    "record_opinion",
    "record_resolution",
    "sign_in",
]
