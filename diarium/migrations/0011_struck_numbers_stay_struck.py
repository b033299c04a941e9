"""En makulerad eller sammanslagen post förblir det; a link is ended, never removed, and says the same all its life."""

from django.db import migrations

GUARD = """
CREATE FUNCTION diarium_entry_stays_struck() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.status IN ('cancelled', 'merged')
     AND ROW(NEW.status, NEW.merged_into_id, NEW.cancelled_reason)
         IS DISTINCT FROM ROW(OLD.status, OLD.merged_into_id, OLD.cancelled_reason)
  THEN RAISE EXCEPTION 'entry %: what is cancelled or merged stays so', OLD.uuid
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER diarium_entry_stays_struck BEFORE UPDATE ON diarium_diaryentry
  FOR EACH ROW EXECUTE FUNCTION diarium_entry_stays_struck();
ALTER TABLE diarium_diaryentry ENABLE ALWAYS TRIGGER diarium_entry_stays_struck;

CREATE FUNCTION diarium_link_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.removed_at IS NOT NULL
     OR ROW(NEW.id, NEW.entry_id, NEW.other_id, NEW.kind, NEW.linked_at, NEW.linked_by_id)
        IS DISTINCT FROM ROW(OLD.id, OLD.entry_id, OLD.other_id, OLD.kind, OLD.linked_at, OLD.linked_by_id)
  THEN RAISE EXCEPTION 'link %: a link is ended, never rewritten; % is refused', OLD.id, TG_OP
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER diarium_link_stays BEFORE UPDATE OR DELETE ON diarium_entrylink
  FOR EACH ROW EXECUTE FUNCTION diarium_link_stays();
ALTER TABLE diarium_entrylink ENABLE ALWAYS TRIGGER diarium_link_stays;
"""

REVERSE = """
DROP TRIGGER diarium_entry_stays_struck ON diarium_diaryentry;
DROP TRIGGER diarium_link_stays ON diarium_entrylink;
DROP FUNCTION diarium_entry_stays_struck();
DROP FUNCTION diarium_link_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("diarium", "0010_lists_found_by_index")]

    operations = [migrations.RunSQL(GUARD, REVERSE)]
