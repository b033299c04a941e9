"""Vakter över remisser och underlag: told by an event, never deleted, and left as they are once they are ended (R6)."""

from django.db import migrations

from audit.rules import append_only_sql

OF_REFERRAL = "SELECT case_id FROM cases_referral WHERE id = $1"
# table → (column, how a row finds its case)
PARTS = {
    "cases_referral": ("case_id", "SELECT $1"),
    "cases_referralenclosure": ("referral_id", OF_REFERRAL),
    "cases_referralnudge": ("referral_id", OF_REFERRAL),
}

STAYS = """
CREATE FUNCTION cases_ended_referral_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.state <> 'sent'
  THEN RAISE EXCEPTION 'referral % is ended and stays as it is', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.case_id, NEW.uuid, NEW.kind, NEW.name, NEW.questions, NEW.sent_at, NEW.sent_by_id)
     IS DISTINCT FROM (OLD.case_id, OLD.uuid, OLD.kind, OLD.name, OLD.questions, OLD.sent_at, OLD.sent_by_id)
  THEN RAISE EXCEPTION 'what referral % asked stays as it was', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_ended_referral_stays BEFORE UPDATE ON cases_referral
  FOR EACH ROW EXECUTE FUNCTION cases_ended_referral_stays();
ALTER TABLE cases_referral ENABLE ALWAYS TRIGGER cases_ended_referral_stays;
CREATE TRIGGER cases_referral_never_deleted BEFORE DELETE ON cases_referral
  FOR EACH ROW EXECUTE FUNCTION cases_never_deleted();
ALTER TABLE cases_referral ENABLE ALWAYS TRIGGER cases_referral_never_deleted;
CREATE TRIGGER cases_referral_never_emptied BEFORE TRUNCATE ON cases_referral
  FOR EACH STATEMENT EXECUTE FUNCTION cases_never_deleted();
ALTER TABLE cases_referral ENABLE ALWAYS TRIGGER cases_referral_never_emptied;
"""
STAYS_BACK = """
DROP TRIGGER cases_referral_never_emptied ON cases_referral;
DROP TRIGGER cases_referral_never_deleted ON cases_referral;
DROP TRIGGER cases_ended_referral_stays ON cases_referral;
DROP FUNCTION cases_ended_referral_stays();
"""


def _has_event(table: str) -> migrations.RunSQL:
    column, query = PARTS[table]
    return migrations.RunSQL(
        f"""
        CREATE CONSTRAINT TRIGGER {table}_has_event AFTER INSERT OR UPDATE ON {table}
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_part_has_event('{column}', '{query}');
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_has_event;
        """,
        f"DROP TRIGGER {table}_has_event ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_referrals")]

    operations = [
        migrations.RunSQL(STAYS, STAYS_BACK),
        *(_has_event(table) for table in PARTS),
        migrations.RunSQL(*append_only_sql("cases_referralenclosure")),
        migrations.RunSQL(*append_only_sql("cases_referralnudge")),
    ]
