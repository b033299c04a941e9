"""Ingen ändring utan händelse: the question that the guards of the other rooms put at COMMIT (G14)."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION audit_event_in_this_transaction(wanted text) RETURNS boolean LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN COALESCE((SELECT e.transaction = txid_current() FROM audit_event e
                    WHERE e.stream = wanted ORDER BY e.seq DESC LIMIT 1), false);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_requests_have_one_effect")]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION audit_event_in_this_transaction(text);")]
