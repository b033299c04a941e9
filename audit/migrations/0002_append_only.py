"""Skrivs en gång: the function that refuses, and the log's own tables (G1)."""

from django.db import migrations

from audit.rules import append_only_sql

FUNCTION = """
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is written once: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_event_log")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION audit_append_only();"),
        migrations.RunSQL(*append_only_sql("audit_event")),
        migrations.RunSQL(*append_only_sql("audit_value")),
    ]
