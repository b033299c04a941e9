"""Inget i ärendet ändras utan händelse, och inget av det raderas (G13, G14)."""

from django.db import migrations

# table → how a row finds its case
PARTS = {
    "cases_party": "SELECT $1",
    "cases_situationanalysis": "SELECT $1",
    "cases_staffreport": "SELECT $1",
    "cases_decision": "SELECT $1",
    "cases_agreement": "SELECT $1",
    "cases_recipient": "SELECT $1",
    "cases_distribution": "SELECT $1",
    "cases_casenote": "SELECT $1",
    "cases_caseassignment": "SELECT $1",
    "cases_staffreportversion": "SELECT case_id FROM cases_staffreport WHERE id = $1",
    "cases_findinganswer": "SELECT case_id FROM cases_staffreport WHERE id = $1",
    "cases_approval": (
        "SELECT r.case_id FROM cases_staffreport r JOIN cases_staffreportversion v ON v.report_id = r.id WHERE v.id = $1"
    ),
    "cases_agreementversion": "SELECT case_id FROM cases_agreement WHERE id = $1",
    "cases_signatureslot": "SELECT case_id FROM cases_agreement WHERE id = $1",
    "cases_signature": (
        "SELECT a.case_id FROM cases_agreement a JOIN cases_signatureslot s ON s.agreement_id = a.id WHERE s.id = $1"
    ),
    "cases_dispatch": "SELECT case_id FROM cases_distribution WHERE id = $1",
}
COLUMNS = {
    "cases_staffreportversion": "report_id",
    "cases_findinganswer": "report_id",
    "cases_approval": "version_id",
    "cases_agreementversion": "agreement_id",
    "cases_signatureslot": "agreement_id",
    "cases_signature": "slot_id",
    "cases_dispatch": "distribution_id",
}
KEPT = (
    "cases_case",
    "cases_casetype",
    "cases_party",
    "cases_instrument",
    "cases_situationanalysis",
    "cases_staffreport",
    "cases_decision",
    "cases_agreement",
    "cases_agreementversion",
    "cases_signatureslot",
    "cases_recipient",
    "cases_dispatch",
)

FUNCTIONS = """
CREATE FUNCTION cases_part_has_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE matter bigint; wanted uuid;
BEGIN
  EXECUTE TG_ARGV[1] INTO matter USING (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
  SELECT c.uuid INTO wanted FROM cases_case c WHERE c.id = matter;
  IF NOT audit_event_in_this_transaction('case:' || wanted)
  THEN RAISE EXCEPTION '% %: no event tells of the change', TG_TABLE_NAME, NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION cases_never_deleted() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is never deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
FUNCTIONS_BACK = "DROP FUNCTION cases_part_has_event(); DROP FUNCTION cases_never_deleted();"


def _event_guard(table: str) -> migrations.RunSQL:
    column, query = COLUMNS.get(table, "case_id"), PARTS[table]
    return migrations.RunSQL(
        f"""
        CREATE CONSTRAINT TRIGGER {table}_has_event AFTER INSERT OR UPDATE ON {table}
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_part_has_event('{column}', '{query}');
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_has_event;
        """,
        f"DROP TRIGGER {table}_has_event ON {table};",
    )


def _kept(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION cases_never_deleted();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_deleted;
        CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION cases_never_deleted();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_emptied;
        """,
        f"DROP TRIGGER {table}_never_deleted ON {table}; DROP TRIGGER {table}_never_emptied ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_decided_words_stay")]

    operations = [
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK),
        *(_event_guard(table) for table in PARTS),
        *(_kept(table) for table in KEPT),
    ]
