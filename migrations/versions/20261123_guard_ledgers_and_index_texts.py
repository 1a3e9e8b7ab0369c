"""Guard what only grows, and index texts for search."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_entry", "ledger_entry")

SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE search_index USING fts5(bigrams, content='search_document', content_rowid='id')",
    """CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN
         INSERT INTO search_index(rowid, bigrams) VALUES (new.id, new.bigrams);
       END""",
    """CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN
         INSERT INTO search_index(search_index, rowid, bigrams) VALUES ('delete', old.id, old.bigrams);
       END""",
    """CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document BEGIN
         INSERT INTO search_index(search_index, rowid, bigrams) VALUES ('delete', old.id, old.bigrams);
         INSERT INTO search_index(rowid, bigrams) VALUES (new.id, new.bigrams);
       END""",
)
POSTGRES_SEARCH = (
    """ALTER TABLE search_document
         ADD COLUMN tsv tsvector GENERATED ALWAYS AS (to_tsvector('simple', bigrams)) STORED""",
    "CREATE INDEX ix_search_document_tsv ON search_document USING gin (tsv)",
)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in SQLITE_SEARCH if dialect == "sqlite" else POSTGRES_SEARCH:
        op.execute(statement)
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            _refuse_sqlite(table, verb) if dialect == "sqlite" else _refuse_postgres(table, verb)
    if dialect == "postgresql":
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "EXECUTE FUNCTION refuse_change()"
            )


def _refuse_sqlite(table: str, verb: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
        f"SELECT RAISE(ABORT, '{table} only grows'); END"
    )


def _refuse_postgres(table: str, verb: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for verb in ("update", "delete", *(["truncate"] if dialect == "postgresql" else [])):
            on = f" ON {table}" if dialect == "postgresql" else ""
            op.execute(f"DROP TRIGGER {table}_no_{verb}{on}")
    if dialect == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("ALTER TABLE search_document DROP COLUMN tsv")
        return
    for name in ("added", "removed", "changed"):
        op.execute(f"DROP TRIGGER search_document_{name}")
    op.execute("DROP TABLE search_index")
