"""Inget sammanträde och ingen framförhållning ändras utan händelse, eller raderas; så inte heller en kalenderadress."""

from django.db import migrations

STREAMS = {"meetings_meeting": "meeting", "meetings_leadtimes": "leadtimes"}
KEPT = (*STREAMS, "meetings_calendaraddress")

ADDRESS = """
CREATE FUNCTION meetings_address_has_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE person uuid;
BEGIN
  SELECT u.uuid INTO person FROM accounts_user u WHERE u.id = NEW.user_id;
  IF NOT audit_event_in_this_transaction('person:' || person)
  THEN RAISE EXCEPTION '% %: no event tells of the change', TG_TABLE_NAME, NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.serial < OLD.serial
  THEN RAISE EXCEPTION 'calendar address %: an address that was changed never comes back', NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER meetings_calendaraddress_has_event AFTER INSERT OR UPDATE ON meetings_calendaraddress
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION meetings_address_has_event();
ALTER TABLE meetings_calendaraddress ENABLE ALWAYS TRIGGER meetings_calendaraddress_has_event;
"""
ADDRESS_BACK = """
DROP TRIGGER meetings_calendaraddress_has_event ON meetings_calendaraddress;
DROP FUNCTION meetings_address_has_event();
"""


def _has_event(table: str, stream: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE CONSTRAINT TRIGGER {table}_has_event AFTER INSERT OR UPDATE ON {table}
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION diarium_row_has_event('{stream}');
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_has_event;
        """,
        f"DROP TRIGGER {table}_has_event ON {table};",
    )


def _kept(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION cases_never_deleted();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_deleted;
        CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION cases_never_deleted();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_emptied;
        """,
        f"DROP TRIGGER {table}_never_deleted ON {table}; DROP TRIGGER {table}_never_emptied ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0001_meetings_and_lead_times"),
        ("diarium", "0007_no_new_part_without_event"),
        ("cases", "0007_no_part_without_event"),
    ]

    operations = [
        *(_has_event(table, stream) for table, stream in STREAMS.items()),
        migrations.RunSQL(ADDRESS, ADDRESS_BACK),
        *(_kept(table) for table in KEPT),
    ]
