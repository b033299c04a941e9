"""Två personer, också när någon ersätter: nobody acting for the first is the second (G12)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION diarium_answered_by_another() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'diarium_secrecylift' THEN
    IF NEW.confirmed_by_id IS NOT NULL
       AND accounts_acts_for(NEW.confirmed_by_id, NEW.proposed_by_id, NEW.confirmed_at)
    THEN RAISE EXCEPTION 'lift %: confirmed by one who acts for the proposer', NEW.id
         USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  ELSIF NEW.granted_by_id IS NOT NULL AND accounts_acts_for(NEW.granted_by_id, NEW.asked_by_id, NEW.granted_at)
  THEN RAISE EXCEPTION 'access %: granted by one who acts for the asker', NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER diarium_lift_answered_by_another BEFORE INSERT OR UPDATE ON diarium_secrecylift
  FOR EACH ROW EXECUTE FUNCTION diarium_answered_by_another();
ALTER TABLE diarium_secrecylift ENABLE ALWAYS TRIGGER diarium_lift_answered_by_another;
CREATE TRIGGER diarium_access_answered_by_another BEFORE INSERT OR UPDATE ON diarium_emergencyaccess
  FOR EACH ROW EXECUTE FUNCTION diarium_answered_by_another();
ALTER TABLE diarium_emergencyaccess ENABLE ALWAYS TRIGGER diarium_access_answered_by_another;
"""

REVERSE = """
DROP TRIGGER diarium_lift_answered_by_another ON diarium_secrecylift;
DROP TRIGGER diarium_access_answered_by_another ON diarium_emergencyaccess;
DROP FUNCTION diarium_answered_by_another();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("diarium", "0015_protected_by_which_provision"),
        ("accounts", "0007_no_wider_than_the_givers"),
    ]

    operations = [migrations.RunSQL(GUARD, REVERSE)]
