"""Uploads: type told by content, size capped, stored outside the web root under their hash."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import filetype
from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import FileStorage

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation.database import Model, Sluggish, current_unit

ALLOWED = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


class StoredFile(Sluggish, Model):
    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200))
    uploaded_by_id: Mapped[int | None]
    uploaded_at: Mapped[datetime]

    @property
    def relative_path(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256}{ALLOWED[self.media_type]}"


def store_upload(
    session: Session, actor: Actor, upload: FileStorage, folder: Path, limit: int, now: datetime
) -> StoredFile:
    """Keep an upload. Raises RuleViolation "file.empty", "file.too_large" (bytes), "file.type"."""
    current_unit(session)
    content = upload.stream.read(limit + 1)
    media_type = sniff(content, limit)
    row = StoredFile(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type=media_type,
        name=safe_name(upload.filename or "", ALLOWED[media_type]),
        uploaded_by_id=actor.user_id,
        uploaded_at=now,
    )
    _write_once(folder / row.relative_path, content)
    session.add(row)
    return row


def sniff(content: bytes, limit: int) -> str:
    """The media type the bytes show, whatever their name says. Raises as store_upload."""
    if not content:
        raise RuleViolation("file.empty", field="file")
    if len(content) > limit:
        raise RuleViolation("file.too_large", field="file", megabytes=limit // 1024 // 1024)
    guess = filetype.guess_mime(content)
    if guess not in ALLOWED:
        raise RuleViolation("file.type", field="file")
    return str(guess)


def safe_name(name: str, suffix: str) -> str:
    """The name for people to see: no path, no control characters, the suffix of its content."""
    stem = Path(name.replace("\\", "/")).stem
    kept = "".join(c for c in stem if c.isprintable() and c not in '/:*?"<>|').strip(". ")
    return f"{kept[:120] or 'file'}{suffix}"


def _write_once(path: Path, content: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)
