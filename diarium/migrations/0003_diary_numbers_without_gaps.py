"""Diarienummer utan lucka: the counter moves by one and only with the number it gave; a number never changes or goes (G6).

Each step of the counter looks for its own number at COMMIT, so two steps and one entry are refused too.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION diarium_diary_counts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.last_serial <> 0 OR NEW.carried_over <> 0
    THEN RAISE EXCEPTION 'diary % begins at nought', NEW.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP <> 'UPDATE'
     OR ROW(NEW.id, NEW.board_id, NEW.year) IS DISTINCT FROM ROW(OLD.id, OLD.board_id, OLD.year)
     OR (NEW.last_serial <> OLD.last_serial AND NEW.last_serial <> GREATEST(OLD.last_serial, OLD.carried_over) + 1)
     OR (NEW.carried_over <> OLD.carried_over
         AND (OLD.last_serial <> 0 OR NEW.last_serial <> 0 OR NEW.carried_over < OLD.carried_over))
  THEN RAISE EXCEPTION 'diary %: the counter moves by one, and % is refused', OLD.id, TG_OP
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER diarium_diary_counts BEFORE INSERT OR UPDATE OR DELETE ON diarium_diary
  FOR EACH ROW EXECUTE FUNCTION diarium_diary_counts();
ALTER TABLE diarium_diary ENABLE ALWAYS TRIGGER diarium_diary_counts;
-- Not audit_append_only: that one also says that the app role may not change the table's rows.
CREATE FUNCTION diarium_never_emptied() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER diarium_diary_never_emptied BEFORE TRUNCATE ON diarium_diary
  FOR EACH STATEMENT EXECUTE FUNCTION diarium_never_emptied();
ALTER TABLE diarium_diary ENABLE ALWAYS TRIGGER diarium_diary_never_emptied;

CREATE FUNCTION diarium_diary_gave_the_number() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.last_serial <> OLD.last_serial AND NOT EXISTS (
    SELECT FROM diarium_diaryentry e
     WHERE e.diary_id = NEW.id AND e.serial = NEW.last_serial AND e.origin = 'own')
  THEN RAISE EXCEPTION 'diary %: nobody took number %', NEW.id, NEW.last_serial
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER diarium_diary_gave_the_number AFTER UPDATE ON diarium_diary
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION diarium_diary_gave_the_number();
ALTER TABLE diarium_diary ENABLE ALWAYS TRIGGER diarium_diary_gave_the_number;

CREATE FUNCTION diarium_entry_keeps_its_number() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE diary diarium_diary;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT * INTO diary FROM diarium_diary d WHERE d.id = NEW.diary_id;
    IF NEW.last_document_no <> 0
       OR (NEW.origin = 'own' AND NEW.serial IS DISTINCT FROM diary.last_serial)
       OR (NEW.origin <> 'own' AND NEW.serial > diary.carried_over)
    THEN RAISE EXCEPTION 'entry %: % is not the number that the diary gives', NEW.uuid, NEW.serial
         USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP <> 'UPDATE'
     OR ROW(NEW.id, NEW.uuid, NEW.diary_id, NEW.serial, NEW.origin, NEW.number_key, NEW.registered_at)
        IS DISTINCT FROM
        ROW(OLD.id, OLD.uuid, OLD.diary_id, OLD.serial, OLD.origin, OLD.number_key, OLD.registered_at)
  THEN RAISE EXCEPTION 'entry %: a number never changes or goes, % is refused', OLD.uuid, TG_OP
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER diarium_entry_keeps_its_number BEFORE INSERT OR UPDATE OR DELETE ON diarium_diaryentry
  FOR EACH ROW EXECUTE FUNCTION diarium_entry_keeps_its_number();
ALTER TABLE diarium_diaryentry ENABLE ALWAYS TRIGGER diarium_entry_keeps_its_number;
CREATE TRIGGER diarium_entry_never_emptied BEFORE TRUNCATE ON diarium_diaryentry
  FOR EACH STATEMENT EXECUTE FUNCTION diarium_never_emptied();
ALTER TABLE diarium_diaryentry ENABLE ALWAYS TRIGGER diarium_entry_never_emptied;
"""

REVERSE = """
DROP TRIGGER diarium_diary_counts ON diarium_diary;
DROP TRIGGER diarium_diary_never_emptied ON diarium_diary;
DROP TRIGGER diarium_diary_gave_the_number ON diarium_diary;
DROP TRIGGER diarium_entry_keeps_its_number ON diarium_diaryentry;
DROP TRIGGER diarium_entry_never_emptied ON diarium_diaryentry;
DROP FUNCTION diarium_diary_counts();
DROP FUNCTION diarium_diary_gave_the_number();
DROP FUNCTION diarium_entry_keeps_its_number();
DROP FUNCTION diarium_never_emptied();
"""


class Migration(migrations.Migration):
    dependencies = [("diarium", "0002_document_versions_written_once")]

    operations = [migrations.RunSQL(GUARD, REVERSE)]
