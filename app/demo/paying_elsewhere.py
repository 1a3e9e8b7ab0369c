"""An organisation with a signed contract asks to be paid elsewhere; the request waits for the street to check it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from flask import current_app
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.demo.cast import Cast, Event
from app.demo.source import at
from app.foundation.files import store_upload
from app.foundation.settings import Settings
from app.organisations import commands as organisations

WHO = "O14"
BANK = "示范银行湖西支行（虚构）"
NUMBER = "1100600000000914014"
LETTER = (
    b"%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 200]/Contents 4 0 R"
    b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 73>>stream\n"
    b"BT /F 14 Tf 40 120 Td (Account certificate, made up for the demo) Tj ET  \n"
    b"endstream endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
"""The smallest letter a reader opens."""


def paying_elsewhere(cast: Cast) -> Iterator[Event]:
    """One request, on the last day of the history."""
    asked = at(cast.source.as_of, 14)
    yield Event(asked, 8, "account change", lambda session, now: ask(session, cast, now))


def ask(session: Session, cast: Cast, now: datetime) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    member = cast.actor(session, WHO, now)
    upload = FileStorage(BytesIO(LETTER), filename="账户证明（虚构）.pdf")
    file = store_upload(session, member, upload, settings.uploads, settings.upload_limit, now)
    session.flush()
    new = organisations.NewAccountChange(
        organisations.Account(BANK, NUMBER), NUMBER, "原开户网点撤并，账户迁到湖西支行。", file
    )
    organisations.ask_account_change(session, member, cast.the("organisation", WHO), new, now)
