"""Handlingsnummer utan lucka: from 1 within the matter, one at a time, and never another or gone (G7)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION diarium_entry_counts_documents() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.last_document_no NOT IN (OLD.last_document_no, OLD.last_document_no + 1)
  THEN RAISE EXCEPTION 'entry %: document numbers come one at a time', OLD.uuid
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER diarium_entry_counts_documents BEFORE UPDATE ON diarium_diaryentry
  FOR EACH ROW EXECUTE FUNCTION diarium_entry_counts_documents();
ALTER TABLE diarium_diaryentry ENABLE ALWAYS TRIGGER diarium_entry_counts_documents;

CREATE FUNCTION diarium_entry_gave_the_document_number() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.last_document_no <> OLD.last_document_no AND NOT EXISTS (
    SELECT FROM diarium_document d WHERE d.entry_id = NEW.id AND d.document_no = NEW.last_document_no)
  THEN RAISE EXCEPTION 'entry %: no document took number %', NEW.uuid, NEW.last_document_no
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER diarium_entry_gave_the_document_number AFTER UPDATE ON diarium_diaryentry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION diarium_entry_gave_the_document_number();
ALTER TABLE diarium_diaryentry ENABLE ALWAYS TRIGGER diarium_entry_gave_the_document_number;

CREATE FUNCTION diarium_document_keeps_its_number() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE given integer;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT e.last_document_no INTO given FROM diarium_diaryentry e WHERE e.id = NEW.entry_id;
    IF NEW.document_no IS DISTINCT FROM given
    THEN RAISE EXCEPTION 'document %: % is not the number that the entry gives', NEW.uuid, NEW.document_no
         USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP <> 'UPDATE'
     OR ROW(NEW.id, NEW.uuid, NEW.entry_id, NEW.document_no, NEW.registered_at, NEW.registered_by_id)
        IS DISTINCT FROM
        ROW(OLD.id, OLD.uuid, OLD.entry_id, OLD.document_no, OLD.registered_at, OLD.registered_by_id)
  THEN RAISE EXCEPTION 'document %: a number never changes or goes, % is refused', OLD.uuid, TG_OP
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER diarium_document_keeps_its_number BEFORE INSERT OR UPDATE OR DELETE ON diarium_document
  FOR EACH ROW EXECUTE FUNCTION diarium_document_keeps_its_number();
ALTER TABLE diarium_document ENABLE ALWAYS TRIGGER diarium_document_keeps_its_number;
CREATE TRIGGER diarium_document_never_emptied BEFORE TRUNCATE ON diarium_document
  FOR EACH STATEMENT EXECUTE FUNCTION diarium_never_emptied();
ALTER TABLE diarium_document ENABLE ALWAYS TRIGGER diarium_document_never_emptied;
"""

REVERSE = """
DROP TRIGGER diarium_entry_counts_documents ON diarium_diaryentry;
DROP TRIGGER diarium_entry_gave_the_document_number ON diarium_diaryentry;
DROP TRIGGER diarium_document_keeps_its_number ON diarium_document;
DROP TRIGGER diarium_document_never_emptied ON diarium_document;
DROP FUNCTION diarium_entry_counts_documents();
DROP FUNCTION diarium_entry_gave_the_document_number();
DROP FUNCTION diarium_document_keeps_its_number();
"""


class Migration(migrations.Migration):
    dependencies = [("diarium", "0003_diary_numbers_without_gaps")]

    operations = [migrations.RunSQL(GUARD, REVERSE)]
