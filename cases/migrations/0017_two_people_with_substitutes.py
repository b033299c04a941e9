"""Två personer, också när någon ersätter: nobody acting for the first is the second (G12)."""

from django.db import migrations

APPROVAL = """
CREATE FUNCTION cases_approved_by_two() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.outcome <> 'approved' THEN RETURN NEW; END IF;
  IF EXISTS (
    SELECT FROM cases_approval a
     WHERE a.version_id = NEW.version_id AND a.sending = NEW.sending AND a.outcome = 'approved'
       AND (NEW.approver_id IN (a.approver_id, a.acted_for_id) OR NEW.acted_for_id IN (a.approver_id, a.acted_for_id)))
  THEN RAISE EXCEPTION 'approval of version %: the same person approved it before', NEW.version_id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT FROM cases_staffreportversion v
      JOIN cases_staffreportversion own ON own.report_id = v.report_id AND own.origin = 'written'
     WHERE v.id = NEW.version_id
       AND (own.author_id IN (NEW.approver_id, NEW.acted_for_id)
            OR accounts_acts_for(NEW.approver_id, own.author_id, NEW.approved_at)))
  THEN RAISE EXCEPTION 'approval of version %: by an author, or for one', NEW.version_id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_approved_by_two BEFORE INSERT ON cases_approval
  FOR EACH ROW EXECUTE FUNCTION cases_approved_by_two();
ALTER TABLE cases_approval ENABLE ALWAYS TRIGGER cases_approved_by_two;
"""

CONFIRMED = """
CREATE FUNCTION cases_confirmed_by_another() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE at timestamptz;
BEGIN
  at := CASE TG_TABLE_NAME WHEN 'cases_decision' THEN (to_jsonb(NEW)->>'confirmed_at')::timestamptz
                           ELSE (to_jsonb(NEW)->>'signed_at')::timestamptz END;
  IF NEW.confirmed_by_id IS NOT NULL AND accounts_acts_for(NEW.confirmed_by_id, NEW.recorded_by_id, at)
  THEN RAISE EXCEPTION '% %: confirmed by one who acts for the one who recorded it', TG_TABLE_NAME, NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_decision_confirmed_by_another BEFORE INSERT OR UPDATE ON cases_decision
  FOR EACH ROW EXECUTE FUNCTION cases_confirmed_by_another();
ALTER TABLE cases_decision ENABLE ALWAYS TRIGGER cases_decision_confirmed_by_another;
CREATE TRIGGER cases_signature_confirmed_by_another BEFORE INSERT ON cases_signature
  FOR EACH ROW EXECUTE FUNCTION cases_confirmed_by_another();
ALTER TABLE cases_signature ENABLE ALWAYS TRIGGER cases_signature_confirmed_by_another;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_approval_given_for_another"), ("accounts", "0007_no_wider_than_the_givers")]

    operations = [
        migrations.RunSQL(
            APPROVAL, "DROP TRIGGER cases_approved_by_two ON cases_approval; DROP FUNCTION cases_approved_by_two();"
        ),
        migrations.RunSQL(
            CONFIRMED,
            "DROP TRIGGER cases_decision_confirmed_by_another ON cases_decision;"
            " DROP TRIGGER cases_signature_confirmed_by_another ON cases_signature;"
            " DROP FUNCTION cases_confirmed_by_another();",
        ),
    ]
