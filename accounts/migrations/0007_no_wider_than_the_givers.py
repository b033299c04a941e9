"""Ersättarens uppdrag: never wider than the giver's, never passed on, never given by oneself (G13); absences alike.

`accounts_acts_for` is the question that other rooms' guards ask where two people are needed.
"""

from django.db import migrations

WITHIN = """
CREATE FUNCTION accounts_mandate_within_the_givers() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.on_behalf_of_id IS NULL THEN RETURN NEW; END IF;
  IF NOT EXISTS (
    SELECT FROM accounts_mandate own
     WHERE own.user_id = NEW.on_behalf_of_id AND own.on_behalf_of_id IS NULL AND NOT own.revoked
       AND own.role = NEW.role AND own.valid_from <= NEW.valid_from
       AND (own.valid_to IS NULL OR own.valid_to >= NEW.valid_to)
       AND (own.board_id IS NULL OR own.board_id = NEW.board_id)
       AND (own.unit_id IS NULL OR own.unit_id = NEW.unit_id))
  THEN RAISE EXCEPTION 'accounts_mandate: no own mandate of person % is as wide', NEW.on_behalf_of_id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.absence_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM accounts_absence a
     WHERE a.id = NEW.absence_id AND a.user_id = NEW.on_behalf_of_id AND a.substitute_id = NEW.user_id
       AND a.valid_from <= NEW.valid_from AND a.valid_to >= NEW.valid_to)
  THEN RAISE EXCEPTION 'accounts_mandate: absence % does not give it', NEW.absence_id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_mandate_within_the_givers BEFORE INSERT ON accounts_mandate
  FOR EACH ROW EXECUTE FUNCTION accounts_mandate_within_the_givers();
ALTER TABLE accounts_mandate ENABLE ALWAYS TRIGGER accounts_mandate_within_the_givers;
"""

CHANGES = """
CREATE OR REPLACE FUNCTION accounts_mandate_stays_whose_it_is() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF ROW(NEW.id, NEW.user_id, NEW.role, NEW.board_id, NEW.unit_id, NEW.valid_from, NEW.acting, NEW.on_behalf_of_id,
         NEW.appointed, NEW.absence_id)
     IS DISTINCT FROM
     ROW(OLD.id, OLD.user_id, OLD.role, OLD.board_id, OLD.unit_id, OLD.valid_from, OLD.acting, OLD.on_behalf_of_id,
         OLD.appointed, OLD.absence_id)
     OR (OLD.valid_to IS NOT NULL AND COALESCE(NEW.valid_to, 'infinity') > OLD.valid_to)
     OR (OLD.revoked AND NOT NEW.revoked)
  THEN RAISE EXCEPTION 'accounts_mandate %: only an earlier last day may be set', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION accounts_mandate_has_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE person uuid;
BEGIN
  SELECT u.uuid INTO person FROM accounts_user u WHERE u.id = NEW.user_id;
  IF NOT audit_event_in_this_transaction('person:' || person)
  THEN RAISE EXCEPTION 'accounts_mandate %: no event tells of the change', NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' AND EXISTS (
    SELECT FROM audit_event e WHERE e.stream = 'person:' || person AND e.transaction = txid_current()
       AND e.verb = 'mandate_given' AND e.actor = person::text)
  THEN RAISE EXCEPTION 'accounts_mandate %: given by the one who gets it', NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""

CHANGES_BACK = """
CREATE OR REPLACE FUNCTION accounts_mandate_stays_whose_it_is() RETURNS trigger LANGUAGE plpgsql
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
CREATE OR REPLACE FUNCTION accounts_mandate_has_event() RETURNS trigger LANGUAGE plpgsql
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
"""

ABSENCE = """
CREATE TRIGGER accounts_absence_never_deleted BEFORE DELETE ON accounts_absence
  FOR EACH ROW EXECUTE FUNCTION accounts_never_deleted();
ALTER TABLE accounts_absence ENABLE ALWAYS TRIGGER accounts_absence_never_deleted;
CREATE TRIGGER accounts_absence_never_emptied BEFORE TRUNCATE ON accounts_absence
  FOR EACH STATEMENT EXECUTE FUNCTION accounts_never_deleted();
ALTER TABLE accounts_absence ENABLE ALWAYS TRIGGER accounts_absence_never_emptied;

CREATE FUNCTION accounts_absence_stays_whose_it_is() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF ROW(NEW.id, NEW.user_id, NEW.substitute_id, NEW.valid_from)
     IS DISTINCT FROM ROW(OLD.id, OLD.user_id, OLD.substitute_id, OLD.valid_from)
     OR NEW.valid_to > OLD.valid_to OR (OLD.revoked AND NOT NEW.revoked)
  THEN RAISE EXCEPTION 'accounts_absence %: only an earlier last day may be set', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_absence_stays_whose_it_is BEFORE UPDATE ON accounts_absence
  FOR EACH ROW EXECUTE FUNCTION accounts_absence_stays_whose_it_is();
ALTER TABLE accounts_absence ENABLE ALWAYS TRIGGER accounts_absence_stays_whose_it_is;

CREATE FUNCTION accounts_absence_has_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE person uuid;
BEGIN
  SELECT u.uuid INTO person FROM accounts_user u WHERE u.id = NEW.user_id;
  IF NOT audit_event_in_this_transaction('person:' || person)
  THEN RAISE EXCEPTION 'accounts_absence %: no event tells of the change', NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER accounts_absence_has_event AFTER INSERT OR UPDATE ON accounts_absence
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION accounts_absence_has_event();
ALTER TABLE accounts_absence ENABLE ALWAYS TRIGGER accounts_absence_has_event;
"""

ABSENCE_BACK = """
DROP TRIGGER accounts_absence_has_event ON accounts_absence;
DROP FUNCTION accounts_absence_has_event();
DROP TRIGGER accounts_absence_stays_whose_it_is ON accounts_absence;
DROP FUNCTION accounts_absence_stays_whose_it_is();
DROP TRIGGER accounts_absence_never_emptied ON accounts_absence;
DROP TRIGGER accounts_absence_never_deleted ON accounts_absence;
"""

WITHIN_BACK = """
DROP TRIGGER accounts_mandate_within_the_givers ON accounts_mandate;
DROP FUNCTION accounts_mandate_within_the_givers();
"""

ACTS_FOR = """
CREATE FUNCTION accounts_acts_for(who bigint, whom bigint, moment timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE today date := (moment AT TIME ZONE 'Europe/Stockholm')::date;
BEGIN
  RETURN EXISTS (
    SELECT FROM accounts_mandate m
     WHERE m.user_id = who AND m.on_behalf_of_id = whom AND NOT m.revoked
       AND m.valid_from <= today AND m.valid_to >= today);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_absences"), ("audit", "0005_event_in_this_transaction")]

    operations = [
        migrations.RunSQL(WITHIN, WITHIN_BACK),
        migrations.RunSQL(CHANGES, CHANGES_BACK),
        migrations.RunSQL(ABSENCE, ABSENCE_BACK),
        migrations.RunSQL(ACTS_FOR, "DROP FUNCTION accounts_acts_for(bigint, bigint, timestamptz);"),
    ]
