"""Uploads: what they are is told by their bytes, how large they are by counting."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM
from app.foundation.database import unit_of_work
from app.foundation.files import StoredFile, safe_name, sniff, store_upload
from app.foundation.settings import ROOT, Settings
from tests.factories import NOW
from tests.support.tables import xlsx

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
PDF = b"%PDF-1.7\n" + b"x" * 64
LIMIT = 1000


def _store(folder: Path, content: bytes, name: str, limit: int = LIMIT) -> StoredFile:
    upload = FileStorage(io.BytesIO(content), filename=name)
    with unit_of_work() as session:
        return store_upload(session, SYSTEM, upload, folder, limit, NOW)


def _refused(content: bytes, limit: int = LIMIT) -> str:
    with pytest.raises(RuleViolation) as caught:
        sniff(content, limit)
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 64, "image/jpeg"),
        (PDF, "application/pdf"),
        (xlsx([["a"]]), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_the_type_is_told_by_the_bytes(content: bytes, media_type: str) -> None:
    assert sniff(content, 100_000) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"<script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ" + b"\0" * 100,
        b"#!/bin/sh\n",
        b"plain text",
        b"PK\x03\x04" + b"\0" * 100,
    ],
)
def test_other_types_are_refused_whatever_their_name(content: bytes) -> None:
    assert _refused(content) == "file.type"


def test_the_size_is_capped_to_the_byte() -> None:
    assert sniff(PDF.ljust(LIMIT, b"x"), LIMIT)
    assert _refused(PDF.ljust(LIMIT + 1, b"x")) == "file.too_large"
    assert _refused(b"") == "file.empty"


def test_a_file_lies_under_its_hash_outside_the_web_root(session: Session, tmp_path: Path) -> None:
    row = _store(tmp_path, PDF, "../../etc/合同:扫描<件>.exe")
    assert row.name == "合同扫描件.pdf"
    assert (tmp_path / row.relative_path).read_bytes() == PDF
    assert row.sha256 in row.relative_path
    assert list(tmp_path.rglob("*.new")) == []
    static = ROOT / "static"
    settings = Settings(instance=tmp_path, database_url="", secret_key="")
    assert not settings.uploads.is_relative_to(static)


def test_the_same_bytes_are_kept_once(session: Session, tmp_path: Path) -> None:
    rows = [_store(tmp_path, PNG, name) for name in ("a.png", "b.png")]
    assert rows[0].slug != rows[1].slug
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_too_large_an_upload_is_not_read_to_its_end(session: Session, tmp_path: Path) -> None:
    stream = io.BytesIO(PDF + b"x" * 1_000_000)
    with pytest.raises(RuleViolation), unit_of_work() as unit:
        store_upload(unit, SYSTEM, FileStorage(stream, filename="a.pdf"), tmp_path, LIMIT, NOW)
    assert stream.tell() == LIMIT + 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("合同.pdf", "合同.pdf"),
        ("C:\\Users\\li\\合同.docx", "合同.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("长" * 300, "长" * 120 + ".pdf"),
    ],
)
def test_names_are_made_harmless(name: str, shown: str) -> None:
    assert safe_name(name, ".pdf") == shown
