"""Ingen ändring i registret utan händelse: at COMMIT the last event of the row's stream is of the same transaction (G14)."""

from django.db import migrations

_TABLES = {
    "diarium_diaryentry": "INSERT OR UPDATE",
    "diarium_document": "INSERT OR UPDATE",
    "diarium_documentversion": "INSERT",
    "diarium_entryalias": "INSERT",
    "diarium_needtoknow": "INSERT OR UPDATE OR DELETE",
}

FUNCTIONS = """
CREATE FUNCTION diarium_entry_has_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  row jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
  entry uuid;
BEGIN
  IF TG_TABLE_NAME = 'diarium_documentversion' THEN
    SELECT e.uuid INTO entry FROM diarium_diaryentry e JOIN diarium_document d ON d.entry_id = e.id
     WHERE d.id = (row->>'document_id')::bigint;
  ELSIF TG_TABLE_NAME = 'diarium_diaryentry' THEN
    entry := (row->>'uuid')::uuid;
  ELSE
    SELECT e.uuid INTO entry FROM diarium_diaryentry e WHERE e.id = (row->>'entry_id')::bigint;
  END IF;
  IF NOT audit_event_in_this_transaction('entry:' || entry)
  THEN RAISE EXCEPTION '% %: no event tells of the change', TG_TABLE_NAME, row->>'id'
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION diarium_diary_has_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE code text;
BEGIN
  SELECT b.code INTO code FROM accounts_board b WHERE b.id = NEW.board_id;
  IF NOT audit_event_in_this_transaction('diary:' || code || '/' || NEW.year)
  THEN RAISE EXCEPTION 'diary %: no event tells of the number', NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER diarium_diary_has_event AFTER UPDATE ON diarium_diary
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION diarium_diary_has_event();
ALTER TABLE diarium_diary ENABLE ALWAYS TRIGGER diarium_diary_has_event;
"""


def _trigger(table: str, acts: str) -> str:
    return f"""
        CREATE CONSTRAINT TRIGGER {table}_has_event AFTER {acts} ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION diarium_entry_has_event();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_has_event;
    """


class Migration(migrations.Migration):
    dependencies = [
        ("diarium", "0004_document_numbers_without_gaps"),
        ("audit", "0005_event_in_this_transaction"),
    ]

    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "DROP TRIGGER diarium_diary_has_event ON diarium_diary;"
            " DROP FUNCTION diarium_diary_has_event(); DROP FUNCTION diarium_entry_has_event();",
        ),
        *(
            migrations.RunSQL(_trigger(table, acts), f"DROP TRIGGER {table}_has_event ON {table};")
            for table, acts in _TABLES.items()
        ),
    ]
