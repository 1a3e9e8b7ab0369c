"""What changes in the residents' meetings."""

from app.council.commands.asking import (
    NewQuestion,
    ask_representatives,
    drop_questions,
    settle_question,
)
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
    "NewQuestion",
    "answer_attendance",
    "ask_representatives",
    "call_meeting",
    "cancel_meeting",
    "check_attendance",
    "drop_questions",
    "hold_meeting",
    "record_attendance",
    "record_attendance_sheet",
    "record_opinion",
    "record_resolution",
    "settle_question",
    "sign_in",
]
