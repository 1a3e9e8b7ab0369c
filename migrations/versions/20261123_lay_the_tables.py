"""Lay the tables of every room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.foundation import database

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_action"), "audit_entry", ["action"], unique=False)
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_index(op.f("ix_audit_entry_subject"), "audit_entry", ["subject"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "import_batch",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("area", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sheet", sa.String(length=80), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("read_by_id", sa.Integer(), nullable=True),
        sa.Column("read_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("slug", name=op.f("uq_import_batch_slug")),
    )
    op.create_index(op.f("ix_import_batch_area"), "import_batch", ["area"], unique=False)
    op.create_index(op.f("ix_import_batch_read_at"), "import_batch", ["read_at"], unique=False)
    op.create_index(op.f("ix_import_batch_sha256"), "import_batch", ["sha256"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("run_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_waiting", "job", ["state", "run_at"], unique=False)
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("bigrams", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("kind", "ref", name=op.f("uq_search_document_kind_ref")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_key", sa.String(length=64), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("source_key", sa.String(length=64), nullable=False),
        sa.Column("at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_account", "sign_in_attempt", ["account_key", "at"], unique=False)
    op.create_index("ix_sign_in_attempt_address", "sign_in_attempt", ["address_key", "at"], unique=False)
    op.create_index(op.f("ix_sign_in_attempt_at"), "sign_in_attempt", ["at"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("slug", name=op.f("uq_stored_file_slug")),
    )
    op.create_index(op.f("ix_stored_file_sha256"), "stored_file", ["sha256"], unique=False)
    op.create_table(
        "street",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("district", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street")),
        sa.UniqueConstraint("name", name=op.f("uq_street_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_street_slug")),
    )
    op.create_table(
        "user_account",
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("one_time_until", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("slug", name=op.f("uq_user_account_slug")),
        sa.UniqueConstraint("username", name=op.f("uq_user_account_username")),
    )
    op.create_index(op.f("ix_user_account_phone"), "user_account", ["phone"], unique=False)
    op.create_table(
        "visitor_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visitor_key", sa.String(length=64), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("at", database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor_entry")),
    )
    op.create_index("ix_visitor_entry_address", "visitor_entry", ["address_key", "at"], unique=False)
    op.create_index("ix_visitor_entry_visitor", "visitor_entry", ["visitor_key", "at"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("given_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_consent_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_user_id"), "consent", ["user_id"], unique=False)
    op.create_table(
        "cycle",
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name=op.f("fk_cycle_street_id_street")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("slug", name=op.f("uq_cycle_slug")),
        sa.UniqueConstraint("street_id", "year", name=op.f("uq_cycle_street_id_year")),
    )
    op.create_table(
        "directory_item",
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("category_number", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["street_id"], ["street.id"], name=op.f("fk_directory_item_street_id_street")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_item")),
        sa.UniqueConstraint("slug", name=op.f("uq_directory_item_slug")),
        sa.UniqueConstraint("street_id", "number", name=op.f("uq_directory_item_street_id_number")),
    )
    op.create_index(
        op.f("ix_directory_item_category_number"), "directory_item", ["category_number"], unique=False
    )
    op.create_table(
        "organisation",
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("org_type", sa.String(length=40), nullable=False),
        sa.Column("legal_person", sa.Boolean(), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("domain", sa.String(length=60), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("founded_year", sa.Integer(), nullable=True),
        sa.Column("full_time_staff", sa.Integer(), nullable=False),
        sa.Column("certified_social_workers", sa.Integer(), nullable=False),
        sa.Column("rating", sa.String(length=4), nullable=True),
        sa.Column("rating_valid_to", sa.Date(), nullable=True),
        sa.Column("contact_name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("bank_name", sa.String(length=120), nullable=False),
        sa.Column("bank_account", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("applied_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "legal_person = (org_type <> 'community_group')",
            name=op.f("ck_organisation_groups_are_no_persons"),
        ),
        sa.CheckConstraint(
            "org_type IN ('association', 'community_group', 'company', 'foundation', 'institution', 'service_agency')",
            name=op.f("ck_organisation_org_type_known"),
        ),
        sa.CheckConstraint(
            "state IN ('admitted', 'applied', 'refused')", name=op.f("ck_organisation_state_known")
        ),
        sa.CheckConstraint(
            "uscc IS NOT NULL OR NOT legal_person", name=op.f("ck_organisation_legal_person_has_code")
        ),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name=op.f("fk_organisation_street_id_street")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
        sa.UniqueConstraint("street_id", "name", name=op.f("uq_organisation_street_id_name")),
        sa.UniqueConstraint("street_id", "uscc", name=op.f("uq_organisation_street_id_uscc")),
    )
    op.create_index("ix_organisation_list", "organisation", ["state", "name"], unique=False)
    op.create_index(op.f("ix_organisation_state"), "organisation", ["state"], unique=False)
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("started_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    op.create_index(op.f("ix_user_session_user_id"), "user_session", ["user_id"], unique=False)
    op.create_table(
        "workday_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["street_id"], ["street.id"], name=op.f("fk_workday_override_street_id_street")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workday_override")),
        sa.UniqueConstraint("street_id", "day", name=op.f("uq_workday_override_street_id_day")),
    )
    op.create_table(
        "zone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name=op.f("fk_zone_street_id_street")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sa.UniqueConstraint("street_id", "name", name=op.f("uq_zone_street_id_name")),
    )
    op.create_table(
        "community",
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name=op.f("fk_community_street_id_street")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_community_zone_id_zone")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sa.UniqueConstraint("slug", name=op.f("uq_community_slug")),
        sa.UniqueConstraint("street_id", "code", name=op.f("uq_community_street_id_code")),
        sa.UniqueConstraint("street_id", "name", name=op.f("uq_community_street_id_name")),
    )
    op.create_index(op.f("ix_community_zone_id"), "community", ["zone_id"], unique=False)
    op.create_table(
        "contract",
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.Column("settlement", sa.Text(), nullable=False),
        sa.Column("breach", sa.Text(), nullable=False),
        sa.Column("original_amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("prepared_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "(state IN ('signed', 'accepted', 'closed')) = (signed_on IS NOT NULL)",
            name=op.f("ck_contract_signed_has_day"),
        ),
        sa.CheckConstraint("kind IN ('fixed', 'on_request')", name=op.f("ck_contract_kind_known")),
        sa.CheckConstraint(
            "state IN ('accepted', 'approved', 'approving', 'closed', 'handling', 'recognition', 'reviewing', 'signed')",
            name=op.f("ck_contract_state_known"),
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_contract_days_in_order")),
        sa.CheckConstraint(
            "original_amount_fen > 0 AND amount_fen >= original_amount_fen", name=op.f("ck_contract_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contract_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["user_account.id"], name=op.f("fk_contract_prepared_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name=op.f("fk_contract_street_id_street")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("id", "prepared_by_id", name=op.f("uq_contract_id_prepared_by_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_contract_slug")),
        sa.UniqueConstraint("street_id", "code", name=op.f("uq_contract_street_id_code")),
    )
    op.create_index(op.f("ix_contract_organisation_id"), "contract", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_contract_state"), "contract", ["state"], unique=False)
    op.create_table(
        "cycle_phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_cycle_phase_days_in_order")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_cycle_phase_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_phase")),
        sa.UniqueConstraint("cycle_id", "position", name=op.f("uq_cycle_phase_cycle_id_position")),
    )
    op.create_table(
        "fair",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_fair_days_in_order")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_fair_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair")),
        sa.UniqueConstraint("slug", name=op.f("uq_fair_slug")),
    )
    op.create_index(op.f("ix_fair_cycle_id"), "fair", ["cycle_id"], unique=False)
    op.create_table(
        "offering",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("directory_item_id", sa.Integer(), nullable=True),
        sa.Column("outside_reason", sa.Text(), nullable=False),
        sa.Column("target_group", sa.String(length=120), nullable=False),
        sa.Column("price_unit", sa.String(length=30), nullable=False),
        sa.Column("unit_price_fen", sa.BigInteger(), nullable=False),
        sa.Column("min_total_fen", sa.BigInteger(), nullable=False),
        sa.Column("max_total_fen", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("capacity_unit", sa.String(length=30), nullable=False),
        sa.Column("capacity_taken", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("listed_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "directory_item_id IS NOT NULL OR outside_reason <> ''",
            name=op.f("ck_offering_in_directory_or_reason"),
        ),
        sa.CheckConstraint("state IN ('listed', 'withdrawn')", name=op.f("ck_offering_state_known")),
        sa.CheckConstraint("capacity > 0 AND months > 0", name=op.f("ck_offering_counts")),
        sa.CheckConstraint(
            "capacity_taken BETWEEN 0 AND capacity", name=op.f("ck_offering_capacity_not_exceeded")
        ),
        sa.CheckConstraint("max_total_fen >= min_total_fen", name=op.f("ck_offering_range_in_order")),
        sa.CheckConstraint(
            "unit_price_fen > 0 AND min_total_fen > 0", name=op.f("ck_offering_prices_positive")
        ),
        sa.ForeignKeyConstraint(
            ["directory_item_id"],
            ["directory_item.id"],
            name=op.f("fk_offering_directory_item_id_directory_item"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_offering_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offering")),
        sa.UniqueConstraint("code", name=op.f("uq_offering_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_offering_slug")),
    )
    op.create_index(
        "ix_offering_counts", "offering", ["state", "directory_item_id", "organisation_id"], unique=False
    )
    op.create_index(op.f("ix_offering_directory_item_id"), "offering", ["directory_item_id"], unique=False)
    op.create_index("ix_offering_list", "offering", ["state", "id"], unique=False)
    op.create_index(op.f("ix_offering_organisation_id"), "offering", ["organisation_id"], unique=False)
    op.create_table(
        "organisation_status",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "kind IN ('abnormal_list', 'blacklist', 'no_annual_report', 'penalty')",
            name=op.f("ck_organisation_status_kind_known"),
        ),
        sa.CheckConstraint(
            "until IS NULL OR until > since", name=op.f("ck_organisation_status_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_status_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_status")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_status_slug")),
    )
    op.create_index(
        op.f("ix_organisation_status_organisation_id"),
        "organisation_status",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "track_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("project_ref", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("recorded_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_track_record_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_record")),
        sa.UniqueConstraint(
            "organisation_id",
            "project_ref",
            "kind",
            name=op.f("uq_track_record_organisation_id_project_ref_kind"),
        ),
    )
    op.create_index(
        op.f("ix_track_record_organisation_id"), "track_record", ["organisation_id"], unique=False
    )
    op.create_table(
        "acceptance",
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("recipients_present", sa.Integer(), nullable=False),
        sa.Column("supervisors_present", sa.Integer(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("result", sa.String(length=8), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint("result IN ('failed', 'passed')", name=op.f("ck_acceptance_result_known")),
        sa.CheckConstraint(
            "recipients_present >= 0 AND supervisors_present >= 0", name=op.f("ck_acceptance_counts")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_acceptance_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_acceptance_recorded_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("slug", name=op.f("uq_acceptance_slug")),
    )
    op.create_index(op.f("ix_acceptance_contract_id"), "acceptance", ["contract_id"], unique=False)
    op.create_index(
        "uq_acceptance_passed",
        "acceptance",
        ["contract_id"],
        unique=True,
        sqlite_where=sa.text("result = 'passed'"),
        postgresql_where=sa.text("result = 'passed'"),
    )
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("decided_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decision IN ('agreed', 'returned')", name=op.f("ck_approval_decision_known")),
        sa.CheckConstraint(
            "step <> 'approver' OR user_id <> prepared_by_id",
            name=op.f("ck_approval_preparer_never_approves"),
        ),
        sa.CheckConstraint(
            "step IN ('approver', 'handler', 'reviewer')", name=op.f("ck_approval_step_known")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id", "prepared_by_id"],
            ["contract.id", "contract.prepared_by_id"],
            name="fk_approval_preparer_contract",
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_approval_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_approval_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint(
            "contract_id", "attempt", "step", name=op.f("uq_approval_contract_id_attempt_step")
        ),
        sa.UniqueConstraint(
            "contract_id", "attempt", "user_id", name=op.f("uq_approval_contract_id_attempt_user_id")
        ),
    )
    op.create_table(
        "booth",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fair_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["fair_id"], ["fair.id"], name=op.f("fk_booth_fair_id_fair")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_booth_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth")),
        sa.UniqueConstraint("fair_id", "number", name=op.f("uq_booth_fair_id_number")),
        sa.UniqueConstraint("fair_id", "organisation_id", name=op.f("uq_booth_fair_id_organisation_id")),
    )
    op.create_index(op.f("ix_booth_organisation_id"), "booth", ["organisation_id"], unique=False)
    op.create_table(
        "deliverable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_deliverable_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_deliverable_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverable")),
        sa.UniqueConstraint("contract_id", "position", name=op.f("uq_deliverable_contract_id_position")),
    )
    op.create_table(
        "fund",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("appropriated_fen", sa.BigInteger(), nullable=False),
        sa.Column("carried_over_fen", sa.BigInteger(), nullable=False),
        sa.Column("carried_out_fen", sa.BigInteger(), nullable=False),
        sa.Column("reserved_fen", sa.BigInteger(), nullable=False),
        sa.Column("committed_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "appropriated_fen >= 0 AND carried_over_fen >= 0 AND carried_out_fen >= 0 AND reserved_fen >= 0",
            name=op.f("ck_fund_not_negative"),
        ),
        sa.CheckConstraint(
            "paid_fen >= 0 AND paid_fen <= committed_fen", name=op.f("ck_fund_paid_within_committed")
        ),
        sa.CheckConstraint(
            "reserved_fen + committed_fen <= appropriated_fen + carried_over_fen - carried_out_fen",
            name=op.f("ck_fund_never_overcommitted"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_fund_community_id_community")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund")),
        sa.UniqueConstraint("community_id", "year", "name", name=op.f("uq_fund_community_id_year_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_fund_slug")),
    )
    op.create_index(op.f("ix_fund_year"), "fund", ["year"], unique=False)
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.Column("marked_by_role", sa.String(length=40), nullable=False),
        sa.Column("marked_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("priority BETWEEN 1 AND 3", name=op.f("ck_interest_priority_range")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_interest_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["user_account.id"], name=op.f("fk_interest_marked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_interest_offering_id_offering")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sa.UniqueConstraint("community_id", "offering_id", name=op.f("uq_interest_community_id_offering_id")),
    )
    op.create_index(op.f("ix_interest_offering_id"), "interest", ["offering_id"], unique=False)
    op.create_table(
        "mandate",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("stairwell", sa.String(length=60), nullable=False),
        sa.Column("age_band", sa.String(length=20), nullable=False),
        sa.Column("access_preference", sa.String(length=20), nullable=False),
        sa.Column("party_member", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_mandate_days_in_order")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_mandate_community_id_community")
        ),
        sa.ForeignKeyConstraint(["replaces_id"], ["mandate.id"], name=op.f("fk_mandate_replaces_id_mandate")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_mandate_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("community_id", "code", name=op.f("uq_mandate_community_id_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_mandate_slug")),
    )
    op.create_index(op.f("ix_mandate_user_id"), "mandate", ["user_id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("scheduled_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("called_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("called_by_id", sa.Integer(), nullable=False),
        sa.Column("rerun_of_id", sa.Integer(), nullable=True),
        sa.Column("quorum_rule", sa.JSON(), nullable=False),
        sa.Column("majority_rule", sa.JSON(), nullable=False),
        sa.Column("counting_modes", sa.JSON(), nullable=False),
        sa.Column("rule_sources", sa.JSON(), nullable=False),
        sa.Column("roll_size", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("decided_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint("state <> 'held' OR present >= needed", name=op.f("ck_meeting_held_has_quorum")),
        sa.CheckConstraint(
            "state IN ('called', 'cancelled', 'held', 'inquorate')", name=op.f("ck_meeting_state_known")
        ),
        sa.CheckConstraint(
            "roll_size > 0 AND needed BETWEEN 1 AND roll_size", name=op.f("ck_meeting_quorum_can_be_reached")
        ),
        sa.ForeignKeyConstraint(
            ["called_by_id"], ["user_account.id"], name=op.f("fk_meeting_called_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_meeting_community_id_community")
        ),
        sa.ForeignKeyConstraint(["rerun_of_id"], ["meeting.id"], name=op.f("fk_meeting_rerun_of_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("community_id", "code", name=op.f("uq_meeting_community_id_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_meeting_slug")),
    )
    op.create_index("ix_meeting_of_community", "meeting", ["community_id", "state"], unique=False)
    op.create_index("ix_meeting_scheduled", "meeting", ["scheduled_at"], unique=False)
    op.create_index(
        "uq_meeting_rerun",
        "meeting",
        ["rerun_of_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("organisation_ref", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "role IN ('administrator', 'approver', 'auditor', 'community_delegate', 'community_worker', 'finance', 'organisation_member', 'representative', 'resident', 'reviewer', 'scrutineer', 'secretary', 'street_handler', 'supervisor')",
            name=op.f("ck_membership_role_known"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_membership_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_membership_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_community_id"), "membership", ["community_id"], unique=False)
    op.create_index(op.f("ix_membership_organisation_ref"), "membership", ["organisation_ref"], unique=False)
    op.create_index(op.f("ix_membership_user_id"), "membership", ["user_id"], unique=False)
    op.create_table(
        "need",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("directory_item_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("raised_by_role", sa.String(length=40), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(length=60), nullable=False),
        sa.Column("contact_phone", sa.String(length=20), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("heat", sa.Integer(), nullable=False),
        sa.Column("people_affected", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("knot", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("moved_seconds", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("raised_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_need_merged_names_target")
        ),
        sa.CheckConstraint(
            "channel IN ('chat_group', 'home_visit', 'hotline', 'meeting', 'motion', 'online', 'phone', 'referral', 'survey', 'visit')",
            name=op.f("ck_need_channel_known"),
        ),
        sa.CheckConstraint(
            "state IN ('adopted', 'answered', 'declined', 'delivering', 'done', 'merged', 'open', 'resolved')",
            name=op.f("ck_need_state_known"),
        ),
        sa.CheckConstraint("heat = mentions + seconds", name=op.f("ck_need_heat_adds_up")),
        sa.CheckConstraint(
            "mentions >= 1 AND people_affected >= 0 AND seconds >= 0", name=op.f("ck_need_counts")
        ),
        sa.CheckConstraint("severity BETWEEN 1 AND 5", name=op.f("ck_need_severity_range")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_need_answered_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_need_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["directory_item_id"],
            ["directory_item.id"],
            name=op.f("fk_need_directory_item_id_directory_item"),
        ),
        sa.ForeignKeyConstraint(["merged_into_id"], ["need.id"], name=op.f("fk_need_merged_into_id_need")),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["user_account.id"], name=op.f("fk_need_raised_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_need_recorded_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("community_id", "code", name=op.f("uq_need_community_id_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_need_slug")),
    )
    op.create_index("ix_need_community_heat", "need", ["community_id", "heat"], unique=False)
    op.create_index(op.f("ix_need_directory_item_id"), "need", ["directory_item_id"], unique=False)
    op.create_index(op.f("ix_need_merged_into_id"), "need", ["merged_into_id"], unique=False)
    op.create_index("ix_need_of_community", "need", ["community_id", "state", "raised_at"], unique=False)
    op.create_index(op.f("ix_need_raised_at"), "need", ["raised_at"], unique=False)
    op.create_index(op.f("ix_need_state"), "need", ["state"], unique=False)
    op.create_index("ix_need_warmest", "need", ["heat", "id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject_ref", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("published_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("period_days", sa.Integer(), nullable=False),
        sa.Column("period_kind", sa.String(length=8), nullable=False),
        sa.Column("rule_source", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("ended_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint("(state = 'posted') = (ended_at IS NULL)", name=op.f("ck_notice_ended_has_time")),
        sa.CheckConstraint(
            "(state = 'posted') = (outcome IS NULL)", name=op.f("ck_notice_ended_has_outcome")
        ),
        sa.CheckConstraint("kind IN ('acceptance', 'contract', 'result')", name=op.f("ck_notice_kind_known")),
        sa.CheckConstraint(
            "outcome IN ('answered', 'corrected', 'no_objection', 'upheld')",
            name=op.f("ck_notice_outcome_known"),
        ),
        sa.CheckConstraint("period_kind IN ('natural', 'working')", name=op.f("ck_notice_period_kind_known")),
        sa.CheckConstraint("state IN ('ended', 'posted', 'upheld')", name=op.f("ck_notice_state_known")),
        sa.CheckConstraint("ends_on >= starts_on AND period_days > 0", name=op.f("ck_notice_days_in_order")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_notice_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["user_account.id"], name=op.f("fk_notice_ended_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user_account.id"], name=op.f("fk_notice_published_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("slug", name=op.f("uq_notice_slug")),
    )
    op.create_index(op.f("ix_notice_ends_on"), "notice", ["ends_on"], unique=False)
    op.create_index("ix_notice_of_community", "notice", ["community_id", "state", "ends_on"], unique=False)
    op.create_index("ix_notice_running", "notice", ["state", "ends_on", "id"], unique=False)
    op.create_index("ix_notice_subject", "notice", ["kind", "subject_ref"], unique=False)
    op.create_index(
        "uq_notice_posted",
        "notice",
        ["kind", "subject_ref"],
        unique=True,
        sqlite_where=sa.text("state = 'posted'"),
        postgresql_where=sa.text("state = 'posted'"),
    )
    op.create_table(
        "offering_zone",
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_offering_zone_offering_id_offering")
        ),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_offering_zone_zone_id_zone")),
        sa.PrimaryKeyConstraint("offering_id", "zone_id", name=op.f("pk_offering_zone")),
    )
    op.create_index(op.f("ix_offering_zone_zone_id"), "offering_zone", ["zone_id"], unique=False)
    op.create_table(
        "question",
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_role", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_question_answered_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_question_asked_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_question_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_question_offering_id_offering")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("slug", name=op.f("uq_question_slug")),
    )
    op.create_index(op.f("ix_question_offering_id"), "question", ["offering_id"], unique=False)
    op.create_table(
        "rule_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_by", sa.String(length=120), nullable=False),
        sa.Column("set_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_rule_setting_community_id_community")
        ),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name=op.f("fk_rule_setting_street_id_street")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_setting")),
    )
    op.create_index(op.f("ix_rule_setting_key"), "rule_setting", ["key"], unique=False)
    op.create_index(op.f("ix_rule_setting_street_id"), "rule_setting", ["street_id"], unique=False)
    op.create_table(
        "talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fair_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hall", sa.String(length=30), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_talk_times_in_order")),
        sa.ForeignKeyConstraint(["fair_id"], ["fair.id"], name=op.f("fk_talk_fair_id_fair")),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_talk_offering_id_offering")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_talk_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk")),
        sa.UniqueConstraint("fair_id", "day", "hall", "starts", name=op.f("uq_talk_fair_id_day_hall_starts")),
    )
    op.create_index(op.f("ix_talk_organisation_id"), "talk", ["organisation_id"], unique=False)
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("free_fen", sa.BigInteger(), nullable=False),
        sa.Column("project_ref", sa.String(length=16), nullable=True),
        sa.Column("voucher_no", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("occurred_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'paid' OR voucher_no <> ''", name=op.f("ck_ledger_entry_payment_has_voucher")
        ),
        sa.CheckConstraint(
            "kind IN ('appropriated', 'carried_out', 'carried_over', 'commitment_released', 'committed', 'paid', 'reservation_released', 'reserved', 'supplemented')",
            name=op.f("ck_ledger_entry_kind_known"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_ledger_entry_amount_positive")),
        sa.CheckConstraint("free_fen >= 0", name=op.f("ck_ledger_entry_free_not_negative")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_ledger_entry_fund_id_fund")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("fund_id", "seq", name=op.f("uq_ledger_entry_fund_id_seq")),
    )
    op.create_index(op.f("ix_ledger_entry_project_ref"), "ledger_entry", ["project_ref"], unique=False)
    op.create_table(
        "meeting_roll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_meeting_roll_mandate_id_mandate")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_roll_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_roll")),
        sa.UniqueConstraint("meeting_id", "mandate_id", name=op.f("uq_meeting_roll_meeting_id_mandate_id")),
    )
    op.create_index(op.f("ix_meeting_roll_mandate_id"), "meeting_roll", ["mandate_id"], unique=False)
    op.create_table(
        "need_support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("visitor_key", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("moved_from_id", sa.Integer(), nullable=True),
        sa.Column("at", database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["moved_from_id"], ["need.id"], name=op.f("fk_need_support_moved_from_id_need")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_support_need_id_need")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_need_support_recorded_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_need_support_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_support")),
        sa.UniqueConstraint("need_id", "user_id", name=op.f("uq_need_support_need_id_user_id")),
        sa.UniqueConstraint("need_id", "visitor_key", name=op.f("uq_need_support_need_id_visitor_key")),
    )
    op.create_index(op.f("ix_need_support_need_id"), "need_support", ["need_id"], unique=False)
    op.create_table(
        "objection",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_by_role", sa.String(length=40), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("contact", sa.String(length=60), nullable=False),
        sa.Column("raised_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_by_role", sa.String(length=40), nullable=False),
        sa.Column("answered_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint("answered_at IS NULL OR answer <> ''", name=op.f("ck_objection_answer_has_words")),
        sa.CheckConstraint(
            "channel IN ('home_visit', 'online', 'paper', 'phone', 'visit')",
            name=op.f("ck_objection_channel_known"),
        ),
        sa.CheckConstraint(
            "outcome IN ('corrected', 'not_upheld', 'upheld')", name=op.f("ck_objection_outcome_known")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (outcome IS NULL)", name=op.f("ck_objection_answer_has_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_objection_answered_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_objection_notice_id_notice")),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["user_account.id"], name=op.f("fk_objection_raised_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_objection_recorded_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("slug", name=op.f("uq_objection_slug")),
    )
    op.create_index(op.f("ix_objection_notice_id"), "objection", ["notice_id"], unique=False)
    op.create_index(
        "ix_objection_unanswered",
        "objection",
        ["notice_id"],
        unique=False,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "proposal",
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("offering_id", sa.Integer(), nullable=True),
        sa.Column("directory_item_id", sa.Integer(), nullable=True),
        sa.Column("outside_reason", sa.Text(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("activities", sa.Text(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("staffing", sa.Text(), nullable=False),
        sa.Column("target_group", sa.String(length=120), nullable=False),
        sa.Column("negative_answers", sa.JSON(), nullable=False),
        sa.Column("no_subcontracting", sa.Boolean(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("people_served", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("public_since", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("heard_on", sa.Date(), nullable=True),
        sa.Column("hearing_note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint("kind IN ('service')", name=op.f("ck_proposal_kind_known")),
        sa.CheckConstraint(
            "months BETWEEN 1 AND 36 OR state IN ('draft', 'returned', 'objection_upheld', 'withdrawn')",
            name=op.f("ck_proposal_term"),
        ),
        sa.CheckConstraint(
            "state IN ('accepted', 'awaiting_contract', 'awaiting_vote', 'closed', 'contracted', 'deliberating', 'delivering', 'draft', 'ineligible', 'objection_upheld', 'on_notice', 'rectifying', 'resolved', 'returned', 'under_review', 'voted_down', 'withdrawn')",
            name=op.f("ck_proposal_state_known"),
        ),
        sa.CheckConstraint(
            "amount_fen >= 0 AND people_served >= 0 AND months >= 0", name=op.f("ck_proposal_counts")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_proposal_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["directory_item_id"],
            ["directory_item.id"],
            name=op.f("fk_proposal_directory_item_id_directory_item"),
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_proposal_fund_id_fund")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_proposal_need_id_need")),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_proposal_offering_id_offering")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proposal_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["user_account.id"], name=op.f("fk_proposal_prepared_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("community_id", "code", name=op.f("uq_proposal_community_id_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_proposal_slug")),
    )
    op.create_index(op.f("ix_proposal_fund_id"), "proposal", ["fund_id"], unique=False)
    op.create_index("ix_proposal_list", "proposal", ["community_id", "state"], unique=False)
    op.create_index(op.f("ix_proposal_need_id"), "proposal", ["need_id"], unique=False)
    op.create_index(op.f("ix_proposal_offering_id"), "proposal", ["offering_id"], unique=False)
    op.create_index(op.f("ix_proposal_organisation_id"), "proposal", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_proposal_prepared_by_id"), "proposal", ["prepared_by_id"], unique=False)
    op.create_index(op.f("ix_proposal_public_since"), "proposal", ["public_since"], unique=False)
    op.create_index("ix_proposal_state", "proposal", ["state", "changed_at"], unique=False)
    op.create_table(
        "recipient_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("acceptance_id", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acceptance_id"], ["acceptance.id"], name=op.f("fk_recipient_opinion_acceptance_id_acceptance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient_opinion")),
    )
    op.create_index(
        op.f("ix_recipient_opinion_acceptance_id"), "recipient_opinion", ["acceptance_id"], unique=False
    )
    op.create_table(
        "round",
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("fund_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("rules_hash", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("closes_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("opened_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("voted", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "(state = 'counted') = (closed_at IS NOT NULL)", name=op.f("ck_round_closed_when_counted")
        ),
        sa.CheckConstraint(
            "kind <> 'allocation' OR amount_fen > 0", name=op.f("ck_round_allocation_has_amount")
        ),
        sa.CheckConstraint(
            "kind <> 'resolution' OR meeting_id IS NOT NULL", name=op.f("ck_round_resolution_has_meeting")
        ),
        sa.CheckConstraint("kind IN ('allocation', 'resolution')", name=op.f("ck_round_kind_known")),
        sa.CheckConstraint("mode IN ('named')", name=op.f("ck_round_mode_known")),
        sa.CheckConstraint(
            "state = 'prepared' OR state = 'cancelled' OR rules_hash IS NOT NULL",
            name=op.f("ck_round_rules_frozen"),
        ),
        sa.CheckConstraint(
            "state IN ('cancelled', 'closed', 'counted', 'open', 'prepared')",
            name=op.f("ck_round_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_round_community_id_community")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_round_fund_id_fund")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_round_meeting_id_meeting")),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["user_account.id"], name=op.f("fk_round_prepared_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("community_id", "code", name=op.f("uq_round_community_id_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_round_slug")),
    )
    op.create_index(op.f("ix_round_fund_id"), "round", ["fund_id"], unique=False)
    op.create_index("ix_round_of_community", "round", ["community_id", "state"], unique=False)
    op.create_index("ix_round_running", "round", ["state", "closes_at"], unique=False)
    op.create_index(
        "uq_round_meeting",
        "round",
        ["meeting_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_table(
        "alert",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject_ref", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("raised_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "kind IN ('acceptance_objected', 'evaluation_low', 'milestone_late', 'need_unanswered', 'payment_overdue', 'rectification_late')",
            name=op.f("ck_alert_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_alert_community_id_community")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_alert_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("slug", name=op.f("uq_alert_slug")),
    )
    op.create_index(op.f("ix_alert_community_id"), "alert", ["community_id"], unique=False)
    op.create_index(op.f("ix_alert_proposal_id"), "alert", ["proposal_id"], unique=False)
    op.create_index(
        "uq_alert_open",
        "alert",
        ["kind", "subject_ref"],
        unique=True,
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mode IN ('hall', 'home_visit', 'online', 'phone')", name=op.f("ck_attendance_mode_known")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "mandate_id"],
            ["meeting_roll.meeting_id", "meeting_roll.mandate_id"],
            name=op.f("fk_attendance_meeting_id_meeting_roll"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_attendance_recorded_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("meeting_id", "mandate_id", name=op.f("uq_attendance_meeting_id_mandate_id")),
    )
    op.create_table(
        "budget_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_budget_line_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_budget_line_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
        sa.UniqueConstraint("proposal_id", "position", name=op.f("uq_budget_line_proposal_id_position")),
    )
    op.create_table(
        "contract_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_contract_part_amount_positive")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_part_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_contract_part_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_part")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_contract_part_proposal_id")),
    )
    op.create_index(op.f("ix_contract_part_contract_id"), "contract_part", ["contract_id"], unique=False)
    op.create_table(
        "evaluation",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("rectify_below_tenths", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closed_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("third_party_score", sa.Integer(), nullable=True),
        sa.Column("conclusion", sa.String(length=10), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_evaluation_closed_has_time")
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (conclusion IS NOT NULL)", name=op.f("ck_evaluation_closed_has_conclusion")
        ),
        sa.CheckConstraint(
            "conclusion IN ('passed', 'rectify')", name=op.f("ck_evaluation_conclusion_known")
        ),
        sa.CheckConstraint("stage IN ('final', 'midterm')", name=op.f("ck_evaluation_stage_known")),
        sa.CheckConstraint("state IN ('closed', 'open')", name=op.f("ck_evaluation_state_known")),
        sa.CheckConstraint(
            "third_party_score IS NULL OR third_party_score BETWEEN 0 AND 100",
            name=op.f("ck_evaluation_third_party"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user_account.id"], name=op.f("fk_evaluation_opened_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_evaluation_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint(
            "proposal_id", "stage", "attempt", name=op.f("uq_evaluation_proposal_id_stage_attempt")
        ),
        sa.UniqueConstraint("slug", name=op.f("uq_evaluation_slug")),
    )
    op.create_index(op.f("ix_evaluation_proposal_id"), "evaluation", ["proposal_id"], unique=False)
    op.create_index(
        "uq_evaluation_open",
        "evaluation",
        ["proposal_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "proposal_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_version_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["user_account.id"],
            name=op.f("fk_proposal_version_submitted_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_version")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_proposal_version_proposal_id_number")),
    )
    op.create_table(
        "resolution",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("abstain", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("roll", sa.Integer(), nullable=False),
        sa.Column("needed_present", sa.Integer(), nullable=False),
        sa.Column("needed_yes", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("decided_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint("outcome IN ('passed', 'rejected')", name=op.f("ck_resolution_outcome_known")),
        sa.CheckConstraint("yes >= 0 AND no >= 0 AND abstain >= 0", name=op.f("ck_resolution_counts")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_resolution_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_resolution_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
        sa.UniqueConstraint("meeting_id", "proposal_id", name=op.f("uq_resolution_meeting_id_proposal_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_resolution_slug")),
    )
    op.create_index(op.f("ix_resolution_proposal_id"), "resolution", ["proposal_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "result IN ('passed', 'refused', 'returned')", name=op.f("ck_review_result_known")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_review_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["user_account.id"], name=op.f("fk_review_reviewed_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_proposal_id"), "review", ["proposal_id"], unique=False)
    op.create_table(
        "roll_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_roll_entry_mandate_id_mandate")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_roll_entry_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_entry")),
        sa.UniqueConstraint("round_id", "mandate_id", name=op.f("uq_roll_entry_round_id_mandate_id")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_roll_entry_round_id_number")),
    )
    op.create_index(op.f("ix_roll_entry_mandate_id"), "roll_entry", ["mandate_id"], unique=False)
    op.create_table(
        "round_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("protocol", sa.JSON(), nullable=False),
        sa.Column("counted_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_count_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_count")),
        sa.UniqueConstraint("round_id", name=op.f("uq_round_count_round_id")),
    )
    op.create_table(
        "round_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("offering_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.CheckConstraint("cost_fen >= 0", name=op.f("ck_round_option_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_round_option_offering_id_offering")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_round_option_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_option_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_option")),
        sa.UniqueConstraint("round_id", "key", name=op.f("uq_round_option_round_id_key")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_round_option_round_id_position")),
    )
    op.create_index(op.f("ix_round_option_proposal_id"), "round_option", ["proposal_id"], unique=False)
    op.create_table(
        "topic",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_topic_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_topic_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_topic_meeting_id_position")),
        sa.UniqueConstraint("meeting_id", "proposal_id", name=op.f("uq_topic_meeting_id_proposal_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_topic_slug")),
    )
    op.create_index(op.f("ix_topic_proposal_id"), "topic", ["proposal_id"], unique=False)
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_amendment_positive")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_amendment_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_amendment_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["contract_part.id"], name=op.f("fk_amendment_part_id_contract_part")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_amendment_contract_id_number")),
    )
    op.create_table(
        "assisted_order",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("visit_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("fee_fen", sa.BigInteger(), nullable=True),
        sa.Column("paid_by", sa.String(length=10), nullable=True),
        sa.Column("placed_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("cancelled_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "channel IN ('home_visit', 'online', 'paper', 'phone', 'visit')",
            name=op.f("ck_assisted_order_channel_known"),
        ),
        sa.CheckConstraint(
            "paid_by IN ('free', 'fund', 'resident')", name=op.f("ck_assisted_order_paid_by_known")
        ),
        sa.CheckConstraint(
            "state <> 'cancelled' OR cancelled_because <> ''",
            name=op.f("ck_assisted_order_cancelled_has_reason"),
        ),
        sa.CheckConstraint(
            "state <> 'done' OR (fee_fen IS NOT NULL AND paid_by IS NOT NULL AND done_on IS NOT NULL)",
            name=op.f("ck_assisted_order_done_is_whole"),
        ),
        sa.CheckConstraint(
            "state IN ('cancelled', 'done', 'placed')", name=op.f("ck_assisted_order_state_known")
        ),
        sa.CheckConstraint(
            "fee_fen IS NULL OR fee_fen >= 0", name=op.f("ck_assisted_order_fee_not_negative")
        ),
        sa.CheckConstraint(
            "rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("ck_assisted_order_rating_range")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_assisted_order_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["contract_part.id"], name=op.f("fk_assisted_order_part_id_contract_part")
        ),
        sa.ForeignKeyConstraint(
            ["placed_by_id"], ["user_account.id"], name=op.f("fk_assisted_order_placed_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assisted_order")),
        sa.UniqueConstraint("slug", name=op.f("uq_assisted_order_slug")),
    )
    op.create_index(
        "ix_assisted_order_list", "assisted_order", ["community_id", "state", "visit_at"], unique=False
    )
    op.create_index(op.f("ix_assisted_order_part_id"), "assisted_order", ["part_id"], unique=False)
    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("roll_entry_id", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("assisted_by_id", sa.Integer(), nullable=True),
        sa.Column("assisted_role", sa.String(length=30), nullable=False),
        sa.Column("read_back", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cast_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mode IN ('hall', 'home_visit', 'imported', 'online', 'paper', 'phone')",
            name=op.f("ck_ballot_mode_known"),
        ),
        sa.CheckConstraint(
            "assisted_by_id IS NULL OR read_back", name=op.f("ck_ballot_assisted_is_read_back")
        ),
        sa.ForeignKeyConstraint(
            ["assisted_by_id"], ["user_account.id"], name=op.f("fk_ballot_assisted_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["roll_entry_id"], ["roll_entry.id"], name=op.f("fk_ballot_roll_entry_id_roll_entry")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_ballot_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("roll_entry_id", name=op.f("uq_ballot_roll_entry_id")),
    )
    op.create_index(op.f("ix_ballot_round_id"), "ballot", ["round_id"], unique=False)
    op.create_table(
        "evaluation_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("at", database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "channel IN ('home_visit', 'online', 'paper', 'phone', 'visit')",
            name=op.f("ck_evaluation_answer_channel_known"),
        ),
        sa.CheckConstraint(
            "(user_id IS NULL) = (recorded_by_id IS NOT NULL)",
            name=op.f("ck_evaluation_answer_own_or_recorded"),
        ),
        sa.CheckConstraint(
            "people >= 1 AND (user_id IS NULL OR people = 1)", name=op.f("ck_evaluation_answer_people")
        ),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_evaluation_answer_score_range")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_answer_evaluation_id_evaluation")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_evaluation_answer_recorded_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_evaluation_answer_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_answer")),
        sa.UniqueConstraint(
            "evaluation_id", "user_id", name=op.f("uq_evaluation_answer_evaluation_id_user_id")
        ),
    )
    op.create_table(
        "milestone",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("reported_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (done_on IS NOT NULL)", name=op.f("ck_milestone_done_has_day")
        ),
        sa.CheckConstraint(
            "state IN ('done', 'in_progress', 'not_started', 'reported')",
            name=op.f("ck_milestone_state_known"),
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> reported_by_id",
            name=op.f("ck_milestone_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user_account.id"], name=op.f("fk_milestone_confirmed_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["contract_part.id"], name=op.f("fk_milestone_part_id_contract_part")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["user_account.id"], name=op.f("fk_milestone_reported_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("part_id", "seq", name=op.f("uq_milestone_part_id_seq")),
        sa.UniqueConstraint("slug", name=op.f("uq_milestone_slug")),
    )
    op.create_index("ix_milestone_due", "milestone", ["state", "due_on"], unique=False)
    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_opinion_mandate_id_mandate")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_opinion_recorded_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_opinion_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
    )
    op.create_index(op.f("ix_opinion_topic_id"), "opinion", ["topic_id"], unique=False)
    op.create_table(
        "recognition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=16), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("resolution_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("recognised_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(party = 'representatives') = (resolution_id IS NOT NULL)",
            name=op.f("ck_recognition_resolution_named"),
        ),
        sa.CheckConstraint(
            "(party = 'representatives') = (user_id IS NULL)", name=op.f("ck_recognition_person_named")
        ),
        sa.CheckConstraint(
            "(party = 'street') = (community_id IS NULL)", name=op.f("ck_recognition_community_named")
        ),
        sa.CheckConstraint(
            "party IN ('community', 'representatives', 'street')", name=op.f("ck_recognition_party_known")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_recognition_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_recognition_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_recognition_resolution_id_resolution")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_recognition_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition")),
    )
    op.create_index(op.f("ix_recognition_contract_id"), "recognition", ["contract_id"], unique=False)
    op.create_index(
        "uq_recognition_community",
        "recognition",
        ["contract_id", "community_id"],
        unique=True,
        sqlite_where=sa.text("party = 'community'"),
        postgresql_where=sa.text("party = 'community'"),
    )
    op.create_index(
        "uq_recognition_representatives",
        "recognition",
        ["contract_id", "resolution_id"],
        unique=True,
        sqlite_where=sa.text("party = 'representatives'"),
        postgresql_where=sa.text("party = 'representatives'"),
    )
    op.create_index(
        "uq_recognition_street",
        "recognition",
        ["contract_id"],
        unique=True,
        sqlite_where=sa.text("party = 'street'"),
        postgresql_where=sa.text("party = 'street'"),
    )
    op.create_table(
        "rectification",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("reported_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_rectification_closed_has_day")
        ),
        sa.CheckConstraint(
            "state IN ('closed', 'ordered', 'reported')", name=op.f("ck_rectification_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_rectification_evaluation_id_evaluation")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["user_account.id"], name=op.f("fk_rectification_issued_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_rectification_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["user_account.id"], name=op.f("fk_rectification_reported_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification")),
        sa.UniqueConstraint("slug", name=op.f("uq_rectification_slug")),
    )
    op.create_index(op.f("ix_rectification_evaluation_id"), "rectification", ["evaluation_id"], unique=False)
    op.create_index(op.f("ix_rectification_proposal_id"), "rectification", ["proposal_id"], unique=False)
    op.create_index(
        "uq_rectification_open",
        "rectification",
        ["proposal_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_evidence_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_evidence_milestone_id_milestone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("milestone_id", "file_id", name=op.f("uq_evidence_milestone_id_file_id")),
    )
    op.create_index(op.f("ix_evidence_milestone_id"), "evidence", ["milestone_id"], unique=False)
    op.create_table(
        "instalment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("condition", sa.String(length=20), nullable=False),
        sa.Column("condition_met_on", sa.Date(), nullable=True),
        sa.Column("amendment_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "condition IN ('accepted', 'midterm_passed', 'signed')",
            name=op.f("ck_instalment_condition_known"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_instalment_amount_positive")),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendment.id"], name=op.f("fk_instalment_amendment_id_amendment")
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["contract_part.id"], name=op.f("fk_instalment_part_id_contract_part")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
        sa.UniqueConstraint("amendment_id", name=op.f("uq_instalment_amendment_id")),
        sa.UniqueConstraint("part_id", "seq", name=op.f("uq_instalment_part_id_seq")),
    )
    op.create_table(
        "payment",
        sa.Column("instalment_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paid_by_id", sa.Integer(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("voucher_no", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "(state = 'requested') = (decided_by_id IS NULL)", name=op.f("ck_payment_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "state <> 'paid' OR (voucher_no <> '' AND paid_on IS NOT NULL AND paid_by_id IS NOT NULL)",
            name=op.f("ck_payment_paid_has_voucher"),
        ),
        sa.CheckConstraint("state <> 'refused' OR reason <> ''", name=op.f("ck_payment_refused_has_reason")),
        sa.CheckConstraint(
            "state IN ('approved', 'paid', 'refused', 'requested')", name=op.f("ck_payment_state_known")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_payment_amount_positive")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> requested_by_id",
            name=op.f("ck_payment_asker_not_approver"),
        ),
        sa.CheckConstraint(
            "paid_by_id IS NULL OR paid_by_id <> decided_by_id", name=op.f("ck_payment_payer_not_approver")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_payment_decided_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["instalment_id"], ["instalment.id"], name=op.f("fk_payment_instalment_id_instalment")
        ),
        sa.ForeignKeyConstraint(
            ["paid_by_id"], ["user_account.id"], name=op.f("fk_payment_paid_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["user_account.id"], name=op.f("fk_payment_requested_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("slug", name=op.f("uq_payment_slug")),
    )
    op.create_index(op.f("ix_payment_instalment_id"), "payment", ["instalment_id"], unique=False)
    op.create_index(op.f("ix_payment_state"), "payment", ["state"], unique=False)
    op.create_index(op.f("ix_payment_voucher_no"), "payment", ["voucher_no"], unique=False)
    op.create_index(
        "uq_payment_instalment_live",
        "payment",
        ["instalment_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'refused'"),
        postgresql_where=sa.text("state <> 'refused'"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_payment_instalment_live",
        table_name="payment",
        sqlite_where=sa.text("state <> 'refused'"),
        postgresql_where=sa.text("state <> 'refused'"),
    )
    op.drop_index(op.f("ix_payment_voucher_no"), table_name="payment")
    op.drop_index(op.f("ix_payment_state"), table_name="payment")
    op.drop_index(op.f("ix_payment_instalment_id"), table_name="payment")
    op.drop_table("payment")
    op.drop_table("instalment")
    op.drop_index(op.f("ix_evidence_milestone_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(
        "uq_rectification_open",
        table_name="rectification",
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.drop_index(op.f("ix_rectification_proposal_id"), table_name="rectification")
    op.drop_index(op.f("ix_rectification_evaluation_id"), table_name="rectification")
    op.drop_table("rectification")
    op.drop_index(
        "uq_recognition_street",
        table_name="recognition",
        sqlite_where=sa.text("party = 'street'"),
        postgresql_where=sa.text("party = 'street'"),
    )
    op.drop_index(
        "uq_recognition_representatives",
        table_name="recognition",
        sqlite_where=sa.text("party = 'representatives'"),
        postgresql_where=sa.text("party = 'representatives'"),
    )
    op.drop_index(
        "uq_recognition_community",
        table_name="recognition",
        sqlite_where=sa.text("party = 'community'"),
        postgresql_where=sa.text("party = 'community'"),
    )
    op.drop_index(op.f("ix_recognition_contract_id"), table_name="recognition")
    op.drop_table("recognition")
    op.drop_index(op.f("ix_opinion_topic_id"), table_name="opinion")
    op.drop_table("opinion")
    op.drop_index("ix_milestone_due", table_name="milestone")
    op.drop_table("milestone")
    op.drop_table("evaluation_answer")
    op.drop_index(op.f("ix_ballot_round_id"), table_name="ballot")
    op.drop_table("ballot")
    op.drop_index(op.f("ix_assisted_order_part_id"), table_name="assisted_order")
    op.drop_index("ix_assisted_order_list", table_name="assisted_order")
    op.drop_table("assisted_order")
    op.drop_table("amendment")
    op.drop_index(op.f("ix_topic_proposal_id"), table_name="topic")
    op.drop_table("topic")
    op.drop_index(op.f("ix_round_option_proposal_id"), table_name="round_option")
    op.drop_table("round_option")
    op.drop_table("round_count")
    op.drop_index(op.f("ix_roll_entry_mandate_id"), table_name="roll_entry")
    op.drop_table("roll_entry")
    op.drop_index(op.f("ix_review_proposal_id"), table_name="review")
    op.drop_table("review")
    op.drop_index(op.f("ix_resolution_proposal_id"), table_name="resolution")
    op.drop_table("resolution")
    op.drop_table("proposal_version")
    op.drop_index(
        "uq_evaluation_open",
        table_name="evaluation",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(op.f("ix_evaluation_proposal_id"), table_name="evaluation")
    op.drop_table("evaluation")
    op.drop_index(op.f("ix_contract_part_contract_id"), table_name="contract_part")
    op.drop_table("contract_part")
    op.drop_table("budget_line")
    op.drop_table("attendance")
    op.drop_index(
        "uq_alert_open",
        table_name="alert",
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.drop_index(op.f("ix_alert_proposal_id"), table_name="alert")
    op.drop_index(op.f("ix_alert_community_id"), table_name="alert")
    op.drop_table("alert")
    op.drop_index(
        "uq_round_meeting",
        table_name="round",
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.drop_index("ix_round_running", table_name="round")
    op.drop_index("ix_round_of_community", table_name="round")
    op.drop_index(op.f("ix_round_fund_id"), table_name="round")
    op.drop_table("round")
    op.drop_index(op.f("ix_recipient_opinion_acceptance_id"), table_name="recipient_opinion")
    op.drop_table("recipient_opinion")
    op.drop_index("ix_proposal_state", table_name="proposal")
    op.drop_index(op.f("ix_proposal_public_since"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_prepared_by_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_organisation_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_offering_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_need_id"), table_name="proposal")
    op.drop_index("ix_proposal_list", table_name="proposal")
    op.drop_index(op.f("ix_proposal_fund_id"), table_name="proposal")
    op.drop_table("proposal")
    op.drop_index(
        "ix_objection_unanswered",
        table_name="objection",
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.drop_index(op.f("ix_objection_notice_id"), table_name="objection")
    op.drop_table("objection")
    op.drop_index(op.f("ix_need_support_need_id"), table_name="need_support")
    op.drop_table("need_support")
    op.drop_index(op.f("ix_meeting_roll_mandate_id"), table_name="meeting_roll")
    op.drop_table("meeting_roll")
    op.drop_index(op.f("ix_ledger_entry_project_ref"), table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_index(op.f("ix_talk_organisation_id"), table_name="talk")
    op.drop_table("talk")
    op.drop_index(op.f("ix_rule_setting_street_id"), table_name="rule_setting")
    op.drop_index(op.f("ix_rule_setting_key"), table_name="rule_setting")
    op.drop_table("rule_setting")
    op.drop_index(op.f("ix_question_offering_id"), table_name="question")
    op.drop_table("question")
    op.drop_index(op.f("ix_offering_zone_zone_id"), table_name="offering_zone")
    op.drop_table("offering_zone")
    op.drop_index(
        "uq_notice_posted",
        table_name="notice",
        sqlite_where=sa.text("state = 'posted'"),
        postgresql_where=sa.text("state = 'posted'"),
    )
    op.drop_index("ix_notice_subject", table_name="notice")
    op.drop_index("ix_notice_running", table_name="notice")
    op.drop_index("ix_notice_of_community", table_name="notice")
    op.drop_index(op.f("ix_notice_ends_on"), table_name="notice")
    op.drop_table("notice")
    op.drop_index("ix_need_warmest", table_name="need")
    op.drop_index(op.f("ix_need_state"), table_name="need")
    op.drop_index(op.f("ix_need_raised_at"), table_name="need")
    op.drop_index("ix_need_of_community", table_name="need")
    op.drop_index(op.f("ix_need_merged_into_id"), table_name="need")
    op.drop_index(op.f("ix_need_directory_item_id"), table_name="need")
    op.drop_index("ix_need_community_heat", table_name="need")
    op.drop_table("need")
    op.drop_index(op.f("ix_membership_user_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_organisation_ref"), table_name="membership")
    op.drop_index(op.f("ix_membership_community_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(
        "uq_meeting_rerun",
        table_name="meeting",
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.drop_index("ix_meeting_scheduled", table_name="meeting")
    op.drop_index("ix_meeting_of_community", table_name="meeting")
    op.drop_table("meeting")
    op.drop_index(op.f("ix_mandate_user_id"), table_name="mandate")
    op.drop_table("mandate")
    op.drop_index(op.f("ix_interest_offering_id"), table_name="interest")
    op.drop_table("interest")
    op.drop_index(op.f("ix_fund_year"), table_name="fund")
    op.drop_table("fund")
    op.drop_table("deliverable")
    op.drop_index(op.f("ix_booth_organisation_id"), table_name="booth")
    op.drop_table("booth")
    op.drop_table("approval")
    op.drop_index(
        "uq_acceptance_passed",
        table_name="acceptance",
        sqlite_where=sa.text("result = 'passed'"),
        postgresql_where=sa.text("result = 'passed'"),
    )
    op.drop_index(op.f("ix_acceptance_contract_id"), table_name="acceptance")
    op.drop_table("acceptance")
    op.drop_index(op.f("ix_track_record_organisation_id"), table_name="track_record")
    op.drop_table("track_record")
    op.drop_index(op.f("ix_organisation_status_organisation_id"), table_name="organisation_status")
    op.drop_table("organisation_status")
    op.drop_index(op.f("ix_offering_organisation_id"), table_name="offering")
    op.drop_index("ix_offering_list", table_name="offering")
    op.drop_index(op.f("ix_offering_directory_item_id"), table_name="offering")
    op.drop_index("ix_offering_counts", table_name="offering")
    op.drop_table("offering")
    op.drop_index(op.f("ix_fair_cycle_id"), table_name="fair")
    op.drop_table("fair")
    op.drop_table("cycle_phase")
    op.drop_index(op.f("ix_contract_state"), table_name="contract")
    op.drop_index(op.f("ix_contract_organisation_id"), table_name="contract")
    op.drop_table("contract")
    op.drop_index(op.f("ix_community_zone_id"), table_name="community")
    op.drop_table("community")
    op.drop_table("zone")
    op.drop_table("workday_override")
    op.drop_index(op.f("ix_user_session_user_id"), table_name="user_session")
    op.drop_table("user_session")
    op.drop_index(op.f("ix_organisation_state"), table_name="organisation")
    op.drop_index("ix_organisation_list", table_name="organisation")
    op.drop_table("organisation")
    op.drop_index(op.f("ix_directory_item_category_number"), table_name="directory_item")
    op.drop_table("directory_item")
    op.drop_table("cycle")
    op.drop_index(op.f("ix_consent_user_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_index("ix_visitor_entry_visitor", table_name="visitor_entry")
    op.drop_index("ix_visitor_entry_address", table_name="visitor_entry")
    op.drop_table("visitor_entry")
    op.drop_index(op.f("ix_user_account_phone"), table_name="user_account")
    op.drop_table("user_account")
    op.drop_table("street")
    op.drop_index(op.f("ix_stored_file_sha256"), table_name="stored_file")
    op.drop_table("stored_file")
    op.drop_index(op.f("ix_sign_in_attempt_at"), table_name="sign_in_attempt")
    op.drop_index("ix_sign_in_attempt_address", table_name="sign_in_attempt")
    op.drop_index("ix_sign_in_attempt_account", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("search_document")
    op.drop_index("ix_job_waiting", table_name="job")
    op.drop_table("job")
    op.drop_index(op.f("ix_import_batch_sha256"), table_name="import_batch")
    op.drop_index(op.f("ix_import_batch_read_at"), table_name="import_batch")
    op.drop_index(op.f("ix_import_batch_area"), table_name="import_batch")
    op.drop_table("import_batch")
    op.drop_table("audit_head")
    op.drop_index(op.f("ix_audit_entry_subject"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_action"), table_name="audit_entry")
    op.drop_table("audit_entry")
