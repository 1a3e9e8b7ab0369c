"""What the environment may ask for, and what production refuses."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from flask import request

from app import create_app
from app.foundation.settings import Settings, SettingsError, from_environment

KEY = "k" * 32


def _read(tmp_path: Path, **environment: str) -> Settings:
    return from_environment({"INSTANCE_PATH": str(tmp_path), **environment})


@pytest.mark.parametrize("key", [None, "", "secret", "k" * 31])
def test_production_refuses_to_start_without_a_secret_of_its_own(tmp_path: Path, key: str | None) -> None:
    given = {} if key is None else {"SECRET_KEY": key}
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        _read(tmp_path, YISHITING_ENV="production", **given)
    assert not (tmp_path / "secret_key").exists()


def test_production_takes_a_long_secret(tmp_path: Path) -> None:
    settings = _read(tmp_path, YISHITING_ENV="production", SECRET_KEY=KEY)
    assert settings.production and settings.secret_key == KEY


def test_a_fresh_checkout_makes_its_own_key_once_for_itself_alone(tmp_path: Path) -> None:
    first, second = _read(tmp_path), _read(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert _read(tmp_path / "other").secret_key != first.secret_key


def test_files_and_database_lie_in_the_instance(tmp_path: Path) -> None:
    settings = _read(tmp_path / "new")
    assert settings.instance == (tmp_path / "new").resolve()
    assert settings.database_url == f"sqlite:///{settings.instance / 'yishiting.sqlite'}"
    assert settings.uploads.parent == settings.instance


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_database_is_reached_by_the_driver_we_have(tmp_path: Path, scheme: str) -> None:
    settings = _read(tmp_path, DATABASE_URL=f"{scheme}://h/db")
    assert settings.database_url == "postgresql+psycopg://h/db"


@pytest.mark.parametrize(
    ("proxies", "address"), [("0", "10.0.0.1"), ("1", "203.0.113.9"), ("2", "198.51.100.7")]
)
def test_only_the_proxies_that_are_there_say_whom_they_serve(
    tmp_path: Path, proxies: str, address: str
) -> None:
    app = create_app(_read(tmp_path, PROXIES=proxies))
    app.add_url_rule("/whom", "whom", lambda: request.remote_addr or "")
    headers = {"X-Forwarded-For": "192.0.2.1, 198.51.100.7, 203.0.113.9"}
    answer = app.test_client().get("/whom", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert answer.get_data(as_text=True) == address


@pytest.mark.parametrize("proxies", ["yes", "-1", "12", "²"])
def test_a_count_of_proxies_that_is_none_is_refused(tmp_path: Path, proxies: str) -> None:
    with pytest.raises(SettingsError, match="PROXIES"):
        _read(tmp_path, PROXIES=proxies)
