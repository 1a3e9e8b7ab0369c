"""Write the first migration anew from the models, while nothing has been released that stands on it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

HEAD = '''"""Lay the tables of every room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.foundation import database

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
'''
TARGET = Path(__file__).resolve().parents[1] / "migrations/versions/20261123_lay_the_tables.py"


def main() -> None:
    """Compare the models with an empty database and write the difference."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DATABASE_URL=f"sqlite:///{folder}/empty.sqlite", INSTANCE_PATH=folder)
        from app import create_app
        from app.foundation.database import db

        with create_app().app_context(), db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"user_module_prefix": "database."})
            operations = produce_migrations(context, db.metadata)
            upgrade, downgrade = (
                render_python_code(direction, user_module_prefix="database.")
                for direction in (operations.upgrade_ops, operations.downgrade_ops)
                if direction is not None
            )
    body = f"{HEAD}    {_clean(upgrade)}\n\n\ndef downgrade() -> None:\n    {_clean(downgrade)}\n"
    TARGET.write_text(body, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(TARGET)], check=True)


def _clean(code: str) -> str:
    return re.sub(r"^\s*# ###.*\n?", "", code.strip(), flags=re.M).strip()


if __name__ == "__main__":
    main()
