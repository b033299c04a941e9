"""Ingen koppling, ingen åtkomst, inget inkommet och ingen begäran ändras utan händelse (G14); det som kom är oförändrat."""

from django.db import migrations

from audit.rules import append_only_sql

_OF_ENTRY = ("diarium_entrylink", "diarium_secrecylift", "diarium_emergencyaccess")
_OWN_STREAM = {"diarium_arrival": "arrival", "diarium_disclosurerequest": "request"}

FUNCTION = """
CREATE FUNCTION diarium_row_has_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT audit_event_in_this_transaction(TG_ARGV[0] || ':' || NEW.uuid)
  THEN RAISE EXCEPTION '% %: no event tells of the change', TG_TABLE_NAME, NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION diarium_arrival_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.exit <> 'waiting'
     OR ROW(NEW.id, NEW.uuid, NEW.came_on, NEW.arrived_at, NEW.channel, NEW.sender, NEW.subject, NEW.message_id)
        IS DISTINCT FROM
        ROW(OLD.id, OLD.uuid, OLD.came_on, OLD.arrived_at, OLD.channel, OLD.sender, OLD.subject, OLD.message_id)
  THEN RAISE EXCEPTION 'arrival %: what came stays as it came, and leaves once; % is refused', OLD.uuid, TG_OP
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER diarium_arrival_stays BEFORE UPDATE OR DELETE ON diarium_arrival
  FOR EACH ROW EXECUTE FUNCTION diarium_arrival_stays();
ALTER TABLE diarium_arrival ENABLE ALWAYS TRIGGER diarium_arrival_stays;

CREATE FUNCTION diarium_request_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT FROM diarium_disclosureyear y WHERE y.year = NEW.year AND y.last_number = NEW.number)
    THEN RAISE EXCEPTION 'request %: % is not the number that the year gives', NEW.uuid, NEW.number
         USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE'
     OR ROW(NEW.id, NEW.uuid, NEW.year, NEW.number, NEW.received_at, NEW.wanted)
        IS DISTINCT FROM ROW(OLD.id, OLD.uuid, OLD.year, OLD.number, OLD.received_at, OLD.wanted)
  THEN RAISE EXCEPTION 'request %: what was asked stays as it was asked; % is refused', OLD.uuid, TG_OP
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER diarium_request_stays BEFORE INSERT OR UPDATE OR DELETE ON diarium_disclosurerequest
  FOR EACH ROW EXECUTE FUNCTION diarium_request_stays();
ALTER TABLE diarium_disclosurerequest ENABLE ALWAYS TRIGGER diarium_request_stays;

CREATE FUNCTION diarium_request_year_counts() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.year <> OLD.year OR NEW.last_number <> OLD.last_number + 1
  THEN RAISE EXCEPTION 'requests of %: the counter moves by one, and % is refused', OLD.year, TG_OP
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER diarium_request_year_counts BEFORE UPDATE OR DELETE ON diarium_disclosureyear
  FOR EACH ROW EXECUTE FUNCTION diarium_request_year_counts();
ALTER TABLE diarium_disclosureyear ENABLE ALWAYS TRIGGER diarium_request_year_counts;
"""

REVERSE = """
DROP TRIGGER diarium_arrival_stays ON diarium_arrival;
DROP TRIGGER diarium_request_stays ON diarium_disclosurerequest;
DROP TRIGGER diarium_request_year_counts ON diarium_disclosureyear;
DROP FUNCTION diarium_row_has_event();
DROP FUNCTION diarium_arrival_stays();
DROP FUNCTION diarium_request_stays();
DROP FUNCTION diarium_request_year_counts();
"""


def _trigger(table: str, call: str) -> tuple[str, str]:
    forward = f"""
        CREATE CONSTRAINT TRIGGER {table}_has_event AFTER INSERT OR UPDATE ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {call};
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_has_event;
        CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION diarium_never_emptied();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_emptied;
    """
    return forward, f"DROP TRIGGER {table}_has_event ON {table}; DROP TRIGGER {table}_never_emptied ON {table};"


class Migration(migrations.Migration):
    dependencies = [
        ("diarium", "0006_search_secrecy_and_arrivals"),
        ("audit", "0005_event_in_this_transaction"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, REVERSE),
        *(migrations.RunSQL(*_trigger(table, "diarium_entry_has_event()")) for table in _OF_ENTRY),
        *(
            migrations.RunSQL(*_trigger(table, f"diarium_row_has_event('{stream}')"))
            for table, stream in _OWN_STREAM.items()
        ),
        migrations.RunSQL(*append_only_sql("diarium_arrivalfile")),
    ]
