"""Inget förordnande utan händelse: at COMMIT the person's last event is of the same transaction (G14)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION accounts_mandate_has_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE person uuid;
BEGIN
  SELECT u.uuid INTO person FROM accounts_user u WHERE u.id = NEW.user_id;
  IF NOT audit_event_in_this_transaction('person:' || person)
  THEN RAISE EXCEPTION 'accounts_mandate %: no event tells of the change', NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER accounts_mandate_has_event AFTER INSERT OR UPDATE ON accounts_mandate
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION accounts_mandate_has_event();
ALTER TABLE accounts_mandate ENABLE ALWAYS TRIGGER accounts_mandate_has_event;

CREATE FUNCTION accounts_mandate_stays_whose_it_is() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF ROW(NEW.id, NEW.user_id, NEW.role, NEW.board_id, NEW.unit_id, NEW.valid_from, NEW.acting, NEW.on_behalf_of_id)
     IS DISTINCT FROM
     ROW(OLD.id, OLD.user_id, OLD.role, OLD.board_id, OLD.unit_id, OLD.valid_from, OLD.acting, OLD.on_behalf_of_id)
     OR (OLD.valid_to IS NOT NULL AND COALESCE(NEW.valid_to, 'infinity') > OLD.valid_to)
  THEN RAISE EXCEPTION 'accounts_mandate %: only an earlier last day may be set', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_mandate_stays_whose_it_is BEFORE UPDATE ON accounts_mandate
  FOR EACH ROW EXECUTE FUNCTION accounts_mandate_stays_whose_it_is();
ALTER TABLE accounts_mandate ENABLE ALWAYS TRIGGER accounts_mandate_stays_whose_it_is;
"""

REVERSE = """
DROP TRIGGER accounts_mandate_has_event ON accounts_mandate;
DROP TRIGGER accounts_mandate_stays_whose_it_is ON accounts_mandate;
DROP FUNCTION accounts_mandate_has_event();
DROP FUNCTION accounts_mandate_stays_whose_it_is();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_people_are_never_deleted"),
        ("audit", "0005_event_in_this_transaction"),
    ]

    operations = [migrations.RunSQL(GUARD, REVERSE)]
