"""En sekretessmarkering tas bort bara när två personer har sagt det, i samma transaktion (G12)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION diarium_marking_lifted_by_two() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE lifted boolean;
BEGIN
  IF OLD.secrecy_provision <> '' AND NEW.secrecy_provision = '' THEN
    IF TG_TABLE_NAME = 'diarium_document' THEN
      SELECT EXISTS (SELECT FROM diarium_secrecylift l
        WHERE l.document_id = NEW.id AND l.confirmed_transaction = txid_current()) INTO lifted;
    ELSE
      SELECT EXISTS (SELECT FROM diarium_secrecylift l
        WHERE l.entry_id = NEW.id AND l.document_id IS NULL AND l.confirmed_transaction = txid_current()) INTO lifted;
    END IF;
    IF NOT lifted
    THEN RAISE EXCEPTION '% %: a marking is lifted by two persons', TG_TABLE_NAME, NEW.uuid
         USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER diarium_entry_marking_lifted_by_two BEFORE UPDATE ON diarium_diaryentry
  FOR EACH ROW EXECUTE FUNCTION diarium_marking_lifted_by_two();
ALTER TABLE diarium_diaryentry ENABLE ALWAYS TRIGGER diarium_entry_marking_lifted_by_two;
CREATE TRIGGER diarium_document_marking_lifted_by_two BEFORE UPDATE ON diarium_document
  FOR EACH ROW EXECUTE FUNCTION diarium_marking_lifted_by_two();
ALTER TABLE diarium_document ENABLE ALWAYS TRIGGER diarium_document_marking_lifted_by_two;

CREATE FUNCTION diarium_lift_confirmed_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (OLD.confirmed_by_id IS NOT NULL OR OLD.refused_by_id IS NOT NULL
     OR ROW(NEW.id, NEW.entry_id, NEW.document_id, NEW.proposed_by_id, NEW.proposed_at, NEW.reason)
        IS DISTINCT FROM
        ROW(OLD.id, OLD.entry_id, OLD.document_id, OLD.proposed_by_id, OLD.proposed_at, OLD.reason)))
  THEN RAISE EXCEPTION 'lift %: a proposal is answered once, % is refused', OLD.id, TG_OP
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.confirmed_by_id IS NOT NULL AND NEW.confirmed_transaction IS DISTINCT FROM txid_current()
  THEN RAISE EXCEPTION 'lift %: confirmed in another transaction', NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER diarium_lift_confirmed_once BEFORE INSERT OR UPDATE OR DELETE ON diarium_secrecylift
  FOR EACH ROW EXECUTE FUNCTION diarium_lift_confirmed_once();
ALTER TABLE diarium_secrecylift ENABLE ALWAYS TRIGGER diarium_lift_confirmed_once;
"""

REVERSE = """
DROP TRIGGER diarium_entry_marking_lifted_by_two ON diarium_diaryentry;
DROP TRIGGER diarium_document_marking_lifted_by_two ON diarium_document;
DROP TRIGGER diarium_lift_confirmed_once ON diarium_secrecylift;
DROP FUNCTION diarium_marking_lifted_by_two();
DROP FUNCTION diarium_lift_confirmed_once();
"""


class Migration(migrations.Migration):
    dependencies = [("diarium", "0007_no_new_part_without_event")]

    operations = [migrations.RunSQL(GUARD, REVERSE)]
